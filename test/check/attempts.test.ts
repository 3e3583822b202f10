import assert from 'node:assert/strict';
import { atMostOnceDeclined, attemptsByRequest, attemptsOf, silentAfter, waitsAsAsked } from '../../src/check/attempts.ts';
import { arrived, order, refused, runOf } from './runs.ts';

describe('attempts', () => {
  it('are listed by request, with what the server refused', () => {
    const attempts = attemptsByRequest(runOf({ facts: [arrived(1, 0, 10), arrived(2, 0, 11), refused(1, 0, 12, 503), arrived(1, 1, 20)] }));
    assert.deepEqual([...attempts.keys()], [1, 2]);
    assert.deepEqual(attempts.get(1)!.map(({ attempt, sentUs, arrivedUs, refusal }) => [attempt, sentUs, arrivedUs, refusal?.status]), [[0, 9_000, 10_000, 503], [1, 19_000, 20_000, undefined]]);
    assert.equal(attempts.get(2)!.length, 1);
  });

  it('are what an operation has cost', () => {
    const run = runOf({ facts: [arrived(1, 0, 10), arrived(2, 0, 11), arrived(1, 1, 20)] });
    assert.deepEqual([order(1, 5), order(2, 5), order(3, 5)].map(each => attemptsOf(run, each).map(({ attempt }) => attempt)), [[0, 1], [0], []]);
  });
});

describe('what is declined', () => {
  const check = atMostOnceDeclined('order');

  it('may be asked once, and what is refused for now again', () => {
    assert.equal(check(runOf({ facts: [arrived(1, 0, 10), refused(1, 0, 11, 402), arrived(2, 0, 12), refused(2, 0, 13, 429), arrived(2, 1, 20), refused(2, 1, 21, 503), arrived(2, 2, 30)] })), undefined);
  });

  it('may not be asked again', () => {
    const found = check(runOf({ facts: [arrived(1, 0, 10), refused(1, 0, 11, 402), arrived(2, 0, 12), arrived(1, 1, 31)] }));
    assert.match(found!.message, /^Order 1 was declined by bank with 402 at 0\.01 s, and shop sent it again at 0\.03 s: /);
    assert.deepEqual([found!.atUs, found!.node], [31_000, 'shop']);
  });

  it('does not blame attempts that were on their way', () => {
    assert.equal(check(runOf({ facts: [arrived(1, 0, 10), arrived(1, 1, 11), refused(1, 0, 11, 402)] })), undefined);
  });
});

describe('Retry-After', () => {
  const check = waitsAsAsked('order');
  const asked = [arrived(1, 0, 10), refused(1, 0, 11, 429, 300)];

  it('is kept by whoever comes back afterwards, or not at all', () => {
    assert.equal(check(runOf({ facts: [...asked, arrived(1, 1, 311), arrived(2, 0, 50)] })), undefined);
    assert.equal(check(runOf({ facts: asked })), undefined);
  });

  it('is broken by whoever comes back before', () => {
    const found = check(runOf({ facts: [...asked, arrived(1, 1, 310)] }));
    assert.match(found!.message, /^Order 1 was told by bank with 429 at 0\.01 s to come back in 300 ms, and shop was back after 299 ms: /);
  });

  it('counts to the end even if it was asked two attempts ago', () => {
    const found = check(runOf({ facts: [arrived(1, 0, 10), arrived(1, 1, 11), refused(1, 0, 12, 429, 300), refused(1, 1, 12, 503), arrived(1, 2, 100)] }));
    assert.equal(found!.atUs, 100_000);
  });
});

describe('the deadline', () => {
  const check = silentAfter('order', 2_000);

  it('allows attempts until then', () => {
    assert.equal(check(runOf({ operations: [order(1, 1_000)], facts: [arrived(1, 0, 1_001), arrived(1, 1, 3_001)] })), undefined);
  });

  it('allows none afterwards, and the first is told', () => {
    const found = check(runOf({ operations: [order(1, 1_000), order(2, 900)], facts: [arrived(2, 0, 2_906), arrived(1, 0, 3_010)] }));
    assert.match(found!.message, /^Order 2 had to be answered by 2\.9 s, and shop sent it to bank 5 ms later: /);
    assert.equal(found!.atUs, 2_906_000);
  });
});
