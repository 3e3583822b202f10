import assert from 'node:assert/strict';
import type { RaftOptions } from '../../../src/course/author.ts';
import { ReferenceReplicator } from '../../../src/kits/cluster/raft/replicator.ts';
import { entries, raft, told } from './rafts.ts';

const NODES = ['n1', 'n2', 'n3'];

const held = (id: string): Partial<RaftOptions> => ({ electionsHeld: true, preload: { n1: { entries: entries(1, 1, 2), bootTerm: 3, commitIndex: 1 }, n2: { entries: entries(1, 1), bootTerm: 3 }, n3: { entries: entries(1, 1, 1, 1), bootTerm: 3 } }[id]! });

describe('the core of Raft', () => {
  it('elects one leader a term by itself, and another one when it is gone', async () => {
    const run = await raft({ faults: f => [f.pause('n1', 2_000, { lastsMs: 1_500 }), f.pause('n2', 4_000, { lastsMs: 1_000 })] });
    const terms = told(run, 'led').map(([, term]) => term);
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
    assert.deepEqual(told(run, 'applied').filter(([, index]) => index !== 1), []);
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
    await assert.rejects(raft({ options: held, elect: [['n1', 500]], parts: () => ({ replicator: (log, term, commits) => new Throws(log, term, commits) }) }), /no/);
  });
});
