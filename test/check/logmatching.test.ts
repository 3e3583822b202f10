import assert from 'node:assert/strict';
import { logMatching, noSelfCut, type Application, type Confirmation, type Cut } from '../../src/check/logmatching.ts';

const log = (node: string, ...terms: number[]) => ({ node, terms });

describe('logs at the end', () => {
  it('are the same, or there are none', () => {
    assert.equal(logMatching([], 0), undefined);
    assert.equal(logMatching([log('a', 1, 1, 2), log('b', 1, 1, 2), log('c', 1, 1, 2)], 0), undefined);
    assert.equal(logMatching([log('a'), log('b')], 0), undefined);
  });

  it('differ where one ends early', () => {
    assert.deepEqual(logMatching([log('a', 1, 1, 2), log('b', 1, 1)], 9_000_000), {
      message: 'At the end the log of b ends at 2, and a has one of term 2 at index 3: the replicas are not copies of each other', atUs: 9_000_000, row: -1, node: 'b',
    });
  });

  it('differ where one has another term, at the first such index', () => {
    const found = logMatching([log('a', 1, 1, 3, 3), log('b', 1, 2, 2, 3)], 0)!;
    assert.match(found.message, /^At the end the log of b has an entry of term 2 at 2, and a has one of term 1 at index 2: /);
  });
});

const step = { row: -1, node: 'b' };
const confirmed = (atMs: number, term: number, index: number): Confirmation => ({ ...step, type: 'confirmed', atUs: atMs * 1_000, term, index });
const applied = (atMs: number, term: number, index: number, node = 'c'): Application => ({ ...step, type: 'applied', atUs: atMs * 1_000, term, index, node });
const cut = (atMs: number, term: number, from: number, ...terms: number[]): Cut => ({ ...step, type: 'cut', atUs: atMs * 1_000, row: 7, term, from, terms });

describe('what a follower cuts', () => {
  it('may be what a former leader has left, and what the leader has not counted on', () => {
    assert.equal(noSelfCut([confirmed(10, 1, 5), cut(20, 2, 4, 1, 1)]), undefined);
    assert.equal(noSelfCut([confirmed(10, 2, 3), cut(20, 2, 4, 1, 1)]), undefined);
  });

  it('may not be what it has confirmed to the same leader', () => {
    assert.deepEqual(noSelfCut([confirmed(10, 2, 5), confirmed(15, 2, 3), cut(20, 2, 4, 2, 2)]), {
      message: 'b cut its log back from 5 to 3 at 0.02 s, on a message of term 2. At 0.01 s it had confirmed to the same leader that it agrees up to 5: the leader may have counted on that',
      atUs: 20_000, row: 7, node: 'b',
    });
  });

  it('is confirmed by each follower for itself', () => {
    assert.equal(noSelfCut([{ ...confirmed(10, 2, 5), node: 'c' }, cut(20, 2, 4, 2, 2)]), undefined);
  });

  it('may not be committed', () => {
    assert.match(noSelfCut([applied(10, 1, 4), applied(30, 1, 5, 'a'), cut(40, 2, 4, 1, 1)])!.message,
      /^b cut its log back from 5 to 3 at 0\.04 s, on a message of term 2\. Index 4 was applied on c at 0\.01 s, so it is committed: /);
    assert.match(noSelfCut([applied(30, 1, 5, 'a'), cut(40, 2, 4, 1, 1)])!.message, /Index 5 was applied on a/);
  });

  it('may be an entry of another term than the one that is committed there', () => {
    assert.equal(noSelfCut([applied(10, 2, 4), cut(20, 2, 4, 1)]), undefined);
  });

  it('is judged by what had happened before', () => {
    assert.equal(noSelfCut([cut(20, 2, 4, 1), applied(30, 1, 4), confirmed(40, 2, 6)]), undefined);
  });
});
