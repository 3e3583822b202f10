import assert from 'node:assert/strict';
import type { Fault, FaultAuthor, RaftOptions } from '../../../src/course/author.ts';
import { entries, raft, told, voters } from './rafts.ts';

const options = (): Partial<RaftOptions> => ({ electionsHeld: true, configuration: { voters: voters('n1', 'n2', 'n3'), learners: ['n4'] } });

/** n1 leads from 0.5 s on, gets a command at 1 s and another set of voters at 2 s. */
const run = (faults: (f: FaultAuthor) => Fault[]) => raft({ nodes: ['n1', 'n2', 'n3', 'n4'], options, elect: [['n1', 500]], propose: [['n1', 1_000]], change: [['n1', 2_000, ['n1', 'n2', 'n4']]], faults });
const logOf = (record: Awaited<ReturnType<typeof run>>, node: string): unknown => told(record, 'log').find(([id]) => id === node)![1];

describe('faults that aim at entries', () => {
  it('lose messages by the kind of an entry that they carry, and others not', async () => {
    assert.deepEqual(logOf(await run(() => []), 'n2'), [1, 1, 1, 1]);
    for (const [kind, length] of [['no-op', 0], ['command', 1], ['configuration', 2]] as const) {
      const record = await run(f => [f.lose({ entry: { kind }, to: 'n2' }, 1)]);
      assert.equal((logOf(record, 'n2') as unknown[]).length, length, kind);
      assert.equal((logOf(record, 'n3') as unknown[]).length, 4, kind);
    }
  });

  it('lose them by index and term', async () => {
    assert.equal((logOf(await run(f => [f.lose({ method: 'append', to: 'n2', entry: { index: 3 } }, 1)]), 'n2') as unknown[]).length, 2);
    assert.equal((logOf(await run(f => [f.lose({ to: 'n2', entry: { index: 3, term: 2 } }, 1)]), 'n2') as unknown[]).length, 4);
    assert.equal((logOf(await run(f => [f.lose({ to: 'n2', entry: { kind: 'command', index: 3 } }, 1)]), 'n2') as unknown[]).length, 4);
  });

  it('let heartbeats and everything else pass', async () => {
    const record = await raft({ options: () => ({ noOpening: true }), propose: [['n1', 3_000], ['n2', 3_000], ['n3', 3_000]], faults: f => [f.lose({ entry: {} }, 1, 0, { lastsMs: 3_000 })] });
    assert.equal(told(record, 'led').length, 1);
    assert.equal(told(record, 'committed').length, 1);
  });

  it('hold an old entry back until a newer leader has replaced it', async () => {
    const preload = (id: string): Partial<RaftOptions> => ({ electionsHeld: true, noOpening: true, preload: { entries: id === 'n1' ? entries(1, 2) : entries(1), bootTerm: 2 } });
    const record = await raft({ options: preload, elect: [['n1', 500], ['n2', 1_000]], propose: [['n2', 1_500]], faults: f => [f.hold({ entry: { index: 2, term: 2 } }, 0, { lastsMs: 3_000 })] });
    assert.deepEqual(told(record, 'led'), [['n1', 3], ['n2', 4]]);
    assert.deepEqual(told(record, 'log').map(([, terms]) => terms), [[1, 4], [1, 4], [1, 4]]);
  });

  it('strike when an entry arrives', async () => {
    const strike = async (kind: string): Promise<number> => (await run(f => [f.pause('n4', f.whenEntry(kind, 'n3', 1, 5), { lastsMs: 10 })])).strikes[0]!.fromUs / 1_000;
    const [opening, command, configuration] = [await strike('no-op'), await strike('command'), await strike('configuration')];
    assert.ok(opening > 500 && opening < 600 && command > 1_000 && command < 1_050 && configuration > 2_000 && configuration < 2_050, [opening, command, configuration].join());
  });
});
