import { demand, instanceCrashes, instanceSlower, lesson, measure, medium, moreUsers, newVersion, reference, replicaApplies, scenario, zonesCut, type Fault, type FaultAuthor } from 'faultlab/author';
import { keepsCapacity, keepsWrites, recoveredAfter, runbooksRun } from './checks.ts';
import { layoutOf, shop } from './world.ts';

const always = [demand('no runbook loses acknowledged writes', keepsWrites), demand('no runbook takes capacity below demand', keepsCapacity)];
const recovers = [measure('time until users are well', recoveredAfter, 's').ratio(reference(), 2, { more: 10 })];
const limit = { steps: 2_000_000 };

const trigger = (f: FaultAuthor): number => f.between(125_000, 150_000);
/** Somebody released something, which is over and has nothing to do with it. */
const innocent = (f: FaultAuthor): Fault => newVersion(f, f.pick(['web', 'api', 'search']), f.between(10_000, 40_000));

export default lesson({
  picture: 'Outage',
  handlers: { diagnose: { kind: 'function' } },
  scenarios: [
    scenario('afterglow', {
      visible: true, symptom: 'A service was slow for five seconds. That was a minute ago.', panel: medium, limit,
      world: stage => shop(stage, { load: 0.77, truth: ({ small }) => ({ mode: 'retry-storm', where: `api>${small}` }) }),
      faults: f => [instanceSlower(f, layoutOf(f.world).small, 20, trigger(f), { lastsMs: 5_000 })],
      always, measure: recovers,
    }),
    scenario('falling-dominoes', {
      visible: true, symptom: 'They die one after the other, and the loudest alarm is elsewhere.', panel: medium, limit,
      world: stage => shop(stage, { load: 0.85, truth: ({ large }) => ({ mode: 'overload-cascade', where: large }) }),
      faults: f => [instanceCrashes(f, layoutOf(f.world).instance, trigger(f))],
      always, measure: recovers,
    }),
    scenario('two-captains', {
      symptom: 'Everything is green. What some customers write, others never see.', panel: medium, limit,
      world: stage => shop(stage, { load: 0.65, leaderIn: 'minority', truth: ({ leader }) => ({ mode: 'split-brain', where: leader }) }),
      faults: f => [innocent(f), zonesCut(f, trigger(f), { lastsMs: f.between(3_600, 4_800) })],
      always, measure: recovers,
    }),
    scenario('yesterdays-news', {
      symptom: 'Everything is fast. Prices are those of some minutes ago.', panel: medium, limit,
      world: stage => shop(stage, { load: 0.6, truth: ({ follower }) => ({ mode: 'replication-lag', where: follower }) }),
      faults: f => [innocent(f), replicaApplies(f, layoutOf(f.world).follower, 0.01, trigger(f))],
      always, measure: recovers,
    }),
    scenario('limping', {
      symptom: 'Every check is green, and every fourth customer waits.', panel: medium, limit,
      world: stage => shop(stage, { load: 0.66, truth: ({ instance }) => ({ mode: 'gray-node', where: instance }) }),
      faults: f => [innocent(f), instanceSlower(f, layoutOf(f.world).instance, 10, trigger(f))],
      always, measure: recovers,
    }),
    scenario('torn-map', {
      symptom: 'Every process is healthy, and hardly anything works.', panel: medium, limit,
      world: stage => shop(stage, { load: 0.34, leaderIn: 'majority', truth: ({ majority }) => ({ mode: 'partition', where: majority }) }),
      faults: f => [innocent(f), zonesCut(f, trigger(f))],
      always, measure: recovers,
    }),
    scenario('black-friday', {
      symptom: 'Twice as many customers as ever.', panel: medium, limit,
      world: stage => shop(stage, { load: 0.4 }),
      faults: f => (f.integer(0, 1) === 0 ? [innocent(f), moreUsers(f, 2, trigger(f))] : [newVersion(f, f.pick(['web', 'api', 'search']), trigger(f))]),
      always, measure: [measure('runbooks', runbooksRun).atMost(0)],
    }),
  ],
});
