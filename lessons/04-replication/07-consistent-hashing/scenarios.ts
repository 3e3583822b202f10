import { demand, lesson, measure, scenario, type Stage } from 'faultlab/author';
import { agreed, answered, apart, emptiestPart, extraMisses, fullestPart, largestHeir, minimal, newcomersPart, noneFollows } from './checks.ts';
import { caches, cluster, growing, joining, leaving, membersOf, routers } from './world.ts';

/** In one event all keys are placed: forty bids for each, and those who sort them may. */
const limit = { steps: 40_000_000 };
/** A run is thousands of answers: twelve say enough. */
const common = { panel: { visible: 12, hidden: 12 }, limit } as const;

const some = ({ random }: Stage, least: number, most: number) => membersOf(random, random.integer(least, most));

const everyKey = (copies = 1) => demand('every key has its owners', answered(copies));
const onlyNeeded = demand('nothing moves without need', minimal);
const balanced = measure('fullest member', fullestPart, '× its fair part').atMost(1.35);

export default lesson({
  picture: 'Ring',
  handlers: { Placement: { kind: 'class', methods: ['owners'] } },
  scenarios: [
    scenario('balance', {
      visible: true, symptom: 'One cache is full, and the others are bored.', ...common,
      world: stage => cluster(stage, { keys: 20_000, before: some(stage, 5, 40) }),
      always: [everyKey()], measure: [balanced],
    }),
    scenario('one-leaves', {
      visible: true, symptom: 'One cache is gone, and the one beside it groans.', ...common,
      world: stage => leaving(stage, { keys: 10_000 }, some(stage, 12, 40)),
      always: [everyKey(), onlyNeeded], measure: [measure('largest heir', largestHeir).atMost(0.3)],
    }),
    scenario('one-joins', {
      symptom: 'A cache was added to help, and the database went down.', ...common,
      world: stage => joining(stage, { keys: 10_000 }, some(stage, 5, 40)),
      always: [everyKey(), onlyNeeded], measure: [measure('the new member', newcomersPart, '× its fair part').atMost(1.35)],
    }),
    scenario('two-routers', {
      symptom: 'It depends on whom you ask.', ...common,
      world: routers,
      always: [everyKey(2), demand('all routers agree', agreed)],
    }),
    scenario('weights', {
      symptom: 'The new machines are four times as large, and idle.', ...common,
      world: stage => growing(stage, { keys: 10_000 }, membersOf(stage.random, stage.random.integer(5, 12), { weights: 4 })),
      always: [everyKey(), onlyNeeded], measure: [balanced, measure('emptiest member', emptiestPart, '× its fair part').atLeast(0.65)],
    }),
    scenario('zones', {
      symptom: 'A building burnt down, and with it all copies of some keys.', ...common,
      world: stage => leaving(stage, { keys: 3_000, copies: 3 }, membersOf(stage.random, stage.random.integer(10, 24), { zones: stage.random.integer(3, 5) })),
      always: [everyKey(3), demand('copies are apart', apart), onlyNeeded],
    }),
    scenario('cascade', {
      symptom: 'One cache died. A minute later there was none.', ...common,
      world: caches,
      faults: f => [f.crash(f.pick(f.nodes('given')), f.between(10_000, 20_000))],
      always: [everyKey(), demand('no cache follows', noneFollows)], measure: [measure('keys gone cold', extraMisses, '× its fair part').atMost(1.5)],
    }),
  ],
});
