import assert from 'node:assert/strict';
import { RingPicture } from '../../src/sim/pictures/ring.ts';
import { layOutArcs, placementAt, ringOf, stretchesOf, type Arc } from '../../src/panel/layout/ring.ts';
import { captionOf, changeWords, holdingWords } from '../../src/panel/view/ringWords.ts';

let nowUs = 0;
const picture = new RingPicture('Ring', () => nowUs);
const member = (id: string, weight = 1) => ({ id, weight });
const place = (atUs: number, members: readonly ReturnType<typeof member>[], owners: string, by = 'router') => {
  nowUs = atUs;
  picture.placed(by, members, [...owners].map(id => [id]), atUs);
};
place(0, [member('a'), member('b'), member('c')], 'aabbccca');
place(1_000, [member('a'), member('c')], 'aaaaccca');
place(2_000, [member('a'), member('c', 2)], 'caaaccac');
place(3_000, [member('c', 2), member('a')], 'aaaaccac', 'other');
const { track } = picture;

const shares = (arcs: readonly Arc[]): number[] => arcs.map(({ startAngle, endAngle }) => endAngle - startAngle);

describe('a ring of keys', () => {
  it('is the placement that holds at an instant', () => {
    assert.deepEqual([-1, 0, 999, 1_000, 9_000].map(atUs => placementAt(track, atUs)), [-1, 0, 0, 1, 3]);
  });

  it('says what each member holds against its fair part', () => {
    assert.deepEqual(ringOf(track, 0).holdings.map(({ id, keys, ratio }) => [id, keys, ratio]), [['a', 3, 9 / 8], ['b', 2, 6 / 8], ['c', 3, 9 / 8]]);
    assert.deepEqual(ringOf(track, 2).holdings.map(({ id, keys, ratio }) => [id, keys, ratio]), [['a', 4, 12 / 8], ['c', 4, 12 / 16]]);
  });

  it('says who inherits from a member that is gone, which keeps its number', () => {
    const ring = ringOf(track, 1);
    assert.deepEqual(ring.holdings.map(({ number, id, keys, gained, lost }) => [number, id, keys, gained, lost]), [[0, 'a', 5, 2, 0], [1, 'b', 0, 0, 2], [2, 'c', 3, 0, 0]]);
    assert.deepEqual(ring.moves, [{ from: 1, to: 0, keys: 2, needless: false }]);
    assert.equal(captionOf(ring), 'router at 1 ms: 2 members, 8 keys');
    assert.equal(changeWords(ring), 'b is gone. 2 keys (25 %) moved; a got most, 100 % of them.');
    assert.equal(holdingWords(ring.holdings[0]!), 'a holds 5 keys, 1.25 × the fair part of weight 1 (+2)');
    assert.equal(holdingWords(ring.holdings[1]!), 'b is gone (−2)');
  });

  it('calls moves needless between members to whom nothing happened', () => {
    assert.deepEqual(ringOf(track, 2).moves.map(({ needless }) => needless), [false, false], 'c has grown');
    nowUs = 0;
    const other = new RingPicture('Ring', () => nowUs);
    const members = [member('a'), member('b')];
    other.placed('router', members, [['a'], ['b']], 0);
    other.placed('router', [...members, member('c')], [['c'], ['a']], 0);
    const ring = ringOf(other.track, 1);
    assert.deepEqual(ring.moves.map(({ from, to, needless }) => [from, to, needless]), [[0, 2, false], [1, 0, true]]);
    assert.match(changeWords(ring), /^c is new\. 2 keys \(100 %\) moved; .* 1 moved between members to whom nothing had happened\.$/);
  });

  it('compares what two say about the same members', () => {
    assert.equal(changeWords(ringOf(track, 3)), 'The members are the same. router says otherwise of 1 keys (12.5 %).');
  });

  it('gives members arcs as long as what they hold and gave away, and leads moves from the one to the other', () => {
    const ring = ringOf(track, 1);
    const { members, moves } = layOutArcs(ring);
    const perKey = shares(members.map(({ holds }) => holds))[2]! / 3;
    assert.deepEqual(shares(members.map(({ holds }) => holds)).map(each => Math.round(each / perKey)), [5, 0, 3]);
    assert.deepEqual(shares(members.map(({ lost }) => lost)).map(each => Math.round(each / perKey)), [0, 2, 0]);
    assert.deepEqual(moves[0]!.source, members[1]!.lost);
    assert.equal(moves[0]!.target.endAngle.toFixed(9), members[0]!.holds.endAngle.toFixed(9), 'what came last is the end of what it holds');
    const ends = members.flatMap(({ holds, lost }) => [holds.startAngle, lost.endAngle]);
    assert.ok(ends.every((angle, index) => index === 0 || angle >= ends[index - 1]!) && ends.at(-1)! <= 2 * Math.PI);
  });

  it('joins neighbours of one owner', () => {
    assert.deepEqual(stretchesOf(track.placements[0]!), [{ owner: 0, from: 0, to: 2 }, { owner: 1, from: 2, to: 4 }, { owner: 2, from: 4, to: 7 }, { owner: 0, from: 7, to: 8 }]);
    assert.deepEqual(stretchesOf(track.placements[0]!, 4), [{ owner: 0, from: 0, to: 2 }, { owner: 1, from: 2, to: 4 }, { owner: 2, from: 4, to: 8 }], 'every other key');
  });
});
