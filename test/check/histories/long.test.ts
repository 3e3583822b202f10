import assert from 'node:assert/strict';
import { historyModels, type HistoryModel } from '../../../src/check/histories/judge.ts';
import type { Operation } from '../../../src/sim/history.ts';

/** Operations one after another: function, input, output. */
const sequence = (steps: readonly (readonly [f: string, input: unknown, output: unknown])[]): Operation[] => steps.map(([f, input, output], id) => ({
  id, client: '0', f, input, output, outcome: 'ok', invokedUs: 2 * id + 1, completedUs: 2 * id + 2, heardUs: 2 * id + 2, invokedRow: 2 * id + 1, completedRow: 2 * id + 2,
}));

const judge = (model: HistoryModel, operations: readonly Operation[]) => historyModels[model].judge(operations);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const shown = (model: HistoryModel, operations: readonly Operation[]): unknown[] => {
  const verdict = judge(model, operations);
  assert.ok(verdict.valid === false);
  return verdict.counterexample().operations.map(({ f, input, output }) => `${f} ${String(input ?? output)}`);
};

describe('long histories', () => {
  it('of a stack may be deep, and may have much on one bottom', () => {
    const deep = numbers(20_000);
    assert.equal(judge('stack', sequence([...deep.map(each => ['push', each, undefined] as const), ...deep.reverse().map(each => ['pop', undefined, each] as const), ['pop', undefined, null]])).valid, true);
    const wide = numbers(20_000).flatMap(each => [['push', each, undefined], ['pop', undefined, each]] as const);
    assert.equal(judge('stack', sequence([['push', 0, undefined], ...wide, ['pop', undefined, 0]])).valid, true);
  });

  it('are explained by few operations', () => {
    const pairs = numbers(5_000).flatMap(each => [['enqueue', each, undefined], ['dequeue', undefined, each]] as const);
    assert.deepEqual(shown('queue', sequence([...pairs, ['enqueue', 'a', undefined], ['enqueue', 'b', undefined], ['dequeue', undefined, 'b'], ['dequeue', undefined, 'a'], ...pairs.map(([f, input, output]) => [f, input && -input, output && -output] as const)])), ['enqueue a', 'enqueue b', 'dequeue b', 'dequeue a']);
    const stacked = numbers(5_000).flatMap(each => [['push', each, undefined], ['pop', undefined, each]] as const);
    assert.deepEqual(shown('stack', sequence([['push', 'bottom', undefined], ...stacked, ['push', 'a', undefined], ['push', 'b', undefined], ['pop', undefined, 'a'], ['pop', undefined, 'b'], ['pop', undefined, 'bottom']])), ['push a', 'push b', 'pop a', 'pop b']);
    const written = numbers(5_000).flatMap(each => [['write', each, undefined], ['read', undefined, each]] as const);
    assert.deepEqual(shown('register', sequence([...written, ['read', undefined, 4_999], ...written.map(([f, input, output]) => [f, input && -input, output && -output] as const)])), ['write 4999', 'write 5000', 'read 4999']);
  });

  it('of a counter with many unanswered additions are judged', () => {
    const operations = sequence(numbers(400).flatMap(each => (each % 4 === 0 ? [['read', undefined, each / 4]] : [['add', 1, undefined]] as const) as [string, unknown, unknown][]));
    const open = operations.map((each): Operation => (each.f === 'add' ? { ...each, client: String(each.id), outcome: 'info', completedUs: Infinity } : each));
    assert.equal(judge('counter', open).valid, true);
  });
});
