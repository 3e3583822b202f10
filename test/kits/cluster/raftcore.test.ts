import assert from 'node:assert/strict';
import { Cluster, RaftCore, scenario, type Exports, type Fault, type FaultAuthor, type RaftOptions, type RunRecord, type Stage } from '../../../src/course/author.ts';
import type { Entry, RaftLog, Replicator } from '../../../src/kits/index.ts';
import { ReferenceReplicator } from '../../../src/kits/cluster/raft/replicator.ts';
import { runProgram } from '../run.ts';

const NODES = ['n1', 'n2', 'n3'];
const entries = (...terms: number[]): Entry[] => terms.map((term, index) => ({ index: index + 1, term, command: `${index + 1}/${term}` }));

interface Setup {
  readonly options?: (id: string) => Partial<RaftOptions>;
  readonly elect?: readonly [node: string, atMs: number][];
  /** A command at a node. */
  readonly propose?: readonly [node: string, atMs: number][];
  readonly faults?: (f: FaultAuthor) => Fault[];
  readonly make?: (log: RaftLog, currentTerm: () => number) => Replicator;
}

/** Three nodes for six seconds. */
async function raft({ options = () => ({}), elect = [], propose = [], faults = () => [], make = (log, term) => new ReferenceReplicator(log, term) }: Setup): Promise<RunRecord> {
  const world = (stage: Stage) => {
    const { history } = stage.world;
    const cluster = new Cluster(stage);
    const cores = new Map<string, RaftCore>();
    cluster.learners(NODES, (_exports: Exports, { id }, machine) => {
      const core = new RaftCore(machine, make, { electionMs: { low: 300, high: 600 }, heartbeatMs: 50, ...options(id) }, {
        applied: ({ index, term }, verified) => history.fact('applied', { index, term, verified }, id),
        led: term => history.fact('led', { term }, id),
        deposed: () => history.fact('deposed', {}, id),
        removed: (removed, term) => history.fact('removed', { terms: removed.map(entry => entry.term), term }, id),
        matched: (peer, messages) => history.fact('matched', { peer, messages }, id),
      }, error => stage.program.processFailed(machine.node, error));
      cores.set(id, core);
      return { recover: () => core.recover() };
    });
    cluster.start();
    const at = (node: string, atMs: number, act: (core: RaftCore) => void) => stage.world.at(atMs * 1_000, () => stage.world.node(node).after(0, () => act(cores.get(node)!)));
    for (const [node, atMs] of elect) at(node, atMs, core => core.elect());
    for (const [node, atMs] of propose) at(node, atMs, core => core.propose('x', { committed: ({ index }) => history.fact('committed', { index }, node), refused: () => history.fact('refused', {}, node) }));
    stage.world.at(5_900_000, () => cores.forEach((core, id) => history.fact('log', { terms: core.log.slice(1, core.log.lastIndex + 1).map(({ term }) => term) }, id)));
    return { endMs: 6_000 };
  };
  return (await runProgram(scenario('raft', { symptom: '', world, faults }), 'export class Node {}')).record;
}

const told = (run: RunRecord, type: string): unknown[] => run.facts.filter(fact => fact.type === type).map(({ node, data }) => [node, ...Object.values(data)]);
const held = (id: string): Partial<RaftOptions> => ({ electionsHeld: true, preload: { n1: { entries: entries(1, 1, 2), bootTerm: 3, commitIndex: 1 }, n2: { entries: entries(1, 1), bootTerm: 3 }, n3: { entries: entries(1, 1, 1, 1), bootTerm: 3 } }[id]! });

describe('the core of Raft', () => {
  it('elects one leader a term by itself, and another one when it is gone', async () => {
    const run = await raft({ faults: f => [f.pause('n1', 2_000, { lastsMs: 1_500 }), f.pause('n2', 4_000, { lastsMs: 1_000 })] });
    const terms = told(run, 'led').map(led => (led as unknown[])[1]);
    assert.ok(terms.length >= 1 && new Set(terms).size === terms.length, terms.join());
  });

  it('begins with the logs that it is given, elects whom it is told to and nobody else, and makes the logs equal', async () => {
    const run = await raft({ options: held, elect: [['n1', 500]] });
    assert.deepEqual(told(run, 'led'), [['n1', 4]]);
    assert.deepEqual(told(run, 'log'), NODES.map(id => [id, [1, 1, 2, 4]]));
    assert.deepEqual(told(run, 'removed'), [['n3', [1, 1], 4]]);
    assert.deepEqual(run.facts.filter(({ type, atUs }) => type === 'applied' && atUs < 400_000).map(({ node, data }) => [node, data['index']]), [['n1', 1]]);
    assert.equal((await raft({ options: held })).facts.some(({ type }) => type === 'led'), false);
  });

  it('votes for nobody whose log is behind', async () => {
    assert.deepEqual(told(await raft({ options: held, elect: [['n2', 500]] }), 'led'), []);
    assert.deepEqual(told(await raft({ options: held, elect: [['n3', 500]] }), 'led'), [['n3', 4]]);
  });

  it('opens no term where that is withheld, and then commits nothing old', async () => {
    const run = await raft({ options: id => ({ ...held(id), noOpening: true }), elect: [['n1', 500]] });
    assert.deepEqual(told(run, 'log'), NODES.map(id => [id, [1, 1, 2]]));
    assert.deepEqual(told(run, 'applied').filter(applied => (applied as unknown[])[1] !== 1), []);
    const later = await raft({ options: id => ({ ...held(id), noOpening: true }), elect: [['n1', 500]], propose: [['n1', 2_000], ['n2', 2_000]] });
    assert.deepEqual([told(later, 'committed'), told(later, 'refused')], [[['n1', 4]], [['n2']]]);
  });

  it('keeps term, vote and log over a crash', async () => {
    const run = await raft({ options: held, elect: [['n1', 500], ['n3', 2_500], ['n2', 3_500]], faults: f => NODES.map(node => f.crash(node, 2_000, { lastsMs: 200 })) });
    assert.deepEqual(told(run, 'led'), [['n1', 4], ['n3', 5], ['n2', 6]]);
    assert.deepEqual(told(run, 'log'), NODES.map(id => [id, [1, 1, 2, 4, 5, 6]]));
  });

  it('ends the process whose replicator throws', async () => {
    class Throws extends ReferenceReplicator {
      override onAppend(): Promise<never> {
        throw new Error('no');
      }
    }
    await assert.rejects(raft({ options: held, elect: [['n1', 500]], make: (log, term) => new Throws(log, term) }), /no/);
  });
});
