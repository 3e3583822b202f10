import { demand, deploys, heavy, lesson, measure, reference, scenario, type Fault } from 'faultlab/author';
import { complete, downtime, evenAtTheEnd, movesAmong, needlessMoves, needlessMovesAfterPause, nothingTwice, oldestRepeat, oneOwner, onlyWhatIsRead, takeover } from './checks.ts';
import { MEMBERS, readers } from './world.ts';

const JOINS_MS = 12_000;
const FLAPS_FROM_MS = 8_000;

const always = [demand('one owner at a time', oneOwner), demand('nobody is given what it does not read', onlyWhatIsRead)];
const once = demand('nothing is written twice', nothingTwice);
const final = [demand('every record is written', complete), demand('as even as possible in the end', evenAtTheEnd)];

export default lesson({
  picture: 'Partitions',
  handlers: { assign: { kind: 'function' }, Worker: { kind: 'class', methods: ['onAssigned', 'onRevoked', 'onLost', 'onRecord'] } },
  scenarios: [
    scenario('scale-out', {
      visible: true, symptom: 'One machine more, and the group stands still for half a minute.', panel: heavy,
      world: stage => readers(stage, { workMs: 24_000, startsMs: { m6: JOINS_MS } }),
      always: [...always, once], final,
      measure: [measure('partitions moved beyond those that had to', needlessMoves(JOINS_MS)).atMost(0)],
    }),
    scenario('rolling-deploy', {
      visible: true, symptom: 'After each deployment some rows are there twice.', panel: heavy,
      world: stage => readers(stage, { workMs: 62_000 }),
      faults: f => MEMBERS.map((id, index) => deploys(f, id, 8_000 + 9_000 * index + f.between(0, 1_000), { graceMs: 5_000, downMs: f.between(500, 1_500) })),
      always: [...always, once], final,
      measure: [measure('partitions without a reader', downtime).ratio(reference(), 1.5)],
    }),
    scenario('kill', {
      symptom: 'Two machines are gone, and part of the data stays where it was.', panel: heavy,
      world: stage => readers(stage, { workMs: 30_000 }),
      faults: f => {
        const atMs = f.between(10_000, 13_000);
        return f.shuffle(MEMBERS).slice(0, 2).map((id): Fault => f.crash(id, atMs + f.between(0, 500)));
      },
      always, final,
      measure: [measure('a dead member\'s partitions have owners', takeover, 's').atMost(3), measure('oldest row written again, before the death', oldestRepeat, 's').atMost(6)],
    }),
    scenario('uneven-subscriptions', {
      symptom: 'Some partitions have no reader.', panel: heavy,
      world: stage => readers(stage, { workMs: 15_000, topics: { m4: ['A'], m5: ['A'], m6: ['A'] } }),
      always: [...always, once], final,
    }),
    scenario('returning-zombie', {
      symptom: 'A machine that had stood still comes back, and two work on the same data.', panel: heavy,
      world: stage => readers(stage, { workMs: 50_000, startsMs: { m4: 12_000, m5: 12_000, m6: 12_000 } }),
      faults: f => [f.pause(f.pick(['m1', 'm2', 'm3']), f.between(8_000, 10_000), { lastsMs: f.between(22_000, 32_000) })],
      always, final,
      measure: [measure('partitions moved beyond those that had to', needlessMovesAfterPause).atMost(0)],
    }),
    scenario('flapping', {
      symptom: 'One machine comes and goes, and everybody is busy with moving.', panel: heavy,
      world: stage => readers(stage, { workMs: 58_000 }),
      faults: f => Array.from({ length: 8 }, (_, index) => deploys(f, 'm6', FLAPS_FROM_MS + 6_000 * index + f.between(0, 500), { graceMs: 3_500, downMs: f.between(500, 1_000) })),
      always: [...always, once], final,
      measure: [measure('moves between members that stayed', movesAmong(MEMBERS.slice(0, 5), FLAPS_FROM_MS)).atMost(0)],
    }),
  ],
});
