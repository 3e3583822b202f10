import assert from 'node:assert/strict';
import { Cluster, FaultAuthor, scenario, type Fault, type Stage } from '../../../src/course/author.ts';
import type { Handlers } from '../../../src/kits/cluster/api.ts';
import type { Machine } from '../../../src/kits/cluster/machine.ts';
import { DurableList } from '../../../src/kits/cluster/raft/locallog.ts';
import { LogReplica } from '../../../src/kits/cluster/raft/log.ts';
import { nodeDrain } from '../../../src/runner/nodedrain.ts';
import { Run } from '../../../src/lab/run.ts';
import { attemptOf } from '../../lab/jobs/support.ts';

/** What a test sees of one run. */
interface Seen {
  /** By node: all that was ever applied, in order, for each incarnation. */
  readonly applied: Map<string, { index: number; command: unknown }[]>;
  readonly confirmed: { command: unknown; index: number }[];
  /** Instants at which a node said that it leads, and had it confirmed. */
  readonly leaders: { node: string; sentUs: number }[];
  readonly errors: string[];
  logs: Map<string, LogReplica>;
}

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Proposes `count` commands, one every 100 ms from 2.5 s on, at any node; confirms leadership of all who claim it every 200 ms. */
async function run(seed: number, faults: (f: FaultAuthor) => readonly Fault[], { nodes = NODES, count = 80, endMs = 30_000 } = {}): Promise<Seen> {
  const seen: Seen = { applied: new Map(), confirmed: [], leaders: [], errors: [], logs: new Map() };
  const world = (stage: Stage) => {
    const cluster = new Cluster(stage);
    for (const id of nodes) cluster.given(id, (_ctx, machine) => member(machine, seen));
    cluster.start();
    for (let n = 0; n < count; n++) {
      const node = stage.world.node(stage.random.pick(nodes));
      stage.world.at((2_500 + n * 100) * 1_000, () => {
        if (node.state === 'up') node.enter(() => void seen.logs.get(node.id)!.propose(`c${n}`).then(({ index }) => seen.confirmed.push({ command: `c${n}`, index }), error => seen.errors.push(String(error))));
      });
    }
    for (let atMs = 0; atMs < endMs; atMs += 200) stage.world.at(atMs * 1_000, () => {
      for (const node of stage.world.nodes) {
        const sentUs = stage.world.nowUs;
        if (node.state === 'up' && seen.logs.get(node.id)?.role() === 'leader') node.enter(() => void seen.logs.get(node.id)!.confirmLeader().then(() => seen.leaders.push({ node: node.id, sentUs }), () => {}));
      }
    });
    return { endMs };
  };
  const drain = await nodeDrain();
  const under = new Run(scenario('raft', { symptom: 'none', world, faults }), attemptOf('export class Node {}'), { seed, mode: 'explore' });
  await new Promise<void>((resolve, reject) => setImmediate(() => {
    try {
      while (!under.advance(1_000, drain.kind === 'sync' ? drain.run : () => {}));
      resolve();
    } catch (error) {
      reject(error as Error);
    }
  }));
  assert.equal(under.finish().fatal, undefined);
  return seen;
}

function member(machine: Machine, seen: Seen): Handlers {
  const log = new LogReplica(machine);
  const list: { index: number; command: unknown }[] = [];
  seen.applied.set(machine.node.id, list);
  seen.logs.set(machine.node.id, log);
  log.onApply((command, index) => void list.push({ command, index }));
  return { recover: () => log.recover() };
}

const commands = (seen: Seen, node: string): string => seen.applied.get(node)!.map(({ command }) => command).join();

function assertSafe(seen: Seen): void {
  const longest = [...seen.applied.values()].sort((a, b) => b.length - a.length)[0]!;
  for (const [node, list] of seen.applied) {
    assert.deepEqual(list, longest.slice(0, list.length), `${node} applied another order`);
    assert.ok(list.every(({ index }, i) => i === 0 || index > list[i - 1]!.index), `${node} applied out of order`);
  }
  for (const { command, index } of seen.confirmed) assert.ok(longest.some(entry => entry.command === command && entry.index === index), `${String(command)} was confirmed at ${index} and is not in the log`);
  const confirmed = [...seen.leaders].sort((a, b) => a.sentUs - b.sentUs);
  for (const [i, { node, sentUs }] of confirmed.entries()) {
    const rival = confirmed.slice(i + 1).find(other => other.node !== node && other.sentUs - sentUs < 900_000);
    assert.equal(rival, undefined, `${node} led at ${sentUs} and ${rival?.node} at ${rival?.sentUs}`);
  }
}

