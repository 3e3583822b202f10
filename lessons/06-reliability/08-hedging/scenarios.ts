import { demand, type FaultAuthor, hiccups, lesson, measure, p99, pooled, scenario, slower, starter } from 'faultlab/author';
import { answersReal, appendedOnce, extras, waits, worstSlice } from './checks.ts';
import { REPLICAS, replicated, type Shape } from './world.ts';

/** How long requests queue differs much from run to run. */
const panel = { visible: 12, hidden: 12 };

const tail = (shape: Shape) => pooled('p99, against one replica alone', waits(shape), { reduce: p99 }).ratio(starter(), 0.35);
const cost = (shape: Shape) => pooled('extra calls', extras(shape)).atMost(0.1);
/** One request in fifty, whichever, takes twenty times as long. */
const hiccup = (f: FaultAuthor) => [hiccups(f, REPLICAS, 0.02, 20)];

const always = [demand('every answer is real', answersReal)];

/** Long enough for a quantile to rise that is taken of reads with copies. */
const fast: Shape = { medianMs: 10, utilised: 0.35, lasts: 300 };
const slow: Shape = { ...fast, medianMs: 200, lasts: 150 };
const busy: Shape = { ...fast, utilised: 0.75, lasts: 200 };
const long: Shape = { ...fast, lasts: 450 };
const mixed: Shape = { ...fast, appends: 0.1, lasts: 150 };

export default lesson({
  handlers: { read: { kind: 'function' } },
  picture: 'All waits',
  scenarios: [
    scenario('hiccups', {
      visible: true, symptom: 'Every page needs a hundred reads, and one of them is always slow.', panel,
      world: stage => replicated(stage, fast),
      faults: hiccup,
      always, pooled: [tail(fast), cost(fast)],
    }),
    scenario('another-service', {
      visible: true, symptom: 'The same code in front of a service that is twenty times slower.', panel,
      world: stage => replicated(stage, slow),
      faults: hiccup,
      always, pooled: [tail(slow), cost(slow)],
    }),
    scenario('everyone-slow', {
      symptom: 'A bad deploy of the replicas, and then they got twice the load.', panel,
      world: stage => replicated(stage, long),
      faults: f => {
        const startMs = f.between(1_500, 2_250);
        return [...hiccup(f), ...REPLICAS.map(id => slower(f, id, 2.2, startMs, { lastsMs: 1_350 }))];
      },
      always, measure: [measure('extra calls in a tenth of the run', worstSlice(long)).atMost(0.15, { passShare: 1 })],
    }),
    scenario('tight', {
      symptom: 'It worked until the replicas had something to do.', panel,
      world: stage => replicated(stage, busy),
      faults: hiccup,
      always, pooled: [tail(busy), cost(busy)],
    }),
    scenario('append-once', {
      symptom: 'Some lists have entries twice.', panel,
      world: stage => replicated(stage, mixed),
      faults: hiccup,
      always: [...always, demand('an append is carried out once', appendedOnce)],
    }),
  ],
});
