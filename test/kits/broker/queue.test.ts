import assert from 'node:assert/strict';
import { done, runQueues, timesMs } from './queues.ts';

const ONE_BY_ONE = 'const one = async (ctx, waitMs = 2_000, o = {}) => (await ctx.queue.receive("jobs", { max: 1, waitMs, ...o }))[0];';
const sendAll = (count: number): string => `export async function send(ctx) { for (let n = 1; n <= ${count}; n++) await ctx.queue.send('jobs', n); }`;

describe('a queue', () => {
  it('gives each message to one receiver, in order, and has none left when all are acknowledged', async () => {
    const record = await runQueues(`${sendAll(8)} ${ONE_BY_ONE}
      export async function work(ctx) { for (;;) { const m = await one(ctx); if (!m) return; ctx.done(m.body); await ctx.queue.ack(m); } }`);
    assert.deepEqual(done(record), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.equal(new Set(record.facts.filter(({ type }) => type === 'delivered').map(({ data }) => data['to'])).size, 2);
    assert.equal(record.series.get('Queue jobs/waiting')!.values.at(-1), 0);
    assert.equal(record.series.get('Queue jobs/hidden')!.values.at(-1), 0);
  });

  it('confirms a message when it is on disk, under the name it was given or one of the broker\'s', async () => {
    const record = await runQueues(`export async function send(ctx) {
      ctx.done([await ctx.queue.send('jobs', 'a', { id: 'mine' }), await ctx.queue.send('jobs', 'b'), performance.now()]);
    }`);
    assert.deepEqual(done(record), [[{ id: 'mine' }, { id: 'jobs-2' }, 8]]);
  });

  it('lets a receiver wait for a first message, and for as many as there are', async () => {
    const record = await runQueues(`export async function send(ctx) { await sleep(500); await ctx.queue.send('jobs', 'a', { delayMs: 300 }); }
      export async function work(ctx) {
        if (ctx.id === 'w2') return;
        const at = async o => { const got = await ctx.queue.receive('jobs', o); return [got.map(m => m.body).join(), Math.round(performance.now())].join('@'); };
        ctx.done([await at({ max: 5, waitMs: 0 }), await at({ max: 5, waitMs: 400 }), await at({ max: 5, waitMs: 5_000 })]);
      }`);
    assert.deepEqual(done(record), [['@2', '@404', 'a@804']]);
  });

  it('hides a message for its visibility, then gives it to the next', async () => {
    const record = await runQueues(`${sendAll(1)} ${ONE_BY_ONE}
      export async function work(ctx) { const m = await one(ctx); if (m) ctx.done([ctx.id, m.receiveCount, Math.round(performance.now())]); }`);
    assert.deepEqual(done(record), [['w1', 1, 4], ['w2', 2, 1_004]]);
  });

  it('hides a message as long as the receiver wishes', async () => {
    const seen = async (visibilityMs: number): Promise<unknown[]> => done(await runQueues(`${sendAll(1)} ${ONE_BY_ONE}
      export async function work(ctx) { const m = await one(ctx, 6_000, { visibilityMs: ${visibilityMs} }); if (m) ctx.done(Math.round(performance.now())); }`));
    assert.deepEqual(await seen(4_000), [4, 4_004]);
    assert.deepEqual(await seen(12_000), [4]);
  });

  it('hides a message longer, or shorter, from the moment it is asked to', async () => {
    const record = await runQueues(`${sendAll(1)} ${ONE_BY_ONE}
      export async function work(ctx) {
        const m = await one(ctx, 6_000);
        ctx.done([ctx.id, Math.round(performance.now())]);
        await sleep(900); await ctx.queue.extend(m, 2_000);
      }`);
    assert.deepEqual(done(record), [['w1', 4], ['w2', 2_906]]);
  });

  it('does not hide a message for more than 12 hours in all', async () => {
    const record = await runQueues(`${sendAll(1)} ${ONE_BY_ONE}
      export async function work(ctx) {
        const m = await one(ctx);
        if (!m) return;
        await sleep(500);
        ctx.done(await ctx.queue.extend(m, 12 * 3_600_000).catch(error => [error.name, error.code]));
      }`);
    assert.deepEqual(done(record)[0], ['Refused', 'TooLong']);
  });

  it('takes a message back at once or later, with what the receiver says about it, into its old place', async () => {
    const record = await runQueues(`${sendAll(3)}
      export async function work(ctx) {
        if (ctx.id === 'w2') return;
        await sleep(100);
        const [a, b] = await ctx.queue.receive('jobs', { max: 2, waitMs: 0 });
        await ctx.queue.release(b, 0, { why: 'busy' });
        await ctx.queue.release(a, 50, { why: 'later' });
        const now = await ctx.queue.receive('jobs', { max: 3, waitMs: 0 });
        const later = await ctx.queue.receive('jobs', { max: 3, waitMs: 500 });
        ctx.done([...now, ...later].map(m => [m.body, m.receiveCount, m.tags?.why ?? '-'].join(' ')));
      }`);
    assert.deepEqual(done(record), [['2 2 busy', '3 1 -', '1 2 later']]);
  });

  it('fences a receipt that is not the last, and lets an ack that was carried out be repeated', async () => {
    const record = await runQueues(`${sendAll(1)} ${ONE_BY_ONE}
      export async function work(ctx) {
        if (ctx.id === 'w2') return;
        const old = await one(ctx);
        await sleep(1_100);
        const m = await one(ctx);
        const heard = [];
        for (const act of [() => ctx.queue.ack(old), () => ctx.queue.extend(old, 10), () => ctx.queue.release(old, 0), () => ctx.queue.ack(m), () => ctx.queue.ack(m), () => ctx.queue.extend(m, 10), () => ctx.queue.ack(old)]) {
          heard.push(await act().then(() => 'ok', error => error.name + ' ' + error.code));
        }
        ctx.done(heard);
      }`);
    const fenced = 'Fenced ReceiptExpired';
    assert.deepEqual(done(record), [[fenced, fenced, fenced, 'ok', 'ok', fenced, fenced]]);
  });

  it('moves what has been received too often to another queue, with its story', async () => {
    const record = await runQueues(`${sendAll(1)}
      export async function work(ctx) {
        if (ctx.id === 'w2') {
          const [m] = await ctx.queue.receive('dead', { max: 1, waitMs: 10_000 });
          return ctx.done([m.id, m.body, m.receiveCount, m.tags]);
        }
        for (let i = 0; i < 5; i++) for (const m of await ctx.queue.receive('jobs', { max: 1, waitMs: 1_000 })) await ctx.queue.release(m, 0, { last: String(i) });
      }`, { queues: { jobs: { visibilityMs: 1_000, deadLetters: { queue: 'dead', afterReceives: 3 } }, dead: { visibilityMs: 1_000 } } });
    assert.deepEqual(done(record), [['jobs-1', 1, 1, { last: '2', deadFrom: 'jobs', deadAfterReceives: '3' }]]);
    assert.equal(timesMs(record, 'delivered').length, 4);
  });

  it('says what it cannot be asked', async () => {
    const record = await runQueues(`export async function send(ctx) {
      const { queue } = ctx;
      const heard = [];
      for (const act of [() => queue.send('jibs', 1), () => queue.receive('jobs', { max: 0, waitMs: 0 }), () => queue.receive('jobs', { max: 11, waitMs: 0 }), () => queue.receive('jobs', { max: 1, waitMs: 20_001 }),
        () => queue.ack({}), () => queue.ack('x'), () => queue.send('jobs', 1, { delayMs: -1 }), () => queue.receive('jobs', { max: 1, waitMs: 0, visibilityMs: Infinity }), () => queue.ack({ receipt: 'nonsense' })]) {
        heard.push(await act().then(() => 'ok', error => error.name + ' ' + error.code));
      }
      ctx.done(heard);
    }`);
    assert.deepEqual(done(record), [['Refused NoQueue', ...Array.from({ length: 7 }, () => 'Refused BadRequest'), 'Refused NoQueue']]);
  });
});
