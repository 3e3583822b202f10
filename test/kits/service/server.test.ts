import assert from 'node:assert/strict';
import { exponential } from '../../../src/sim/index.ts';
import { chargesMs, ONE_ATTEMPT, outcomes, outputs, runShop } from './shop.ts';

describe('a server', () => {
  it('answers after the service time and two ways of 1 ms', async () => {
    const { operations } = await runShop(ONE_ATTEMPT, { atMs: [10] });
    assert.equal(operations[0]!.outcome, 'ok');
    assert.deepEqual(operations[0]!.output, { number: 1 });
    assert.equal(operations[0]!.completedUs, 112_000);
  });

  it('works on as many requests as it has workers; the others wait in order', async () => {
    const record = await runShop(ONE_ATTEMPT, { workers: 2, atMs: [0, 1, 2, 3, 4] });
    assert.deepEqual([...chargesMs(record)], [[1, [101]], [2, [102]], [3, [201]], [4, [202]], [5, [301]]]);
  });

  it('refuses with 503, at once and without doing it, what its queue has no room for', async () => {
    const record = await runShop(ONE_ATTEMPT, { workers: 1, queue: 1, atMs: [0, 1, 2] });
    assert.deepEqual(outcomes(record), ['ok', 'ok', 'fail']);
    assert.equal(record.operations[2]!.output, 'Refused: bank answered 503 (Busy)');
    assert.equal(record.operations[2]!.completedUs, 5_000);
    assert.equal(chargesMs(record).has(3), false);
  });

  it('refuses nothing that its queue has room for', async () => {
    const record = await runShop(ONE_ATTEMPT, { workers: 1, queue: 2, atMs: [0, 1, 2] });
    assert.deepEqual(outcomes(record), ['ok', 'ok', 'ok']);
  });

  it('works on after the caller has left', async () => {
    const record = await runShop(`export const pay = ({ id }, { bank }) => bank.call({ key: id }, { timeoutMs: 50 });`, { atMs: [0] });
    assert.deepEqual(outputs(record), ['Unknown: no answer from bank within 50 ms']);
    assert.deepEqual([...chargesMs(record)], [[1, [101]]]);
  });

  it('carries a request out once under one key, and repeats its answer', async () => {
    const twice = (key: string): string => `export const pay = async (_, { bank }) => [await bank.call({ key: ${key} }), await bank.call({ key: ${key} })];`;
    const same = await runShop(twice(`'a'`), { atMs: [0] });
    assert.deepEqual(outputs(same), [[{ number: 1 }, { number: 1 }]]);
    assert.deepEqual([...chargesMs(same)], [[1, [101]]]);
    const fresh = await runShop(twice('crypto.randomUUID()'), { atMs: [0] });
    assert.deepEqual([...chargesMs(fresh)], [[1, [101, 203]]]);
  });

  it('carries out again what comes again under a key, if it forgets them', async () => {
    const record = await runShop(`export const pay = async (_, { bank }) => [await bank.call({ key: 'a' }), await bank.call({ key: 'a', n: 1 })];`, { atMs: [0], forgets: true });
    assert.deepEqual(outputs(record), [[{ number: 1 }, { number: 2 }]]);
    assert.deepEqual([...chargesMs(record)], [[1, [101, 203]]]);
  });

  it('refuses a key that stands for another request', async () => {
    const record = await runShop(`export const pay = ({ id }, { bank }) => bank.call({ key: 'k', id });`, { atMs: [0, 200] });
    assert.deepEqual(outcomes(record), ['ok', 'fail']);
    assert.match(String(record.operations[1]!.output), /422 \(KeyReused\)/);
  });

  it('takes any data for a request, and only a text or a number for its key', async () => {
    const text = `export const pay = async (_, { bank }) => {
      const answers = [];
      for (const request of [undefined, null, 'x', 5n, [1], { key: {} }, { key: { toString: 1 } }, { key: 7, n: 1n }, { key: '7', n: 1n }]) answers.push((await bank.call(request).catch(error => error)).number ?? 'no');
      return answers;
    };`;
    assert.deepEqual(outputs(await runShop(text, { atMs: [0], timeoutMs: 4_000 })), [[1, 2, 3, 4, 5, 6, 7, 8, 'no']]);
  });

  it('does not harm itself on what cannot be sent', async () => {
    const record = await runShop(`export const pay = ({ id }, { bank }) => id === 1 ? bank.call({ key: () => 1 }) : bank.call({ key: id });`, { atMs: [0, 10] });
    assert.match(String(record.operations[0]!.output), /a function cannot be sent/);
    assert.equal(record.operations[1]!.outcome, 'ok');
  });

  it('takes as long for a request whatever other calls are made', async () => {
    const shop = { workers: 100, serviceMs: exponential(100), atMs: [0, 10, 20, 30] };
    const alone = await runShop(ONE_ATTEMPT, shop);
    const busy = await runShop(`export const pay = ({ id }, { bank }) => {
      const first = bank.call({ key: 'k' + id });
      if (id === 2) for (let i = 0; i < 5; i++) bank.call({ key: 'extra' + i });
      return first;
    };`, shop);
    for (const order of [1, 3, 4]) assert.deepEqual(chargesMs(busy).get(order), chargesMs(alone).get(order));
    assert.equal(chargesMs(busy).get(2)!.length, 6);
  });

  it('forgets its queue in a crash, and remembers what was done', async () => {
    const text = `import { sleep } from 'faultlab';
    export const pay = async ({ id }, { bank }) => {
      const call = () => bank.call({ key: id }, { timeoutMs: 350 }).catch(error => error.code);
      const first = await call();
      await sleep(300);
      return [first, await call()];
    };`;
    const record = await runShop(text, { workers: 1, atMs: [0, 1], faults: f => [f.crash('bank', 110, { lastsMs: 100 })] });
    assert.deepEqual(outputs(record), [[{ number: 1 }, { number: 1 }], ['Timeout', { number: 2 }]]);
  });
});

