import assert from 'node:assert/strict';
import { addLeaseLock, Cluster, constant, leaseLock, Logs, PaperElection, RaftCore, scenario, Services, slower, uniform, Worker, Ledger, type Exports, type Fault, type FaultAuthor, type Stage } from '../../src/course/author.ts';
import type { Entry } from '../../src/kits/index.ts';
import type { MatrixTrack, PictureTrack } from '../../src/lab/recording.ts';
import { cellAt, cursorAt, gridOf, labelAt } from '../../src/panel/layout/grid.ts';
import { matrixOf, opinionAt } from '../../src/panel/layout/matrix.ts';
import { runProgram } from './run.ts';

/** What is drawn of a world. */
async function drawn<T extends PictureTrack['type']>(type: T, name: string, build: (stage: Stage) => number, { text = 'export class Node {}', faults = () => [] }: { text?: string; faults?: (f: FaultAuthor) => Fault[] } = {}): Promise<Extract<PictureTrack, { type: T }>> {
  let tracks: readonly PictureTrack[] = [];
  await runProgram(scenario('drawn', {
    symptom: '', faults,
    world(stage) {
      tracks = stage.world.pictures!.tracks();
      const endMs = build(stage);
      stage.world.at(endMs * 1_000 - 1, () => { tracks = stage.world.pictures!.tracks(); });
      return { endMs };
    },
  }), text, { mode: 'record' });
  return tracks.find(track => track.type === type && track.name === name) as Extract<PictureTrack, { type: T }>;
}

const entries = (...terms: number[]): Entry[] => terms.map((term, index) => ({ index: index + 1, term, command: `${index + 1}/${term}` }));
const believed = (track: MatrixTrack, observer: string, subject: string, atMs: number): unknown[] => {
  const { observers, subjects, steps } = matrixOf(track);
  const opinion = opinionAt(steps[observers.indexOf(observer)]?.[subjects.indexOf(subject)] ?? [], atMs * 1_000);
  return [opinion?.belief, opinion?.truth];
};

