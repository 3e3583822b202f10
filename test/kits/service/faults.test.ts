import assert from 'node:assert/strict';
import { answersWith, disconnect, hiccups, lessCapacity } from '../../../src/course/serverfaults.ts';
import { constant } from '../../../src/sim/index.ts';
import { twin, type Faults } from '../twin.ts';
import { chargesMs, ONE_ATTEMPT, outcomes, outputs, runShop, type Shop } from './shop.ts';

const everyMs = (stepMs: number, count: number): number[] => Array.from({ length: count }, (_, index) => index * stepMs);
const failures = async (shop: Shop): Promise<number> => outcomes(await runShop(ONE_ATTEMPT, shop)).filter(outcome => outcome !== 'ok').length;

describe('faults of servers', () => {
  const busy = { workers: 10, queue: 5, atMs: everyMs(20, 150) };
  const weak: Faults = f => [lessCapacity(f, 'bank', 0.3, 1_000, { lastsMs: 1_000 })];

  twin(lessCapacity, 'callers are refused by a full queue', weak, async faults => (await failures({ ...busy, faults })) > 0);

  it('a loss of capacity makes a queue until it ends', async () => {
    const record = await runShop(ONE_ATTEMPT, { ...busy, faults: weak });
    const failed = record.operations.filter(({ outcome }) => outcome !== 'ok');
    assert.ok(failed.length > 10);
    for (const { invokedUs } of failed) assert.ok(invokedUs >= 1_000_000 && invokedUs < 2_000_000);
  });

  it('loses workers only as they become free, and always keeps one', async () => {
    const record = await runShop(ONE_ATTEMPT, { workers: 2, atMs: [0, 0, 50], faults: f => [lessCapacity(f, 'bank', 0.1, 10)] });
    assert.deepEqual([...chargesMs(record)], [[1, [101]], [2, [101]], [3, [201]]]);
  });

  const hiccup: Faults = f => [hiccups(f, ['bank'], 0.3, 5)];
  const tookMs = (record: Awaited<ReturnType<typeof runShop>>): number[] => record.operations.map(({ invokedUs, completedUs }) => (completedUs - invokedUs) / 1_000);

  twin(hiccups, 'some who ask once wait five times as long', hiccup, async faults => Math.max(...tookMs(await runShop(ONE_ATTEMPT, { workers: 200, atMs: everyMs(5, 100), faults }))) > 102);

  it('hiccups make some attempts slow, and not the same ones at the next attempt', async () => {
    const shop = { workers: 200, atMs: everyMs(5, 100), faults: hiccup };
    const once = tookMs(await runShop(ONE_ATTEMPT, shop));
    assert.deepEqual(new Set(once), new Set([102, 502]));
    const slow = once.filter(ms => ms === 502).length;
    assert.ok(slow > 15 && slow < 45, String(slow));
    const twice = tookMs(await runShop(`export const pay = ({ id }, { bank }) => Promise.race([bank.call({ a: id }), bank.call({ b: id })]);`, shop));
    assert.ok(twice.filter(ms => ms === 502).length < slow / 2);
  });

  const unavailable: Faults = f => [answersWith(f, 'bank', { status: 503, code: 'Unavailable' }, 0.5, 'attempt')];

  twin(answersWith, 'who tries once fails', unavailable, async faults => (await failures({ workers: 100, atMs: everyMs(5, 100), faults })) > 0);

  it('an error for a share of the attempts strikes once and not again', async () => {
    const [shop, faults] = [{ workers: 100, atMs: everyMs(5, 100) }, unavailable];
    const once = await failures({ ...shop, faults });
    assert.ok(once > 30 && once < 70, String(once));
    const retrying = `export const pay = ({ id }, { bank }) => bank.call({ key: id }).catch(() => bank.call({ key: id }));`;
    const twice = outcomes(await runShop(retrying, { ...shop, faults })).filter(outcome => outcome === 'fail').length;
    assert.ok(twice < once / 1.3, `${twice} of ${once}`);
  });

  it('an error for a share of the requests strikes each of their attempts', async () => {
    const faults: Faults = f => [answersWith(f, 'bank', { status: 402, code: 'Declined' }, 0.3, 'request')];
    const text = `export const pay = async ({ id }, { bank }) => {
      const statuses = [];
      for (let i = 0; i < 5; i++) await bank.call({ key: id }).then(() => statuses.push(200), error => statuses.push(error.status));
      return new Set(statuses).size === 1 ? statuses[0] : 'changed';
    };`;
    const shop = { workers: 100, atMs: everyMs(5, 60) };
    assert.deepEqual(new Set(outputs(await runShop(text, shop))), new Set([200]));
    const record = await runShop(text, { ...shop, faults });
    const answers = outputs(record);
    assert.deepEqual(new Set(answers), new Set([200, 402]));
    assert.ok([...chargesMs(record).keys()].every(order => answers[order - 1] === 200));
  });

  it('an error may say when to come back', async () => {
    const faults: Faults = f => [answersWith(f, 'bank', { status: 429, code: 'TooManyRequests', retryAfterMs: constant(700) }, 1, 'attempt')];
    const text = `export const pay = (_, { bank }) => bank.call({}).catch(error => [error.name, error.status, error.retryAfterMs]);`;
    assert.deepEqual(outputs(await runShop(text, { atMs: [0], faults })), [['Refused', 429, 700]]);
    assert.equal(await failures({ atMs: [0] }), 0);
  });

  it('a lost reply leaves the caller waiting for what was done', async () => {
    const faults: Faults = f => [f.lose({ kind: 'reply', from: 'bank', method: 'charge' }, 1)];
    const record = await runShop(ONE_ATTEMPT, { atMs: [0], faults });
    assert.deepEqual(outputs(record), ['no answer']);
    assert.deepEqual([...chargesMs(record)], [[1, [101]]]);
    assert.equal(await failures({ atMs: [0] }), 0);
  });

  twin(disconnect, 'calls that nobody answers fail', f => [disconnect(f, ['p1'], 'bank', 50, 150)], async faults => (await failures({ atMs: [0, 5, 60, 250], faults })) > 0);

  it('a broken connection resets all open calls at once when it is back', async () => {
    const text = `export const pay = (_, { bank }) => bank.call({}).catch(error => error.name + ' ' + error.code + ' ' + performance.now());`;
    const shop = { processes: ['p1', 'p2'], atMs: [0, 5, 60, 250] };
    const record = await runShop(text, { ...shop, faults: f => [disconnect(f, ['p1', 'p2'], 'bank', 50, 150)] });
    assert.deepEqual(outputs(record), ['Unknown Reset 200', 'Unknown Reset 200', 'Unknown Reset 200', { number: 3 }]);
    assert.deepEqual([...chargesMs(record).keys()], [1, 2, 4]);
  });
});
