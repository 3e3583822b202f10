import { lesson, lessCapacity, pooled, scenario } from 'faultlab/author';
import { answered, answeredWhileWeak, goodputBetween, goodputWhileWeak } from './checks.ts';
import { crowd, SERVER, WARM_UP_MS } from './world.ts';

/** Each run has thousands of requests. */
const panel = { visible: 6, hidden: 6 };
const BURST = { load: 1.6, lastsMs: 500, everyMs: 4_000 };
/** So that the mean is 0.75. */
const BETWEEN_BURSTS = (0.75 * BURST.everyMs - BURST.load * BURST.lastsMs) / (BURST.everyMs - BURST.lastsMs);
const bursts = [1, 2].flatMap(n => [{ load: BETWEEN_BURSTS, untilMs: n * BURST.everyMs - BURST.lastsMs }, { load: BURST.load, untilMs: n * BURST.everyMs }]);

const critical = answered('critical');

export default lesson({
  handlers: { Gate: { kind: 'class', methods: ['arrive', 'next', 'done'] } },
  scenarios: [
    scenario('busy', {
      visible: true, symptom: 'A full day, but not too full: nothing may get worse.', panel,
      world: stage => crowd(stage, { stretches: [{ load: 0.8, untilMs: 8_000 }] }),
      pooled: [pooled('answered in time, of all', answered()).atLeast(0.995)],
    }),
    scenario('times-3', {
      visible: true, label: '×3', symptom: 'Three times as many come as can be served, and nobody is.', panel,
      world: stage => crowd(stage, { stretches: [{ load: 3, untilMs: 6_000 }], mix: [0.2, 0.5, 0.3] }),
      pooled: [pooled('critical ones answered in time', critical).atLeast(0.99), pooled('answers in time, of the capacity', goodputBetween(WARM_UP_MS, 6_000)).atLeast(0.8)],
    }),
    scenario('times-10', {
      label: '×10', symptom: 'The page was on television, and nobody gets through.', panel,
      world: stage => crowd(stage, { stretches: [{ load: 10, untilMs: 4_000 }], mix: [0.05, 0.55, 0.4] }),
      pooled: [pooled('critical ones answered in time', critical).atLeast(0.99), pooled('answers in time, of the capacity', goodputBetween(WARM_UP_MS, 4_000)).atLeast(0.75)],
    }),
    scenario('half-the-workers-die', {
      label: 'most-workers-die', symptom: 'The same traffic as always, and payments fail.', panel,
      world: stage => crowd(stage, { stretches: [{ load: 0.8, untilMs: 10_000 }] }),
      faults: f => [lessCapacity(f, SERVER, 0.4, f.between(2_500, 3_500), { lastsMs: 6_000 })],
      pooled: [pooled('critical ones answered in time', answeredWhileWeak).atLeast(0.99), pooled('answers in time, of what is left', goodputWhileWeak).atLeast(0.8)],
    }),
    scenario('bursts', {
      symptom: 'Every few seconds a crowd comes, and half of it gets nothing.', panel,
      world: stage => crowd(stage, { stretches: bursts }),
      pooled: [pooled('critical ones answered in time', critical).atLeast(0.995), pooled('answered in time, of all', answered()).atLeast(0.85)],
    }),
  ],
});
