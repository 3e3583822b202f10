import { demand, heavy, lesson, measure, scenario, type Fault, type FaultAuthor, type Stage } from 'faultlab/author';
import { causesFirst, farthestOff, nothingDropped, oneOrder, postsWritten, stampsFit } from './checks.ts';
import { chat, NODES } from './world.ts';

/** Whoever is wrong fails in each run. */
const panel = { visible: 20, hidden: 40 };

const PROMISE_MS = 250;
const LIMIT_MS = 300;
const DOWN_MS = 2_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const always = [
  demand('stamps fit', stampsFit),
  demand('nothing is dropped', nothingDropped),
  demand('causes come first', causesFirst),
  demand('one order everywhere', oneOrder),
];
const served = [measure('posts written', postsWritten).atLeast(0.99), measure('farthest from the true time', farthestOff, 'ms').atMost(LIMIT_MS)];
const crooked = (stage: Stage) => chat(stage, { clocksOffMs: PROMISE_MS });

/** The clock is set while the machine is down. */
function reboot(f: FaultAuthor): Fault[] {
  const node = f.pick(NODES);
  const atMs = f.between(2_000, 4_000);
  return [
    f.crash(node, atMs, { lastsMs: DOWN_MS }),
    f.jump(node, -DOWN_MS - f.between(100, 400), atMs + DOWN_MS / 2),
  ];
}

export default lesson({
  handlers: { Clock: { kind: 'class', methods: ['recover', 'stamp', 'observe'] }, compare: { kind: 'function' }, wallMs: { kind: 'function' } },
  scenarios: [
    scenario('synchronised', {
      visible: true, symptom: 'Clocks as good as they get.', panel,
      world: stage => chat(stage, { clocksOffMs: 1 }),
      always, measure: served,
    }),
    scenario('crooked', {
      visible: true, symptom: 'Answers stand above their questions.', panel,
      world: crooked,
      always, measure: served,
    }),
    scenario('leap-second', {
      symptom: 'A second happens twice.', panel,
      world: crooked,
      faults: f => [f.jump(f.pick(NODES), -f.between(1_000, 3_000), f.between(2_000, 4_000))],
      always, measure: served,
    }),
    scenario('a-month-ahead', {
      symptom: 'Posts from next month, by everybody.', panel,
      world: crooked,
      faults: f => [f.jump(f.pick(NODES), f.between(10 * MINUTE_MS, 30 * DAY_MS), f.between(2_000, 4_000))],
      always, measure: served,
    }),
    scenario('same-millisecond', {
      symptom: 'Thousands of posts, and then the future.', panel: heavy, limit: { steps: 2_000_000 },
      world: stage => chat(stage, { clocksOffMs: PROMISE_MS, burst: { node: NODES[stage.world.seed % NODES.length]!, atMs: 4_000, posts: 5_000 } }),
      faults: f => [f.pause(NODES[f.world.seed % NODES.length]!, 2_000, { lastsMs: 3_000 })],
      always, measure: served,
    }),
    scenario('reboot', {
      symptom: 'After a restart a person talks before they spoke.', panel,
      world: crooked,
      faults: reboot,
      always, measure: served,
    }),
  ],
});
