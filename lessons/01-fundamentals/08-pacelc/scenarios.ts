import { demand, fallsBehind, lesson, measure, medium, scenario, uniform, type Stage } from 'faultlab/author';
import { anyIsNear, bestMean, bestP95, boundedMean, boundedP95, failsWhereAsked, getWhatTheyAsk, hearInTime, needlessCrossings, newEnough } from './checks.ts';
import { EPSILON_MS, LEADER, LOCAL, READER, shore } from './world.ts';

const always = [demand('as new as was asked for', newEnough), demand('an error where one was asked for', failsWhereAsked)];
const near = measure('"any" within 5 ms', anyIsNear).atLeast(0.99);
const served = measure('got what they asked for', getWhatTheyAsk).atLeast(0.99);
const crossings = measure('asked the leader, beyond those for which it was best', needlessCrossings).atMost(0.15);
const fast = [measure('reads with a bound, mean less 5 ms', boundedMean, 'ms').ratio(bestMean, 1.3, { more: 5 }), measure('reads with a bound, p95 less 5 ms', boundedP95, 'ms').ratio(bestP95, 1.75, { more: 5 })];
const inTime = measure('heard within the deadline while the leader was away', hearInTime).atLeast(0.99);

/** How far the copy is behind in scenarios that hold it there. */
const HELD_MS = 800;
const AROUND: readonly [number, number] = [HELD_MS - 100, HELD_MS + 100];
const clock = ({ random }: Stage, mostMs: number): number => random.between(-mostMs, mostMs);

export default lesson({
  handlers: { read: { kind: 'function' } },
  picture: 'Age and distance',
  scenarios: [
    scenario('calm', {
      visible: true, symptom: 'Every read takes 140 ms, and most need not.', panel: medium,
      world: stage => shore(stage, { lastsMs: 8_000, clockOffMs: clock(stage, 10) }),
      always, measure: [near, served, crossings, ...fast],
    }),
    scenario('lagging', {
      visible: true, symptom: 'The copy is seconds behind, and nobody says so.', panel: medium,
      world: stage => shore(stage, { lastsMs: 12_000, clockOffMs: clock(stage, 10) }),
      faults: f => [fallsBehind(f, LOCAL, 2_000, { toMs: 5_000, lastsMs: 8_000 })],
      always, measure: [near, served, crossings, ...fast],
    }),
    scenario('just-too-old', {
      symptom: 'Readers cross an ocean to save a moment.', panel: medium,
      world: stage => shore(stage, { lastsMs: 8_000, clockOffMs: clock(stage, 10), boundsMs: AROUND }),
      faults: f => [fallsBehind(f, LOCAL, 0, { toMs: HELD_MS })],
      always, measure: [near, served, ...fast],
    }),
    scenario('crooked-clock', {
      symptom: 'Values are a little older than allowed, on one machine.', panel: medium,
      world: stage => shore(stage, { lastsMs: 8_000, clockOffMs: stage.random.pick([-1, 1]) * stage.random.between(0.8, 0.98) * EPSILON_MS, boundsMs: AROUND }),
      faults: f => [fallsBehind(f, LOCAL, 0, { toMs: HELD_MS })],
      always, measure: [near, served, ...fast],
    }),
    scenario('slow-leader', {
      symptom: 'The other side is slow, and this side waits for it.', panel: medium,
      world: stage => shore(stage, { lastsMs: 10_000, clockOffMs: clock(stage, 10) }),
      faults: f => [f.slow([LEADER], [READER], uniform(1_000, 2_000), 2_000, { lastsMs: 6_000, oneWay: true })],
      always, measure: [near, served, inTime, ...fast],
    }),
    scenario('ocean-cut', {
      symptom: 'The cable is cut, and every page hangs.', panel: medium,
      world: stage => shore(stage, { lastsMs: 10_000, clockOffMs: clock(stage, 10) }),
      faults: f => {
        const atMs = f.between(2_000, 3_000);
        const lastsMs = f.between(4_000, 5_000);
        return [f.cut([READER], [LEADER], atMs, { lastsMs }), fallsBehind(f, LOCAL, atMs, { lastsMs })];
      },
      always, measure: [near, served, inTime],
    }),
  ],
});
