import assert from 'node:assert/strict';
import { causal } from '../../src/check/causal.ts';
import { Dice } from './histories/generate.ts';
import { operations, type Line } from './history.ts';

let atS = 0;
const write = (client: string, key: string, value: string, outcome: 'ok' | 'info' = 'ok'): Line => [client, 'write', key, value, outcome, ++atS, ++atS];
const read = (client: string, key: string, value: string | undefined): Line => [client, 'read', key, value, 'ok', ++atS, ++atS];
const judge = (...lines: Line[]) => causal(operations(lines));

describe('causal consistency', () => {
  it('lets clients see concurrent writes in different orders', () => {
    assert.equal(judge(write('a', 'x', '1'), write('b', 'x', '2'), read('c', 'x', '1'), read('c', 'x', '2'), read('d', 'x', '2'), read('d', 'x', '1')), undefined);
    assert.equal(judge(write('a', 'x', '1'), read('b', 'x', undefined)), undefined, 'what one does not know of may be missed');
  });

  it('finds an answer without what it answers, with the way from one to the other', () => {
    const found = judge(write('a', 'question', 'q'), read('b', 'question', 'q'), write('b', 'answer', 'r'), write('d', 'z', '1'), read('c', 'answer', 'r'), read('c', 'question', undefined));
    assert.equal(found?.kind, 'overwritten');
    assert.deepEqual(found.operations.map(({ client, f, key }) => `${client} ${f} ${key}`), ['a write question', 'b read question', 'b write answer', 'c read answer', 'c read question']);
  });

  it('finds a value that the reader had to know was replaced', () => {
    const found = judge(write('a', 'x', '1'), read('b', 'x', '1'), write('b', 'x', '2'), read('c', 'x', '2'), read('c', 'x', '1'));
    assert.equal(found?.kind, 'overwritten');
    assert.match(found.message, /The reader had to know that the value was replaced$/);
    assert.equal(judge(write('a', 'x', '1'), write('b', 'x', '2'), read('c', 'x', '2'), read('c', 'x', '1')), undefined, 'nobody knows which of them replaced the other');
  });

  it('finds circles and values from nowhere', () => {
    assert.equal(judge(read('a', 'x', '1'), write('a', 'y', '1'), read('b', 'y', '1'), write('b', 'x', '1'))?.kind, 'circle');
    assert.equal(judge(read('a', 'x', '1'))?.kind, 'never written');
    assert.equal(judge(write('a', 'x', '1', 'info'), read('b', 'x', '1')), undefined);
  });

  it('agrees with the definition', () => {
    const seen = { good: 0, bad: 0 };
    for (let seed = 0; seed < 5_000; seed++) {
      const dice = new Dice(seed);
      let value = 0;
      const lines = Array.from({ length: 3 + dice.below(6) }, (): Line => {
        const [client, key] = ['abc'[dice.below(3)]!, 'xy'[dice.below(2)]!];
        return dice.below(2) === 0 ? write(client, key, `${key}${++value}`) : read(client, key, dice.below(4) === 0 ? undefined : `${key}${1 + dice.below(3)}`);
      });
      const expected = isCausal(lines);
      seen[expected ? 'good' : 'bad']++;
      assert.equal(judge(...lines) === undefined, expected, JSON.stringify(lines));
    }
    assert.ok(seen.good > 500 && seen.bad > 500, JSON.stringify(seen));
  });
});

/** The bad patterns by the closure of "was done before by the same client, or wrote what the other read". */
function isCausal(lines: readonly Line[]): boolean {
  const before = lines.map((one, i) => lines.map((other, j) => (i < j && one[0] === other[0]) || (one[1] === 'write' && other[1] === 'read' && one[2] === other[2] && one[3] === other[3])));
  for (let via = 0; via < lines.length; via++) for (let i = 0; i < lines.length; i++) for (let j = 0; j < lines.length; j++) before[i]![j] ||= before[i]![via]! && before[via]![j]!;
  if (lines.some((_, i) => before[i]![i])) return false;
  return lines.every(([, f, key, value], r) => {
    if (f !== 'read') return true;
    const source = lines.findIndex(each => each[1] === 'write' && each[2] === key && each[3] === value);
    if (value !== undefined && source < 0) return false;
    return !lines.some((each, w) => each[1] === 'write' && each[2] === key && w !== source && before[w]![r] && (source < 0 || before[source]![w]));
  });
}
