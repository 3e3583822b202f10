import { demand, lesson, measure, scenario, uniform, type FaultAuthor } from 'faultlab/author';
import { allSold, answerTime, noSeatTwice, othersSell, soldOutIsTrue } from './checks';
import { concert, OFFICES, type Crowd } from './world';

const SEATS = 90;
const always = [demand('no seat is sold twice', noSeatTwice), demand('"sold-out" is true', soldOutIsTrue)];
const answered = measure('slowest answer', answerTime, 'ms').atMost(1_000);
const openingNight: Crowd = { offices: OFFICES, buyers: 40, fromMs: 0, lastsMs: 20_000 };
const lateCrowd: Crowd = { offices: OFFICES, buyers: 60, fromMs: 20_000, lastsMs: 20_000, connectedOnly: true };

/** After 10–40 % of the seats are sold. */
const soon = (f: FaultAuthor) => f.whenFact('sold', f.integer(Math.ceil(0.1 * SEATS), Math.floor(0.4 * SEATS)));

export default lesson({
  handlers: { TicketOffice: { kind: 'class', methods: ['onRequest'] } },
  scenarios: [
    scenario('one-machine', {
      visible: true, symptom: 'One office, 60 seats, 80 buyers.',
      world: stage => concert(stage, ['A'], 60, [{ offices: ['A'], buyers: 80, fromMs: 0, lastsMs: 20_000 }], 25_000),
      always, measure: [measure('seats sold', allSold(60)).atLeast(1), answered],
    }),
    scenario('three-machines', {
      visible: true, symptom: 'Three offices, 90 seats, 40 buyers at each.',
      world: stage => concert(stage, OFFICES, SEATS, [openingNight], 25_000),
      always, measure: [measure('seats sold', allSold(SEATS)).atLeast(1), answered],
    }),
    scenario('rush-at-one-door', {
      symptom: 'All buyers come to one office.',
      world: stage => concert(stage, OFFICES, SEATS, [{ offices: [stage.random.pick(OFFICES)], buyers: 150, fromMs: 0, lastsMs: 20_000 }], 25_000),
      faults: f => {
        const [one, other] = f.shuffle(OFFICES);
        return [f.slow([one!], [other!], uniform(200, 800), 0)];
      },
      always, measure: [measure('seats sold', allSold(SEATS)).atLeast(0.95)],
    }),
    scenario('dark-office', {
      symptom: 'One office goes dark, and the others stop selling.',
      world: stage => concert(stage, OFFICES, SEATS, [openingNight, lateCrowd], 45_000),
      faults: f => [f.crash(f.pick(OFFICES), soon(f))],
      always, measure: [answered, measure('sold by the others, of the unsold', othersSell(SEATS)).atLeast(0.5)],
    }),
    scenario('cut-cable', {
      symptom: 'A cable is cut, and seats stay empty.',
      world: stage => concert(stage, OFFICES, SEATS, [openingNight, lateCrowd, { offices: OFFICES, buyers: 40, fromMs: 50_000, lastsMs: 20_000 }], 75_000),
      faults: f => {
        const [one, ...others] = f.shuffle(OFFICES);
        return [f.cut([one!], others, soon(f), { lastsMs: f.between(20_000, 40_000) })];
      },
      always, measure: [
        answered,
        measure('sold by the others, of the unsold', othersSell(SEATS)).atLeast(0.5),
        measure('seats sold', allSold(SEATS)).atLeast(1),
      ],
    }),
    scenario('echo', {
      symptom: 'Messages arrive twice, or seconds late.',
      world: stage => concert(stage, OFFICES, SEATS, [{ offices: OFFICES, buyers: 60, fromMs: 0, lastsMs: 20_000 }], 30_000),
      faults: f => [f.double({}, 0.1, uniform(50, 3_000)), f.late({}, 0.1, uniform(1_000, 3_000))],
      always, measure: [measure('seats sold', allSold(SEATS)).atLeast(0.9)],
    }),
  ],
});
