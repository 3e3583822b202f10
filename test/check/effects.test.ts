import assert from 'node:assert/strict';
import { effectOnce, repeated, truthful } from '../../src/check/effects.ts';
import { fact, order, runOf } from './runs.ts';

const charged = (request: number, atMs: number, answer: unknown = { id: request }) => fact('charged', atMs, { request, answer });
const about = { type: 'charged', noun: 'order', why: 'the customer pays twice' };

describe('an effect', () => {
  it('may happen once for each request', () => {
    assert.equal(effectOnce(about)(runOf({ facts: [charged(1, 10), charged(2, 20), fact('refused', 30, { request: 1 })] })), undefined);
  });

  it('may not happen twice', () => {
    const found = effectOnce(about)(runOf({ facts: [charged(1, 3_310), charged(2, 3_400), charged(1, 3_840)] }));
    assert.equal(found!.message, 'Order 1 was charged at 3.31 s and at 3.84 s: the customer pays twice');
    assert.equal(found!.node, 'bank');
  });
});

describe('what comes twice', () => {
  it('is told with what came first, the earliest of all', () => {
    assert.deepEqual(repeated(['a1', 'b1', 'b2', 'a2', 'b3'], text => text[0]), { first: 'b1', again: 'b2' });
  });

  it('is nothing where all keys differ', () => {
    assert.equal(repeated(['a', 'b', 'c'], text => text), undefined);
    assert.equal(repeated([], () => 1), undefined);
  });

  it('may have no key at all', () => {
    assert.deepEqual(repeated([1, 2], () => undefined), { first: 1, again: 2 });
  });
});

describe('a told success', () => {
  const check = truthful(about);
  const told = (output: unknown) => [order(1, 0, { outcome: 'ok', completedUs: 50_000, output })];

  it('is true if its answer stands in the journal', () => {
    assert.equal(check(runOf({ operations: told({ id: 1 }), facts: [charged(1, 10)] })), undefined);
    assert.equal(check(runOf({ operations: told({ id: 'b' }), facts: [charged(1, 10), charged(1, 20, { id: 'b' })] })), undefined);
  });

  it('is false without an effect, with that of another request, or with another answer', () => {
    assert.match(check(runOf({ operations: told({ id: 1 }) }))!.message, /^Order 1 was answered \{"id":1\} at 0\.05 s, and it was never charged: /);
    assert.match(check(runOf({ operations: told({ id: 2 }), facts: [charged(2, 10)] }))!.message, /never charged/);
    assert.match(check(runOf({ operations: told(undefined), facts: [charged(1, 10)] }))!.message, /was answered nothing .* charged under another answer/);
  });

  it('may be of any form', () => {
    assert.match(check(runOf({ operations: told(5n) }))!.message, /was answered "5n" at /);
    assert.match(check(runOf({ operations: told('x'.repeat(1_000)) }))!.message, /was answered "x{78}… at /);
  });

  it('says nothing about what failed or is open', () => {
    assert.equal(check(runOf({ operations: [order(1, 0), order(2, 0, { outcome: 'fail', completedUs: 1 })] })), undefined);
  });
});
