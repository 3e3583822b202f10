import { demand, failedBatches, heavy, lesson, measure, poisson, reference, scenario, slowBatches, type Panel, type RandomStream } from 'faultlab/author';
import { drained, everySettles, rejectedIsLost, resolvedIsDurable, waits } from './checks.ts';
import { MACHINE, store } from './world.ts';

const always = [demand('a row that resolved is on the disk', resolvedIsDurable), demand('a row that was rejected is not, and its batch failed', rejectedIsLost)];
const final = [demand('every submit settles', everySettles)];

/** Scenarios with many rows a run. */
const few: Panel = { visible: 12, hidden: 12 };

const RAMP_MS = 2_000;
const SLICE_MS = 500;
const RAMP_TOP = 12_000;
const RAMP_BOTTOM = 20;

/** 20 → 12,000 → 20 rows a second. */
function ramp(random: RandomStream): number[] {
  const rate = (atMs: number): number => RAMP_TOP - ((RAMP_TOP - RAMP_BOTTOM) * Math.abs(atMs - RAMP_MS / 2)) / (RAMP_MS / 2);
  return poisson(random, RAMP_TOP, 0, RAMP_MS).filter(atMs => random.next() * RAMP_TOP < rate(atMs));
}

export default lesson({
  picture: 'Latency and throughput',
  handlers: { WriteBatcher: { kind: 'class', methods: ['submit'] } },
  scenarios: [
    scenario('quiet-night', {
      visible: true, symptom: 'Hardly anything to do, and every row takes its time.', panel: heavy,
      world: stage => store(stage, poisson(stage.random, 20, 0, 60_000), 60_000),
      always, final, measure: [measure('median time to durable', waits(0.5), 'ms').atMost(6)],
    }),
    scenario('rush-hour', {
      visible: true, symptom: 'All meters report at once, and the rows pile up.', panel: heavy,
      world: stage => store(stage, poisson(stage.random, 4_000, 0, 2_000), 2_000),
      always, final, measure: [measure('all durable after the last row', drained, 'ms').atMost(1_000), measure('p99 against the reference', waits(0.99)).ratio(reference(), 1.5)],
    }),
    scenario('ramp', {
      symptom: 'The load changes six hundredfold within seconds.', panel: few,
      world: stage => store(stage, ramp(stage.random), RAMP_MS),
      always, final, measure: [0, 500, 1_000, 1_500].map(fromMs => measure(`p99 of the rows from ${fromMs} ms on, against the reference`, waits(0.99, fromMs, fromMs + SLICE_MS)).ratio(reference(), 2)),
    }),
    scenario('slow-disk', {
      symptom: 'The disk has a bad minute.', panel: heavy,
      world: stage => store(stage, poisson(stage.random, 1_000, 0, 4_000), 4_000),
      faults: f => [slowBatches(f, MACHINE, f.between(20, 40), 1_000, { lastsMs: 2_000 })],
      always, final, measure: [measure('p99 against the reference', waits(0.99)).ratio(reference(), 1.5)],
    }),
    scenario('one-big-burst', {
      symptom: 'Three thousand rows at one instant.', panel: few,
      world: stage => store(stage, Array.from({ length: 3_000 }, () => 100), 100),
      always, final, measure: [measure('all durable after the burst', drained, 'ms').atMost(208)],
    }),
    scenario('bad-sector', {
      symptom: 'Now and then the disk cannot write.', panel: heavy,
      world: stage => store(stage, poisson(stage.random, 1_000, 0, 2_000), 2_000),
      faults: f => [failedBatches(f, MACHINE, 0.02)],
      always, final,
    }),
    scenario('power-cut', {
      symptom: 'The power fails, and rows are missing that were safe.', panel: heavy,
      world: stage => store(stage, poisson(stage.random, 2_000, 0, 2_000), 2_000),
      faults: f => [f.crash(MACHINE, f.between(200, 2_000))],
      always, final,
    }),
  ],
});
