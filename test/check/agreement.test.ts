import assert from 'node:assert/strict';
import { agreement, longest } from '../../src/check/agreement.ts';
import type { Reading } from '../../src/sim/index.ts';

/** The link from a to b breaks at 10 s and is whole again at 20 s. */
const truthOf = (node: string, about: string | undefined, atUs: number): string => (node === 'a' && about === 'b' && atUs >= 10e6 && atUs < 20e6 ? 'cut' : 'ok');
const grace = { changesUs: [10e6, 20e6], graceMs: 2_000 };
const reading = (atS: number, value: string, node = 'a', about = 'b'): Reading => ({ node, about, atUs: atS * 1e6, value });

describe('agreement of what programs say with the truth', () => {
  it('is whole for a program that knows within the grace time', () => {
    const readings = [reading(1, 'cut'), reading(3, 'ok'), reading(11, 'ok'), reading(12, 'cut'), reading(21, 'cut'), reading(22, 'ok')];
    assert.deepEqual(agreement(readings, truthOf, grace), { judged: 3, agreed: 3, disagreements: [] });
  });

  it('counts what is wrong after the grace time, in stretches', () => {
    const readings = [reading(12, 'ok'), reading(13, 'ok'), reading(14, 'cut'), reading(15, 'ok'), reading(23, 'cut')];
    const { judged, agreed, disagreements } = agreement(readings, truthOf, grace);
    assert.deepEqual([judged, agreed], [5, 1]);
    assert.deepEqual(disagreements.map(({ fromUs, toUs, said, truth }) => [fromUs / 1e6, toUs / 1e6, said, truth]), [[12, 13, 'ok', 'cut'], [15, 15, 'ok', 'cut'], [23, 23, 'cut', 'ok']]);
    assert.equal(longest(disagreements)!.fromUs, 12e6);
  });

  it('gives no grace to pairs whose own truth has not changed', () => {
    assert.deepEqual(agreement([reading(11, 'cut', 'b', 'a')], truthOf, grace), {
      judged: 1, agreed: 0, disagreements: [{ node: 'b', about: 'a', said: 'cut', truth: 'ok', fromUs: 11e6, toUs: 11e6 }],
    });
  });

  it('says nothing of no readings', () => {
    assert.deepEqual(agreement([], truthOf, grace), { judged: 0, agreed: 0, disagreements: [] });
    assert.equal(longest([]), undefined);
  });
});
