import { demand, lesson, measure, medium, scenario, uniform, type Fault, type FaultAuthor } from 'faultlab/author';
import { majorityIsReal, rightWhere, sidesRight, wakesHumbly } from './checks.ts';
import { mesh, NODES } from './world.ts';

const always = [demand('a majority is one', majorityIsReal)];
const wellKnown = measure('verdicts right where all is well', rightWhere('well')).atLeast(0.99);
const measures = [wellKnown, measure('verdicts right where something is broken', rightWhere('broken')).atLeast(0.99), measure('sides right', sidesRight).atLeast(0.99)];
const limit = { messagesPerSec: 30 };

const start = (f: FaultAuthor): number => f.between(6_000, 10_000);
const lasts = (f: FaultAuthor): { lastsMs: number } => ({ lastsMs: f.between(10_000, 12_000) });
const others = (node: string): string[] => NODES.filter(other => other !== node);

/** One direction is dead: of a link, or of all links of a node. */
function oneWay(f: FaultAuthor): Fault[] {
  const [one, other] = f.shuffle(NODES) as [string, string];
  const [from, to] = f.pick([[[one], [other]], [[one], others(one)], [others(one), [one]]] as const);
  return [f.cut(from, to, start(f), { ...lasts(f), oneWay: true })];
}

export default lesson({
  handlers: { Prober: { kind: 'class', methods: ['onMessage', 'onTimer', 'verdict', 'side'] } },
  picture: 'Verdict',
  scenarios: [
    scenario('clean-split', {
      visible: true, symptom: 'Two nodes on one side, three on the other.', panel: medium, limit,
      world: mesh,
      faults: f => {
        const order = f.shuffle(NODES);
        return [f.cut(order.slice(0, 2), order.slice(2), start(f), lasts(f))];
      },
      always, measure: measures,
    }),
    scenario('dead-node', {
      visible: true, symptom: 'One node is gone, and comes back.', panel: medium, limit,
      world: mesh,
      faults: f => [f.crash(f.pick(NODES), start(f), { lastsMs: 10_000 })],
      always, measure: measures,
    }),
    scenario('broken-triangle', {
      visible: true, symptom: 'Two nodes call each other dead, and both serve their clients.', panel: medium, limit,
      world: mesh,
      faults: f => {
        const [one, other] = f.shuffle(NODES) as [string, string];
        return [f.cut([one], [other], start(f), lasts(f))];
      },
      always, measure: measures,
    }),
    scenario('one-way-street', {
      symptom: 'A node hears everybody, and nobody answers it.', panel: medium, limit,
      world: mesh,
      faults: oneWay,
      always, measure: measures,
    }),
    scenario('bad-weather', {
      symptom: 'Nothing is broken, and nodes are thrown out all the time.', panel: medium, limit,
      world: mesh,
      faults: f => {
        const [one, other] = f.shuffle(NODES) as [string, string];
        return [f.lose({}, f.between(0.05, 0.1)), f.slow([one], [other], uniform(400, 800), 0)];
      },
      always, measure: [wellKnown, measure('sides right', sidesRight).atLeast(0.99)],
    }),
    scenario('the-sleeper', {
      symptom: 'A node stands still for a moment, and then throws out all the others.', panel: medium, limit,
      world: mesh,
      faults: f => [f.pause(f.pick(NODES), start(f), { lastsMs: f.between(4_000, 8_000), inbox: 'drop' })],
      always: [...always, demand('whoever was asleep blames nobody', wakesHumbly)], measure: measures,
    }),
  ],
});
