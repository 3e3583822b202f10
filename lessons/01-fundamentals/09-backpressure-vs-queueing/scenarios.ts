import { demand, effectOnce, lesson, measure, scenario, slower, truthful, type FaultAuthor } from 'faultlab/author';
import {
  answeredOrRefused, goodputBetween, goodputWhileSlow, heardSomething, nothingForgotten, producersServed, refusalsPerResult, refusedIsNotDone, refusedWithin, served, slowestHundredth,
} from './checks.ts';
import { crowd, producers, WORKER } from './world.ts';

/** Each run has thousands of jobs. */
const panel = { visible: 12, hidden: 16 };

const always = [
  demand('no job is done twice', effectOnce({ type: 'done', noun: 'job', why: 'the second time is work that nobody has asked for' })),
  demand('every result is real', truthful({ type: 'done', noun: 'job', why: 'the client has a result that nobody has worked for' })),
  demand('refused is not done', refusedIsNotDone),
  demand('answered or refused', answeredOrRefused),
];
const final = [demand('nothing is forgotten', nothingForgotten)];

/** A factor that messages can tell. */
const factor = (f: FaultAuthor): number => f.integer(20, 30) / 10;

export default lesson({
  handlers: { Intake: { kind: 'class', methods: ['handle'] } },
  scenarios: [
    scenario('steady', {
      visible: true, symptom: 'A quiet day: nothing may get worse.', panel,
      world: stage => crowd(stage, [{ perSecond: 120, untilMs: 12_000 }]),
      always, final, measure: [measure('served in time', served()).atLeast(0.999), measure('p99', slowestHundredth, 'ms').atMost(150)],
    }),
    scenario('double-load', {
      visible: true, symptom: 'The worker is 100 % busy, and nobody gets anything.', panel,
      world: stage => crowd(stage, [{ perSecond: 400, untilMs: 8_000 }]),
      always, final, measure: [
        measure('refusals within 50 ms', refusedWithin(50)).atLeast(0.8),
        measure('results in time, of the capacity', goodputBetween(1_000, 8_000)).atLeast(0.85),
        measure('clients who heard yes or no', heardSomething).atLeast(0.9),
      ],
    }),
    scenario('short-burst', {
      symptom: 'Whoever comes at the full hour is sent away.', panel,
      world: stage => crowd(stage, [{ perSecond: 100, untilMs: 6_000 }], { jobs: 110, atMs: stage.random.between(2_000, 4_000) }),
      always, final, measure: [measure('of the burst, served in time', served({ f: 'burst' })).atLeast(0.95)],
    }),
    scenario('tired-worker', {
      symptom: 'The same traffic as yesterday, and everything is late.', panel,
      world: stage => crowd(stage, [{ perSecond: 150, untilMs: 13_000 }]),
      faults: f => [slower(f, WORKER, factor(f), f.between(3_000, 4_000), { lastsMs: 8_000 })],
      always, final, measure: [measure('results in time, of what is left', goodputWhileSlow).atLeast(0.8)],
    }),
    scenario('after-the-storm', {
      symptom: 'The rush was over a minute ago, and it is still down.', panel,
      world: stage => crowd(stage, [{ perSecond: 600, untilMs: 5_000 }, { perSecond: 100, untilMs: 12_000 }]),
      always, final, measure: [measure('served in time, from 2 s after the storm on', served({ fromMs: 7_000 })).atLeast(0.99)],
    }),
    scenario('polite-producers', {
      symptom: 'Four hundred programs do exactly what they are told.', panel,
      world: stage => producers(stage, 400, 8_000),
      always, final, measure: [
        measure('results in time, of the capacity', goodputBetween(2_000, 8_000)).atLeast(0.9),
        measure('refusals for each result', refusalsPerResult).atMost(3),
        measure('producers with a result', producersServed(400)).atLeast(0.8),
      ],
    }),
  ],
});
