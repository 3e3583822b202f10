import { demand, lesson, measure, medium, scenario, type Fault, type FaultAuthor } from 'faultlab/author';
import { allBits, inOrder, jobsFinished, tasksDone } from './checks.ts';
import { bank, LOCK_SERVICE, SHARDS, TTL_MS, TWO_LOCKS, WORKERS, type Plan } from './world.ts';

const SHORT: Plan = { tasks: 10, everyMs: 500 };
const LONG: Plan = { tasks: 12, everyMs: 400 };

const always = [demand('no write after a newer token', inOrder)];
const final = [demand('every finished job is in every account, once', allBits)];
const mostDone = ({ tasks }: Plan) => measure('tasks done', tasksDone(tasks)).atLeast(0.9);

const mostFinished = measure('begun jobs that were finished', jobsFinished).atLeast(0.9);

const HOLDERS = WORKERS.slice(0, 3);

/** Some jobs, by worker and number among the worker's. */
const episodes = (f: FaultAuthor, count: number): { worker: string; nth: number }[] =>
  f.shuffle(HOLDERS.flatMap(worker => [1, 2, 3].map(nth => ({ worker, nth })))).slice(0, count);

const pausedHolders = (f: FaultAuthor): Fault[] => episodes(f, 5).map(({ worker, nth }) =>
  f.pause(worker, f.whenFact('begun', nth, f.between(5, 60), worker), { lastsMs: f.between(TTL_MS, 3 * TTL_MS) }));

/** What a holder writes is on its way for so long that its lease runs out: its renewals are lost. */
function lateWrites(f: FaultAuthor, count: number, until: Fault['until'][]): Fault[] {
  return episodes(f, count).flatMap(({ worker, nth }, index) => {
    const start = f.whenFact('begun', nth, 0, worker);
    const lasting = { lastsMs: 2.5 * TTL_MS, until: until[index]! };
    return [f.hold({ method: 'write', from: worker }, start, lasting), f.lose({ method: 'renew', from: worker, to: LOCK_SERVICE }, 1, start, lasting)];
  });
}

const afterNextGrant = (f: FaultAuthor, low: number, high: number, count: number): Fault['until'][] =>
  Array.from({ length: count }, () => f.whenFact('granted', 1, f.between(low, high)));

/** A shard crashes soon after it has served a new holder, and is back before the writes of the old one come. */
function restarts(f: FaultAuthor): Fault[] {
  const shards = f.shuffle(SHARDS).slice(0, 3);
  const crashes = shards.map(shard => f.crash(shard, f.whenFact('takeover', f.integer(2, 5), f.between(0, 60), shard), { lastsMs: f.between(100, 300) }));
  return [...crashes, ...lateWrites(f, 5, Array.from({ length: 5 }, () => f.whenFact('restarted', 1, f.between(0, 40))))];
}

export default lesson({
  picture: 'Leases',
  handlers: { Shard: { kind: 'class', methods: ['recover', 'onRequest'] }, runJob: { kind: 'function' } },
  scenarios: [
    scenario('clean-handover', {
      visible: true, symptom: 'Nothing fails, and the books are right or wrong.', panel: medium,
      world: stage => bank(stage, SHORT), always, final, measure: [measure('tasks done', tasksDone(SHORT.tasks)).atLeast(1)],
    }),
    scenario('zombie', {
      visible: true, symptom: 'A worker wakes up and goes on where it stopped. Money is missing.', panel: medium,
      world: stage => bank(stage, LONG), faults: pausedHolders, always, final, measure: [mostDone(LONG)],
    }),
    scenario('read-then-stale', {
      symptom: 'A confirmed job is missing, and every write was in order.', panel: medium,
      world: stage => bank(stage, LONG), faults: f => lateWrites(f, 5, afterNextGrant(f, 0, 60, 5)), always, final, measure: [mostDone(LONG)],
    }),
    scenario('shard-restarts', {
      symptom: 'After the restart of a shard somebody is let in again.', panel: medium,
      world: stage => bank(stage, LONG), faults: restarts, always, final, measure: [mostDone(LONG)],
    }),
    scenario('between-check-and-write', {
      symptom: 'Since the disks are slow, balances go wrong once a day.', panel: medium,
      world: stage => bank(stage, { ...LONG, slowDisks: true }), faults: f => lateWrites(f, 5, afterNextGrant(f, 0, 150, 5)), always, final, measure: [mostDone(LONG)],
    }),
    scenario('two-locks', {
      symptom: 'One department works, the other one is locked out.', panel: medium,
      world: stage => bank(stage, { ...SHORT, locks: TWO_LOCKS }), always, final, measure: [mostFinished, mostDone(SHORT)],
    }),
    scenario('lost-reply', {
      symptom: 'A bad network, and jobs that never end.', panel: medium,
      world: stage => bank(stage, SHORT), faults: f => [f.lose({ kind: 'reply', from: SHARDS }, 0.15)], always, final, measure: [mostFinished, mostDone(SHORT)],
    }),
  ],
});
