import assert from 'node:assert/strict';
import { historyModels } from '../../../src/check/histories/judge.ts';
import { HistoryError, HistoryReader } from '../../../src/check/histories/reader.ts';
import type { Operation } from '../../../src/sim/history.ts';
import { Dice } from '../histories/generate.ts';

type Model = 'list-append' | 'rw-register';
type Step = readonly [f: string, key: string, value: unknown];
/** A transaction as its client saw it; all overlap in time. */
type Seen = { readonly steps: readonly Step[]; readonly type: 'ok' | 'fail' | 'info' };

const asked = (steps: readonly Step[]): Step[] => steps.map(([f, key, value]) => [f, key, f === 'r' ? null : value]);

function read(model: Model, transactions: readonly Seen[]): readonly Operation[] {
  const reader = new HistoryReader(historyModels[model].form());
  transactions.forEach(({ steps }, process) => reader.line(JSON.stringify({ process, type: 'invoke', f: 'txn', value: asked(steps) })));
  transactions.forEach(({ steps, type }, process) => reader.line(JSON.stringify({ process, type, f: 'txn', value: steps })));
  return reader.end();
}

const ok = (...steps: Step[]): Seen => ({ steps, type: 'ok' });

function found(model: Model, ...transactions: Seen[]) {
  const verdict = historyModels[model].judge(read(model, transactions));
  if (verdict.valid !== false) return { name: String(verdict.valid), order: verdict.valid === true ? verdict.order.map(({ id }) => id) : [], shown: [] as number[], message: '' };
  const { anomaly, operations, message } = verdict.counterexample();
  return { name: anomaly, shown: operations.map(({ id }) => id), order: [], message };
}

const anomaly = (model: Model, ...transactions: Seen[]) => found(model, ...transactions).name;

describe('transactions that append to lists', () => {
  const judge = (...transactions: Seen[]) => anomaly('list-append', ...transactions);

  it('have an order if each saw what those before it appended', () => {
    const { name, order } = found('list-append', ok(['r', 'x', [1, 2]]), ok(['append', 'x', 2]), ok(['append', 'x', 1], ['r', 'x', [1]]));
    assert.deepEqual([name, order], ['true', [2, 1, 0]]);
    assert.equal(judge(ok(['r', 'x', null]), ok(['append', 'x', 1])), 'true');
  });

  it('took place without an answer if somebody saw it', () => {
    assert.deepEqual(found('list-append', { steps: [['append', 'x', 1], ['append', 'y', 1]], type: 'info' }, ok(['r', 'x', [1]], ['r', 'y', [1]])).order, [0, 1]);
    assert.deepEqual(found('list-append', { steps: [['append', 'x', 1]], type: 'info' }, ok(['r', 'x', []])).order, [1]);
  });

  it('show the anomalies of Adya, Liskov and O’Neil', () => {
    assert.equal(judge(ok(['append', 'x', 1], ['append', 'y', 1]), ok(['append', 'x', 2], ['append', 'y', 2]), ok(['r', 'x', [1, 2]]), ok(['r', 'y', [2, 1]])), 'G0');
    assert.equal(judge({ steps: [['append', 'x', 1]], type: 'fail' }, ok(['r', 'x', [1]])), 'G1a');
    assert.equal(judge(ok(['append', 'x', 1], ['append', 'x', 2]), ok(['r', 'x', [1]])), 'G1b');
    assert.equal(judge(ok(['append', 'x', 1], ['r', 'y', [1]]), ok(['append', 'y', 1], ['r', 'x', [1]])), 'G1c');
    assert.equal(judge(ok(['append', 'x', 1], ['append', 'y', 1]), ok(['r', 'x', []], ['r', 'y', [1]])), 'G-single');
    assert.equal(judge(ok(['r', 'x', []], ['append', 'x', 1]), ok(['r', 'x', []], ['append', 'x', 2]), ok(['r', 'x', [1, 2]])), 'lost update');
    assert.equal(judge(ok(['r', 'x', []], ['append', 'y', 1]), ok(['r', 'y', []], ['append', 'x', 1])), 'write skew');
    assert.equal(judge(ok(['append', 'x', 1]), ok(['append', 'y', 1]), ok(['r', 'x', [1]], ['r', 'y', []]), ok(['r', 'x', []], ['r', 'y', [1]])), 'long fork');
    assert.equal(judge(ok(['r', 'x', []], ['append', 'y', 1]), ok(['r', 'y', []], ['append', 'z', 1]), ok(['r', 'z', []], ['append', 'x', 1])), 'G2');
  });

  it('show what no database may do', () => {
    assert.equal(judge(ok(['append', 'x', 1], ['r', 'x', []])), 'internal');
    assert.equal(judge(ok(['append', 'x', 1]), ok(['r', 'x', [1]], ['r', 'x', []])), 'internal');
    assert.equal(judge(ok(['r', 'x', [7]])), 'unwritten read');
    assert.equal(judge(ok(['append', 'x', 1]), ok(['r', 'x', [1, 1]])), 'duplicate');
    assert.equal(judge(ok(['append', 'x', 1]), ok(['append', 'x', 2]), ok(['r', 'x', [1, 2]]), ok(['r', 'x', [2]])), 'incompatible order');
  });

  it('are told in words, with those who saw the order', () => {
    const { shown, message } = found('list-append', ok(['append', 'x', 1], ['append', 'y', 1]), ok(['append', 'x', 2], ['append', 'y', 2]), ok(['r', 'x', [1, 2]]), ok(['r', 'y', [2, 1]]), ok(['append', 'z', 1]));
    assert.deepEqual(shown, [0, 1, 2, 3]);
    assert.equal(message, 'T2 put 2 to x after what T1 had put there; T1 put 1 to y after what T2 had put there. So each of these would have to come before itself. T1 is the transaction of process 0 on lines 1–6; T2 is the transaction of process 1 on lines 2–7. Even read uncommitted forbids that.');
  });
});

