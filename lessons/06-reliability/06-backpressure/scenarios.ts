import { demand, lesson, measure, scenario, storesSlowly, uniform } from 'faultlab/author';
import { inOrder, noCrash, noStall, nothingLost, prompt, rate, rateAfter } from './checks.ts';
import { pipeline } from './world.ts';

const always = [demand('nobody runs out of memory', noCrash), demand('once and in order', inOrder)];
const lost = demand('nothing is lost', nothingLost);
const SLOW_PER_SECOND = 20;
const LOSSY_MS = 8_000;
const TRICKLE_PER_SECOND = 5;

export default lesson({
  handlers: { Producer: { kind: 'class', methods: ['onRequest'] }, Consumer: { kind: 'class' } },
  scenarios: [
    scenario('fast-source', {
      visible: true, symptom: 'The source is twice as fast as the sink, and something dies.', panel: { visible: 10, hidden: 10 },
      world: stage => pipeline(stage, { perSecond: 400, roundTripMs: 10, untilMs: 6_000 }),
      always, final: [lost], measure: [measure('of the rate of the sink', rate(1_000, 6_000)).atLeast(0.9)],
    }),
    scenario('long-wire', {
      visible: true, symptom: 'The other continent gets a trickle.', panel: { visible: 10, hidden: 10 },
      world: stage => pipeline(stage, { perSecond: 400, roundTripMs: 80, untilMs: 6_000 }),
      always, final: [lost], measure: [measure('of the rate of the sink', rate(1_000, 6_000)).atLeast(0.9)],
    }),
    scenario('slow-sink', {
      symptom: 'The sink had a bad ten seconds.', panel: { visible: 12, hidden: 12 },
      world: stage => pipeline(stage, { perSecond: 400, roundTripMs: 10, untilMs: 13_500 }),
      faults: f => [storesSlowly(f, SLOW_PER_SECOND, f.between(1_500, 2_000), f.between(5_000, 8_000))],
      always, final: [lost], measure: [measure('of the rate of the sink, 1 s later', rateAfter(1_000)).atLeast(0.9)],
    }),
    scenario('lossy', {
      symptom: 'It worked for an hour. Now nothing moves, and nobody has an error.', panel: { visible: 40, hidden: 40 },
      world: stage => pipeline(stage, { perSecond: 120, roundTripMs: 10, untilMs: LOSSY_MS }),
      faults: f => ['producer', 'consumer'].flatMap(from => {
        const filter = { from, to: from === 'producer' ? 'consumer' : 'producer' };
        return [f.lose(filter, 0.04), f.double(filter, 0.02, uniform(5, 100))];
      }),
      always, final: [demand('it never stands still', noStall(LOSSY_MS)), lost],
    }),
    scenario('restart', {
      symptom: 'The consumer was back after half a second. The items were not.', panel: { visible: 40, hidden: 40 },
      world: stage => pipeline(stage, { perSecond: 250, roundTripMs: 10, untilMs: 7_000 }),
      faults: f => [f.crash('consumer', f.between(1_000, 2_500), { lastsMs: 500 })],
      always, final: [lost], measure: [measure('of the rate of the sink, 2 s later', rateAfter(2_000)).atLeast(0.9)],
    }),
    scenario('trickle', {
      symptom: 'At night there is hardly anything to do, and it takes for ever.', panel: { visible: 20, hidden: 20 },
      world: stage => pipeline(stage, { perSecond: TRICKLE_PER_SECOND, roundTripMs: 10, untilMs: 8_000 }),
      always, final: [demand('each item is stored at once', prompt(TRICKLE_PER_SECOND, 300)), lost],
    }),
  ],
});
