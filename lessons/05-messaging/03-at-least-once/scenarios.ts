import { demand, deploys, leavesInDoubt, lesson, measure, reference, refuses, scenario, type Demand, type Fault, type FaultAuthor } from 'faultlab/author';
import { acceptedShare, calls, handedOn, keptPromise, paidOnce, takeover } from './checks.ts';
import { studio, WORKERS, type Setting } from './world.ts';

/** Rounds of minutes with many timers: between medium and heavy. */
const PANEL = { visible: 20, hidden: 40 };

const USUAL: Setting = { workMs: 200_000, perSecond: 0.5, long: 0.1 };

const paid: Demand = demand('nothing is encoded twice without a fault', paidOnce);
const kept: Demand = demand('accepted means published', keptPromise);
const mostAccepted = measure('jobs accepted', acceptedShare).atLeast(0.9);

const crashes = (f: FaultAuthor, count: number, { workMs }: Setting): Fault[] =>
  Array.from({ length: count }, () => f.crash(f.pick(WORKERS), f.between(10_000, workMs), { lastsMs: f.between(1_000, 5_000) }));

/** The broker dies right after a job has reached it. */
const brokerCrash = (f: FaultAuthor, nth: number): Fault => f.crash('broker', f.whenDelivered('send', 'broker', nth, 1), { lastsMs: f.between(1_000, 5_000) });

export default lesson({
  handlers: { submit: { kind: 'function' }, worker: { kind: 'function' } },
  picture: 'Messages',
  scenarios: [
    scenario('accepted-means-done', {
      visible: true, symptom: 'Clients were told “accepted”, and their videos never appeared.', panel: PANEL,
      world: stage => studio(stage, USUAL),
      faults: f => [...crashes(f, 8, USUAL), brokerCrash(f, f.integer(20, 50)), brokerCrash(f, f.integer(55, 75))],
      always: [paid], final: [kept], measure: [mostAccepted],
    }),
    scenario('long-jobs', {
      visible: true, symptom: 'No fault at all, and the encoder\'s bill is too high.', panel: PANEL,
      world: stage => studio(stage, { ...USUAL, workMs: 160_000, long: 0.3 }),
      always: [paid], final: [kept], measure: [mostAccepted],
    }),
    scenario('fast-takeover', {
      symptom: 'A worker died, and its jobs are stuck.', panel: PANEL,
      world: stage => studio(stage, USUAL),
      faults: f => crashes(f, 10, { ...USUAL, workMs: 120_000 }),
      always: [paid], final: [kept], measure: [measure('a dead worker\'s job is begun again', takeover, 's').atMost(35), mostAccepted],
    }),
    scenario('lost-acks', {
      symptom: 'Finished jobs come back.', panel: PANEL,
      world: stage => studio(stage, USUAL),
      faults: f => [leavesInDoubt(f, 'broker', 0.2, 0, { method: 'ack' })],
      always: [paid], final: [kept], measure: [mostAccepted],
    }),
    scenario('rolling-deploy', {
      symptom: 'Each deployment delays some videos.', panel: PANEL,
      world: stage => studio(stage, { workMs: 200_000, perSecond: 0.8, burst: 8, long: 0 }),
      faults: f => WORKERS.map((worker, index) => deploys(f, worker, 20_000 + 35_000 * index + f.between(0, 10_000), { graceMs: 10_000, downMs: f.between(1_000, 5_000) })),
      always: [paid], final: [kept], measure: [measure('a job not yet begun is handed on', handedOn, 's').atMost(5), mostAccepted],
    }),
    scenario('encoder-down', {
      symptom: 'The encoder was down for a minute, and its operators are angry.', panel: PANEL,
      world: stage => studio(stage, USUAL),
      faults: f => [refuses(f, 'encoder', { status: 503, code: 'Unavailable' }, 1, f.between(60_000, 120_000), { method: 'encode', lastsMs: 60_000 })],
      always: [paid], final: [kept], measure: [measure('calls of the encoder', calls).ratio(reference(), 3), mostAccepted],
    }),
  ],
});