describe('transactions that read and write registers', () => {
  const judge = (...transactions: Seen[]) => anomaly('rw-register', ...transactions);

  it('have an order if each saw what was written last', () => {
    assert.deepEqual(found('rw-register', ok(['r', 'x', 2]), ok(['w', 'x', 2]), ok(['r', 'x', null], ['w', 'x', 1], ['r', 'x', 1])).order, [2, 1, 0]);
    assert.equal(judge(ok(['w', 'x', 1]), ok(['w', 'x', 2]), ok(['r', 'x', 1]), ok(['r', 'x', 2])), 'true');
  });

  it('show the same anomalies', () => {
    assert.equal(judge({ steps: [['w', 'x', 1]], type: 'fail' }, ok(['r', 'x', 1])), 'G1a');
    assert.equal(judge(ok(['w', 'x', 1], ['w', 'x', 2]), ok(['r', 'x', 1])), 'G1b');
    assert.equal(judge(ok(['w', 'x', 1], ['r', 'y', 1]), ok(['w', 'y', 1], ['r', 'x', 1])), 'G1c');
    assert.equal(judge(ok(['w', 'x', 1], ['w', 'y', 1]), ok(['r', 'x', null], ['r', 'y', 1])), 'G-single');
    assert.equal(judge(ok(['r', 'x', null], ['w', 'x', 1]), ok(['r', 'x', null], ['w', 'x', 2])), 'lost update');
    assert.equal(judge(ok(['r', 'x', null], ['w', 'y', 1]), ok(['r', 'y', null], ['w', 'x', 1])), 'write skew');
    assert.equal(judge(ok(['w', 'x', 1]), ok(['w', 'y', 1]), ok(['r', 'x', 1], ['r', 'y', null]), ok(['r', 'x', null], ['r', 'y', 1])), 'long fork');
    assert.equal(judge(ok(['w', 'x', 1], ['r', 'x', 2])), 'internal');
    assert.equal(judge(ok(['r', 'x', 9])), 'unwritten read');
  });
});

describe('lines of transactions', () => {
  it('are refused with what would be right', () => {
    assert.throws(() => read('list-append', [ok(['w', 'x', 1])]), (error: Error) => error instanceof HistoryError && /line 1: \["w","x",1\] is no step of a transaction; it is \["append", key, value\]/.test(error.message));
    assert.throws(() => read('rw-register', [ok(['w', 'x', 1]), ok(['w', 'x', 1])]), /line 2: 1 is put to x a second time/);
    assert.throws(() => read('list-append', [ok(['r', 'x', 3])]), /line 2: a read of x answers 3; it is an array/);
  });
});

/** What each transaction may have seen if others take place between its steps, as often as not. */
function generated(model: Model, dice: Dice): Seen[] {
  const put = model === 'rw-register' ? 'w' : 'append';
  const store = new Map<string, unknown>();
  let last = 0;
  const all = Array.from({ length: 2 + dice.below(4) }, () => ({ left: Array.from({ length: 1 + dice.below(3) }, (): Step => (dice.below(2) === 0 ? ['r', 'xy'[dice.below(2)]!, null] : [put, 'xy'[dice.below(2)]!, ++last])), steps: [] as Step[] }));
  const atomic = dice.below(3) > 0;
  for (let open = all.filter(({ left }) => left.length > 0); open.length > 0; open = open.filter(({ left }) => left.length > 0)) {
    const { left, steps } = open[dice.below(open.length)]!;
    for (let count = atomic ? left.length : 1; count > 0; count--) {
      const [f, key, value] = left.shift()!;
      const before = store.get(key) ?? (put === 'w' ? null : []);
      if (f === 'r') steps.push([f, key, before]);
      else {
        store.set(key, put === 'w' ? value : [...before as unknown[], value]);
        steps.push([f, key, value]);
      }
    }
  }
  return all.map(({ steps }, index) => ({ steps: atomic && dice.below(12) === 0 ? steps.map(([f, key, value]): Step => [f, key, f !== 'r' ? value : put === 'w' ? 1 + dice.below(last + 1) : (value as unknown[]).slice(0, -1)]) : steps, type: dice.below(9) === 0 ? (dice.below(2) === 0 && index > 0 ? 'fail' : 'info') : 'ok' }));
}

