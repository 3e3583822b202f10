import {
  actionsTaken, demand, handsOff, lesson, losesCache, losesInstances, measure, medium, mitigatedAfter, moreDemand, noHarm, reference, releases, scenario, toll, triesAgain, verdictRight, type Fault, type FaultAuthor, type MeasureDemand,
} from 'faultlab/author';
import { bystanders } from './checks.ts';
import { everyLayer, LAYERS, loudest, noLayer, oneBudget, oneLayer, shop } from './world.ts';

const always = [demand('nothing is done that nobody can undo', noHarm)];
const right = measure('the verdict is right', verdictRight).atLeast(1);
const common: readonly MeasureDemand[] = [
  measure('time until the promise holds', mitigatedAfter, 's').ratio(reference(), 2, { more: 30 }),
  measure('operations that came to nothing', toll).ratio(reference(), 1.5, { more: 0.01 }),
  right,
];

/** Most of the database is gone for so long; without effect on any caller's policy. */
const brownOut = (f: FaultAuthor, lastsMs: number): Fault => losesInstances(f, 'db', 0.7, f.between(60_000, 90_000), { lastsMs });
const short = (f: FaultAuthor): Fault => brownOut(f, f.between(20_000, 40_000));
/** Somebody released something, and it has nothing to do with it. */
const innocent = (f: FaultAuthor): Fault => releases(f, f.pick(LAYERS), 'db', 1, f.between(5_000, 55_000));

function emptied(f: FaultAuthor): Fault[] {
  const lastsMs = f.between(20_000, 40_000);
  const startMs = f.between(60_000, 90_000);
  return [losesInstances(f, 'db', 0.7, startMs, { lastsMs }), losesCache(f, 'db', startMs + lastsMs)];
}

export default lesson({
  picture: 'Incident',
  handlers: { respond: { kind: 'function' } },
  scenarios: [
    scenario('twenty-percent', {
      visible: true, label: 'Twenty percent', symptom: 'The database was slow for half a minute. That was a while ago.', panel: medium,
      world: stage => shop(stage, { cause: 'sustained-by-retries', where: loudest, again: oneLayer }),
      faults: f => [short(f), innocent(f)],
      always, measure: common,
    }),
    scenario('twenty-again', {
      visible: true, label: 'Twenty, again', symptom: 'The same page. It comes back as often as it is mended.', panel: medium,
      world: stage => shop(stage, { cause: 'still-broken', where: ({ releases: list }) => list.map(({ service }) => service), again: oneLayer }),
      faults: f => [releases(f, f.pick(['api', 'orders']), 'db', 4, f.between(60_000, 90_000))],
      always, measure: common,
    }),
    scenario('one-version', {
      label: 'INC-3121', symptom: 'The same page.', panel: medium,
      world: stage => shop(stage, { cause: 'one-client', where: () => ['mobile2'], again: noLayer }),
      faults: f => [triesAgain(f, 'mobile2', 60), short(f), innocent(f)],
      always, measure: [measure('others turned away', bystanders('mobile2')).atMost(0.02), ...common],
    }),
    scenario('they-are-real', {
      label: 'INC-3127', symptom: 'The same page.', panel: medium,
      world: stage => shop(stage, { cause: 'real-demand', where: () => [], again: oneBudget }),
      faults: f => [moreDemand(f, 1.6, f.between(60_000, 90_000)), innocent(f)],
      always, measure: common,
    }),
    scenario('cold-start', {
      label: 'INC-3130', symptom: 'The same page.', panel: medium,
      world: stage => shop(stage, { cause: 'sustained-by-retries', where: loudest, again: oneLayer }),
      faults: f => [...emptied(f), innocent(f)],
      always, measure: common,
    }),
    scenario('three-storeys', {
      label: 'INC-3142', symptom: 'The same page.', panel: medium,
      world: stage => shop(stage, { cause: 'sustained-by-retries', where: loudest, again: everyLayer }),
      faults: f => [short(f), innocent(f)],
      always, measure: common,
    }),
    scenario('already-falling', {
      label: 'INC-3158', symptom: 'The same page.', panel: medium,
      world: stage => shop(stage, { cause: 'none', where: () => [], again: oneBudget }),
      faults: f => [brownOut(f, f.between(140_000, 190_000)), innocent(f)],
      always, measure: [
        measure('actions', actionsTaken).atMost(0),
        measure('operations that came to nothing', toll).ratio(handsOff(), 1, { more: 0.01 }),
        right,
      ],
    }),
  ],
});