const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);

describe('the replicated log', function () {
  this.timeout(60_000);

  it('puts all commands in one order on all nodes when nothing fails', async () => {
    for (const seed of SEEDS.slice(0, 5)) {
      const seen = await run(seed, () => []);
      assertSafe(seen);
      assert.equal(seen.confirmed.length, 80);
      for (const node of NODES) assert.equal(commands(seen, node), commands(seen, 'n1'));
    }
  });

  const weather: readonly [name: string, faults: (f: FaultAuthor) => readonly Fault[]][] = [
    ['messages are lost, doubled and late', f => [f.lose({}, 0.1), f.double({}, 0.1, { kind: 'uniform', low: 1, high: 2_000 }), f.late({}, 0.05, { kind: 'uniform', low: 100, high: 3_000 })]],
    ['nodes crash and come back', f => Array.from({ length: 8 }, (_, i) => f.crash(f.pick(NODES), f.between(1_000 + 2_000 * i, 3_000 + 2_000 * i), { lastsMs: f.between(200, 3_000) }))],
    ['nodes stand still', f => Array.from({ length: 6 }, (_, i) => f.pause(f.pick(NODES), f.between(1_000 + 3_000 * i, 3_000 + 3_000 * i), { lastsMs: f.between(500, 4_000) }))],
    ['the network splits', f => Array.from({ length: 4 }, (_, i) => {
      const order = f.shuffle(NODES);
      const size = f.integer(1, 2);
      return f.cut(order.slice(0, size), order.slice(size), 3_000 + 5_000 * i, { lastsMs: f.between(1_000, 4_500), oneWay: f.pick([true, false]) });
    })],
    ['clocks drift within one percent', f => NODES.map(node => f.drift(node, f.between(-10_000, 10_000)))],
  ];
  for (const [name, faults] of weather) {
    it(`keeps one order, loses nothing confirmed and has one confirmed leader when ${name}`, async () => {
      let confirmed = 0;
      for (const seed of SEEDS) {
        const seen = await run(seed, faults);
        assertSafe(seen);
        confirmed += seen.confirmed.length;
      }
      assert.ok(confirmed > 25 * 80 * 0.5, `it works on: ${confirmed} of ${25 * 80} commands were confirmed`);
    });
  }

  it('finds a new leader within three seconds of the loss of the old one, and catches a returned node up', async () => {
    const seen = await run(3, f => [f.crash('n1', 8_000), f.crash('n2', 8_000, { lastsMs: 4_000 })], { count: 120 });
    assertSafe(seen);
    const live = ['n2', 'n3', 'n4', 'n5'];
    for (const node of live) assert.equal(commands(seen, node), commands(seen, 'n3'));
    assert.ok(seen.leaders.some(({ node, sentUs }) => live.includes(node) && sentUs > 8_000_000 && sentUs < 11_000_000));
  });

  it('confirms nothing without a majority', async () => {
    const seen = await run(1, f => [f.cut(['n1', 'n2'], ['n3', 'n4', 'n5'], 0), f.cut(['n3'], ['n4', 'n5'], 0), f.cut(['n4'], ['n5'], 0)]);
    assert.equal(seen.confirmed.length, 0);
    assert.equal(seen.leaders.length, 0);
  });
});

describe('the local log', () => {
  it('keeps what was appended and not removed through a crash', async () => {
    let after: readonly { opId: string }[] = [];
    const world = (stage: Stage) => {
      const cluster = new Cluster(stage);
      let starts = 0;
      cluster.given('n1', (_ctx, machine) => {
        const list = new DurableList(machine);
        const first = ++starts === 1;
        return {
          async recover() {
            await list.recover();
            if (!first) after = list.entries();
            else {
              await list.append({ opId: 'a' });
              await list.append({ opId: 'b' });
              await list.remove('a');
              void list.append({ opId: 'c' });
            }
          },
        };
      });
      cluster.start();
      return { endMs: 1_000 };
    };
    const drain = await nodeDrain();
    const under = new Run(scenario('local', { symptom: 'none', world, faults: f => [f.crash('n1', f.whenDisk('sync', 'n1', 4), { lastsMs: 100 })] }), attemptOf('export class Node {}'), { seed: 1, mode: 'explore' });
    await new Promise<void>(resolve => setImmediate(() => {
      while (!under.advance(1_000, drain.kind === 'sync' ? drain.run : () => {}));
      resolve();
    }));
    assert.deepEqual(after.map(({ opId }) => opId), ['b', 'c']);
  });
});