/** As they are read from a file; that is slower. */
function operationsOf(transactions: readonly Seen[]): Operation[] {
  const stepsOf = (steps: readonly Step[], isAnswer: boolean) => steps.map(([f, key, value]) => ({ f, key, value: f !== 'r' ? value : isAnswer ? value ?? undefined : undefined }));
  return transactions.map(({ steps, type }, id) => ({
    id, client: String(id), f: 'txn', input: stepsOf(steps, false), output: type === 'ok' ? stepsOf(steps, true) : undefined, outcome: type,
    invokedUs: id + 1, completedUs: type === 'info' ? Infinity : transactions.length + id + 1, heardUs: transactions.length + id + 1, invokedRow: id + 1, completedRow: transactions.length + id + 1,
  }));
}

/** Whether some order of the transactions explains what they saw, found by trying them all. */
function isSerializable(transactions: readonly Seen[]): boolean {
  const happened = transactions.filter(({ type }) => type !== 'fail').map(({ steps, type }) => ({ type, steps: steps.map(([f, key, value]) => [f, key, seenText(value)] as const) }));
  const search = (left: number, store: Readonly<Record<string, string>>): boolean => {
    if (happened.every(({ type }, index) => type === 'info' || (left & (1 << index)) === 0)) return true;
    return happened.some(({ steps, type }, index) => {
      if ((left & (1 << index)) === 0) return false;
      const after = { ...store };
      for (const [f, key, value] of steps) {
        if (f === 'r') {
          if (type === 'ok' && (after[key] ?? '') !== value) return false;
        } else after[key] = f === 'w' ? value : `${after[key] ?? ''}${after[key] ? ',' : ''}${value}`;
      }
      return search(left & ~(1 << index), after);
    });
  };
  return search((1 << happened.length) - 1, {});
}

const seenText = (value: unknown): string => (value === null ? '' : String(value));

/** Small histories of each kind. */
const HISTORIES = 100_000;

describe('verdicts on transactions', () => {
  for (const model of ['list-append', 'rw-register'] as const) {
    it(`of ${model} histories agree with trying all orders`, function () {
      this.timeout(120_000);
      const seen = { valid: 0, invalid: 0 };
      for (let seed = 0; seed < HISTORIES; seed++) {
        const transactions = generated(model, new Dice(seed));
        const expected = isSerializable(transactions);
        const operations = operationsOf(transactions);
        const verdict = historyModels[model].judge(operations);
        if (verdict.valid !== expected) assert.fail(`seed ${seed}: ${verdict.valid}, not ${expected}\n${transactions.map(each => JSON.stringify(each)).join('\n')}`);
        seen[expected ? 'valid' : 'invalid']++;
        if (verdict.valid === true) {
          const placed = verdict.order.map(({ id }) => ({ ...transactions[id]! }));
          const inOrder = placed.every((_, index) => isReplay(placed.slice(0, index + 1)));
          assert.ok(inOrder && operations.every(operation => operation.outcome !== 'ok' || verdict.order.includes(operation)), `the order of seed ${seed}`);
        } else if (verdict.valid === false && seed % 50 === 0) {
          const { operations: shown } = verdict.counterexample();
          const known = transactions.map((each, id): Seen => (shown.some(operation => operation.id === id) || each.type === 'fail' ? each : { ...each, type: 'info' }));
          assert.equal(isSerializable(known), false, `seed ${seed} is not explained`);
        }
      }
      assert.ok(seen.valid > HISTORIES / 5 && seen.invalid > HISTORIES / 10, JSON.stringify(seen));
    });
  }
});

/** Whether the last of these saw what the others before it left. */
function isReplay(order: readonly Seen[]): boolean {
  const store: Record<string, string> = {};
  for (const [index, { steps, type }] of order.entries()) {
    for (const [f, key, value] of steps) {
      if (f !== 'r') store[key] = f === 'w' || !store[key] ? String(value) : `${store[key]},${String(value)}`;
      else if (index === order.length - 1 && type === 'ok' && (store[key] ?? '') !== seenText(value)) return false;
    }
  }
  return true;
}