describe('a process', () => {
  it('has a module of its own', async () => {
    const record = await runShop('let orders = 0; export const pay = async () => ++orders;', { processes: ['p1', 'p2'], atMs: [0, 1, 2, 3] });
    assert.deepEqual(outputs(record), [1, 1, 2, 2]);
  });

  it('is asked by users who leave after a while', async () => {
    const text = `import { sleep } from 'faultlab'; export const pay = async () => { await sleep(300); return 'late'; };`;
    assert.deepEqual(outputs(await runShop(text, { atMs: [0], timeoutMs: 200 })), ['no answer']);
    assert.deepEqual(outputs(await runShop(text, { atMs: [0], timeoutMs: 400 })), ['late']);
  });

  it('says no for certain only by throwing Refused', async () => {
    const throwing = (error: string): string => `import { Refused, Unknown } from 'faultlab'; export const pay = async () => { throw ${error}; };`;
    assert.deepEqual(outcomes(await runShop(throwing(`new Refused('No')`), { atMs: [0] })), ['fail']);
    assert.deepEqual(outcomes(await runShop(throwing(`new Unknown('Lost')`), { atMs: [0] })), ['info']);
    assert.deepEqual(outcomes(await runShop(throwing(`new Error('oh')`), { atMs: [0] })), ['info']);
  });

  it('gets errors that it can tell apart', async () => {
    const text = `import { KitError, Refused, Unknown } from 'faultlab';
    export const pay = async (_, { bank }) => {
      const error = await bank.call({}, { timeoutMs: 5 }).catch(thrown => thrown);
      return [error instanceof Error, error instanceof KitError, error instanceof Unknown, error instanceof Refused, error.name, error.code, String(error), typeof error.stack];
    };`;
    assert.deepEqual(outputs(await runShop(text, { atMs: [0] })), [[true, true, true, false, 'Unknown', 'Timeout', 'Unknown: no answer from bank within 5 ms', 'string']]);
  });

  it('can end a wait by a signal', async () => {
    const text = `export const pay = (_, { bank }) => bank.call({}, { signal: AbortSignal.timeout(20) }).catch(error => error.name + ' ' + performance.now());`;
    assert.deepEqual(outputs(await runShop(text, { atMs: [0] })), ['TimeoutError 20']);
  });
});

describe('the load of a server', () => {
  it('is charted against its capacity, once a second', async () => {
    const { series } = await runShop(ONE_ATTEMPT, { workers: 1, queue: 10, atMs: [100, 200, 300, 1_500], endMs: 3_000 });
    assert.deepEqual(series.get('Load of bank/attempts')!.values, [3, 1, 0]);
    assert.deepEqual(series.get('Load of bank/answered in time')!.values, [3, 1, 0]);
    assert.deepEqual(series.get('Load of bank/limit')!.values, [10, 10, 10]);
    assert.deepEqual(series.get('Queue of bank/waiting')!.values, [0, 0, 0]);
  });
});
