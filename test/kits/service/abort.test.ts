import assert from 'node:assert/strict';
import { chargesMs, outputs, runShop } from './shop.ts';

/** The first order gives up after 50 ms, by a signal or by a timeout; the others wait. */
const givesUp = (options: string): string => `export const pay = ({ id }, { bank }) => bank.call({ key: 'k' + id }, id === 1 ? ${options} : {}).catch(() => 'gave up');`;
const BY_SIGNAL = givesUp('{ signal: AbortSignal.timeout(50) }');
const BY_TIMEOUT = givesUp('{ timeoutMs: 50 }');

const worked = (record: Awaited<ReturnType<typeof runShop>>): unknown[] =>
  record.facts.filter(({ type }) => type === 'worked').map(({ atUs, data: { request, begunUs, aborted } }) => [request, (begunUs as number) / 1_000, atUs / 1_000, aborted]);

describe('a server that honours abort', () => {
  it('stops work whose caller has aborted, one link later, and begins the next', async () => {
    const record = await runShop(BY_SIGNAL, { workers: 1, atMs: [0, 10], honoursAbort: true });
    assert.deepEqual(worked(record), [[1, 1, 51, true], [2, 51, 151, false]]);
    assert.deepEqual([...chargesMs(record)], [[2, [151]]]);
    assert.deepEqual(outputs(record), ['gave up', { number: 1 }]);
  });

  it('takes what waits out of its queue', async () => {
    const text = `export const pay = ({ id }, { bank }) => bank.call({ key: 'k' + id }, id === 2 ? { signal: AbortSignal.timeout(20) } : {}).catch(() => 'gave up');`;
    const record = await runShop(text, { workers: 1, queue: 1, atMs: [0, 10, 60], honoursAbort: true });
    assert.deepEqual([...chargesMs(record)], [[1, [101]], [3, [201]]]);
  });

  it('may not be able to stop some work that it has begun', async () => {
    const record = await runShop(givesUp('{ signal: AbortSignal.timeout(50) }'), { workers: 1, atMs: [0, 10], honoursAbort: request => (request as { key: string }).key !== 'k1' });
    assert.deepEqual(worked(record), [[1, 1, 101, false], [2, 101, 201, false]]);
  });

  it('cannot take back what it has done', async () => {
    const record = await runShop(givesUp('{ signal: AbortSignal.timeout(101.5) }'), { atMs: [0], honoursAbort: true });
    assert.deepEqual([...chargesMs(record)], [[1, [101]]]);
    assert.deepEqual(outputs(record), ['gave up']);
  });

  it('hears nothing of a timeout', async () => {
    assert.deepEqual([...chargesMs(await runShop(BY_TIMEOUT, { workers: 1, atMs: [0, 10], honoursAbort: true }))], [[1, [101]], [2, [201]]]);
  });
});

describe('a server that does not honour abort', () => {
  it('works on', async () => {
    assert.deepEqual([...chargesMs(await runShop(BY_SIGNAL, { workers: 1, atMs: [0, 10] }))], [[1, [101]], [2, [201]]]);
  });
});