describe('what kits draw', () => {
  /** n1 leads from 0.5 s on, n3 has two entries that nobody else has. n1 is cut off from 2 s to 4 s, n2 leads from 2.5 s on, n3 is away from 4.5 s to 5 s. */
  const raft = (stage: Stage): number => {
    const { world } = stage;
    world.network.defaultLatencyMs = uniform(1, 10);
    const cluster = new Cluster(stage);
    const cores = new Map<string, RaftCore>();
    cluster.learners(['n1', 'n2', 'n3'], (_exports: Exports, { id }, machine) => {
      const core = new RaftCore(machine, { election: new PaperElection({ low: 300, high: 600 }, machine.node.random) }, {
        heartbeatMs: 50, electionsHeld: true, preload: { bootTerm: 2, entries: id === 'n3' ? entries(1, 2, 2) : entries(1) },
      }, {}, error => { throw error; });
      cores.set(id, core);
      return { recover: () => core.recover() };
    });
    cluster.start();
    const at = (node: string, atMs: number, act: (core: RaftCore) => void): void => { world.at(atMs * 1_000, () => world.node(node).after(0, () => act(cores.get(node)!))); };
    at('n1', 500, core => core.elect());
    at('n1', 510, core => core.elect());
    at('n3', 400, core => core.elect());
    at('n1', 1_000, core => core.propose('c', { committed: () => {}, refused: () => {} }));
    at('n2', 2_500, core => core.elect());
    return 6_000;
  };
  const away = (f: FaultAuthor): Fault[] => [f.cut(['n1'], ['n2', 'n3'], 2_000, { lastsMs: 2_000 }), f.crash('n3', 4_500, { lastsMs: 500 })];

  it('logs: entries with their terms, roles, how far they are committed and applied, and what a leader knows of its followers', async () => {
    const grid = gridOf(await drawn('grid', 'Logs', raft, { faults: away }));
    const last = 5_900_000;
    assert.deepEqual(grid.rows, ['n1', 'n2', 'n3']);
    const leader = grid.rows.find(row => labelAt(grid, row, last)!.text === 'leader')!;
    assert.deepEqual(labelAt(grid, 'n3', 4_700_000)!.text, 'down');
    const follower = grid.rows.find(row => row !== leader)!;
    const reached = cursorAt(grid, leader, 'applied', last)!.says;
    assert.ok(reached >= 3);
    for (const row of grid.rows) assert.deepEqual([cellAt(grid, row, reached, last)!.group, cursorAt(grid, row, 'commit', last)!.says], [cellAt(grid, leader, reached, last)!.group, reached]);
    assert.deepEqual([cursorAt(grid, follower, 'next', last)!.says, cursorAt(grid, follower, 'match', last)!.says], [reached + 1, reached]);
    assert.equal(cursorAt(grid, leader, 'next', last), undefined, 'a leader sends nothing to itself');
    const writer = cellAt(grid, follower, reached, last)!;
    assert.ok(writer.event >= 0);
  });

  it('what was cut away of a log', async () => {
    const grid = gridOf(await drawn('grid', 'Logs', raft, { faults: f => [f.cut(['n3'], ['n1', 'n2'], 0, { lastsMs: 900 })] }));
    const { was, group } = cellAt(grid, 'n3', 2, 5_900_000)!;
    assert.deepEqual([was, group === '2'], [{ text: '2/2', group: '2' }, false]);
  });

  it('whom nodes take for the leader: one that is cut off takes itself', async () => {
    const track = await drawn('matrix', 'Who leads', raft, { faults: f => [f.cut(['n3'], ['n1', 'n2'], 0, { lastsMs: 900 }), f.cut(['n1'], ['n2', 'n3'], 2_000, { lastsMs: 2_000 })] });
    assert.deepEqual(believed(track, 'n2', 'leader', 1_900), ['n1', 'n1']);
    assert.deepEqual(believed(track, 'n1', 'leader', 3_900), ['n1', 'n2']);
    assert.deepEqual(believed(track, 'n1', 'leader', 5_900), ['n2', 'n2']);
  });

  it('partitions: records by offset, who owns them, where the group has committed and how far it is behind', async () => {
    const grid = gridOf(await drawn('grid', 'Partitions', stage => {
      const cluster = new Cluster(stage);
      const logs = new Logs(stage, cluster, { t: 2 }, { firstRebalanceMs: 100 });
      cluster.functions(['a'], (_exports, _ctx, machine) => ({
        run: async () => {
          const consumer = logs.clientOf(machine).consumer({ group: 'g', topics: ['t'], from: 'start' });
          let left = 2;
          while (left > 0) left -= (await consumer.poll({ max: left, waitMs: 100 })).length;
          await consumer.commit();
        },
      }));
      stage.world.at(10_000, () => { for (const value of [1, 2, 3]) logs.append('t', { key: 'k', value, partition: 1 }); });
      cluster.start();
      return 5_000;
    }));
    const last = 4_900_000;
    assert.deepEqual(grid.rows, ['t-0', 't-1']);
    assert.deepEqual([0, 1, 2].map(offset => cellAt(grid, 't-1', offset, last)!.text), ['1', '2', '3']);
    assert.deepEqual([cursorAt(grid, 't-1', 'high watermark', last)!.says, cursorAt(grid, 't-1', 'committed', last)!.says], [3, 2]);
    const { text, note } = labelAt(grid, 't-1', last)!;
    assert.deepEqual([text, note], ['a', 'lag 1']);
  });

  it('who believes to hold a lock, beside what its service knows', async () => {
    const track = await drawn('matrix', 'Who holds what', stage => {
      stage.world.network.defaultLatencyMs = constant(1);
      const cluster = new Cluster(stage);
      const ledger = new Ledger(stage.world);
      addLeaseLock(stage, cluster, 'locks');
      cluster.functions(['w'], (_exports, ctx, { node }) => new Worker(node, {
        lock: leaseLock(ctx, 'locks', 300), name: 'L', ttlMs: 300, ledger, describe: String,
        run: () => new Promise(resolve => node.after(1_000_000, resolve)),
      }));
      ledger.add({ lock: 'L', accounts: [] });
      cluster.start();
      return 3_000;
    }, { faults: f => [f.pause('w', 500, { lastsMs: 1_000 })] });
    assert.deepEqual(believed(track, 'w', 'L', 400), ['token 1', 'token 1']);
    assert.deepEqual(believed(track, 'w', 'L', 1_400), ['token 1', '']);
    assert.deepEqual(believed(track, 'w', 'L', 2_900), ['', '']);
  });

  it('what health checks say of servers, beside how these are', async () => {
    const track = await drawn('matrix', 'Health', stage => {
      const services = new Services(stage);
      for (const id of ['b1', 'b2']) services.server(id, { workers: 1, queue: 1, method: 'get', serviceMs: constant(10), answer: () => 'page' });
      services.balancers(['lb'], { backends: ['b1', 'b2'], timeoutMs: 100, checkMs: 200, make: exports => new (exports['Balancer'] as new () => never)() });
      services.start();
      return 3_000;
    }, { text: 'export class Balancer { members() {} pick() { return "b1" } started() {} finished() {} }', faults: f => [f.crash('b1', 1_000, { lastsMs: 1_000 }), slower(f, 'b2', 4, 1_000)] });
    assert.deepEqual(believed(track, 'lb', 'b1', 1_000), ['up', 'down']);
    assert.deepEqual(believed(track, 'lb', 'b1', 1_300), ['down', 'down']);
    assert.deepEqual(believed(track, 'lb', 'b1', 2_500), ['up', 'up']);
    assert.deepEqual(believed(track, 'lb', 'b2', 2_500), ['up', '4× slower']);
  });
});
