import assert from 'node:assert/strict';
import { refuses } from '../../../src/course/callfaults.ts';
import { growsTopic, hangsTransaction, losesLeader, publishesAgain, rebalances, retains, rewinds } from '../../../src/course/brokerfaults.ts';
import { done, runLogs } from './logs.ts';

const repeats = (effects: readonly unknown[]): number => effects.length - new Set(effects).size;
/** Node a appends 1 to 40, ten a second; b reads, has an effect for each and commits after each batch. */
const WORK = `export async function a(ctx) { for (let i = 1; i <= 40; i++) { await ctx.log.produce('t', { key: 'k' + i % 7, value: i }).catch(() => {}); await sleep(100); } }
  const work = async (ctx, max = 100) => { const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' });
    for (;;) { for (const r of await c.poll({ max, waitMs: 500 })) { await sleep(20); ctx.done(r.value); } await c.commit().catch(() => {}); } };
  export const b = ctx => work(ctx);`;

describe('faults of a log', () => {
  it('a rewind brings everything again', async () => {
    assert.equal(repeats(done(await runLogs(WORK))), 0);
    assert.equal(repeats(done(await runLogs(WORK, { faults: f => [rewinds(f, 'g', 20_000)] }))), 40);
  });

  it('a republication brings the latest records again, under new offsets', async () => {
    const again = repeats(done(await runLogs(WORK, { faults: f => [publishesAgain(f, 't', 2_000, 6_000)] })));
    assert.ok(again > 0 && again < 25, String(again));
  });

  it('a rebalance in the middle of a batch gives what was not committed to another member', async () => {
    const text = `export async function a(ctx) { await fill(ctx, 60); await sleep(1_000 - now()); await member(ctx); } export const b = async ctx => { await sleep(1_000); await member(ctx); };
      const last = members => new Map(members.map(m => [m.id, []])).set(members.at(-1).id, [{ topic: 't', partition: 0 }]);
      const first = members => new Map(members.map(m => [m.id, []])).set(members[0].id, [{ topic: 't', partition: 0 }]);
      const member = async ctx => { const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', assignor: members => (members[0].generation % 2 ? last : first)(members) });
        const work = async records => { for (const r of records) { ctx.done(r.value); await sleep(50); } };
        for (let busy = Promise.resolve();;) { const got = await c.poll({ max: 20, waitMs: 500 }); if (got.length) busy = busy.then(() => work(got)).then(() => c.commit([[{ topic: 't', partition: 0 }, got.at(-1).offset + 1]])).catch(() => {}); } };`;
    const calm = done(await runLogs(text, { topics: { t: 1 } }));
    assert.equal(repeats(calm), 0, calm.join());
    const moved = done(await runLogs(text, { topics: { t: 1 }, faults: f => [rebalances(f, 'g', 3_000)] }));
    assert.ok(repeats(moved) > 0, moved.join());
  });

  it('a crash of the broker loses what nobody waited for', async () => {
    const text = `export async function a(ctx) { for (let i = 1; i <= 20; i++) { ctx.log.produce('t', { key: 'k', value: i }).catch(() => {}); await sleep(100); } }
      export async function b(ctx) { ctx.done((await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 100)).length); }`;
    const count = async (faults?: Parameters<typeof runLogs>[1]): Promise<number> => Number(done(await runLogs(text.replace('export async function b(ctx) {', 'export async function b(ctx) { await sleep(8_000);').replace('), 100)', '), 2_000)'), faults))[0]);
    assert.equal(await count(), 20);
    assert.equal(await count({ faults: f => [f.crash('log', 950, { lastsMs: 500 })] }), 15);
  });

  it('a change of leader takes back what only the leader had', async () => {
    const text = (acks: string): string => `export async function a(ctx) { let told = 0; for (let i = 1; i <= 200; i++) { await ctx.log.produce('t', { key: 'k', value: i, partition: 0 }, { acks: ${acks} }).then(() => told++, () => {}); } await sleep(5_000);
      ctx.done([told, new Set(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 2_000)).size]); }`;
    const [told, kept] = done(await runLogs(text('1')))[0] as number[];
    assert.equal(told, kept);
    const faults = { faults: (f: Parameters<typeof losesLeader>[0]) => Array.from({ length: 10 }, (_, index) => losesLeader(f, 't', 0, 40 + 25 * index + index, 10)) };
    const [toldOne, keptOne] = done(await runLogs(text('1'), faults))[0] as [number, number];
    assert.ok(keptOne < toldOne, `${keptOne} of ${toldOne}`);
    const [toldAll, keptAll] = done(await runLogs(text('"all"'), faults))[0] as [number, number];
    assert.equal(keptAll, toldAll);
  });

  it('more partitions let a newer record of a key be read before an older one', async () => {
    const text = `export async function a(ctx) {
        for (let i = 1; i <= 60; i++) for (const key of ['p', 'q', 'r', 's']) { await ctx.log.produce('t', { key, value: [key, i] }); if (i > 30) await sleep(20); } }
      export async function b(ctx) {
        const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }); const last = {}; let older = 0;
        for (const end = now() + 40_000; now() < end;) for (const { value: [key, i] } of await c.poll({ max: 1, waitMs: 200 })) { if (i < (last[key] ?? 0)) older++; last[key] = Math.max(last[key] ?? 0, i); await sleep(60); }
        ctx.done(older);
      }`;
    assert.deepEqual(done(await runLogs(text)), [0]);
    assert.ok(Number(done(await runLogs(text, { faults: f => [growsTopic(f, 't', 5, 1_500)] }))[0]) > 0);
  });

  it('a commit that is refused leaves a program that only aborts with a hole', async () => {
    const text = `export async function a(ctx) { await fill(ctx, 30);
        const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }); const p = ctx.log.producer({ transactionalId: 'x' });
        for (const end = now() + 10_000; now() < end;) for (const r of await c.poll({ max: 1, waitMs: 200 })) {
          await p.begin(); await p.send('u', { key: 'k', value: r.value }); await p.sendOffsets([[{ topic: 't', partition: r.partition }, r.offset + 1]], c.groupMeta());
          await p.commit().catch(() => p.abort());
        }
        ctx.done((await read(ctx.log.consumer({ group: 'h', topics: ['u'], from: 'start', isolation: 'committed' }), 2_000)).length);
      }`;
    const topics = { t: 2, u: 1 };
    assert.deepEqual(done(await runLogs(text, { topics })), [30]);
    assert.ok(Number(done(await runLogs(text, { topics, faults: f => [refuses(f, 'log', { code: 'Aborted' }, 0.3, 0, { method: 'commitTransaction' })] }))[0]) < 27);
  });

  it('a transaction that hangs stops readers of what is committed, retention takes what nobody has read', async () => {
    const text = `export async function a(ctx) { await sleep(1_000); await fill(ctx, 3); await sleep(3_000); ctx.done(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', isolation: 'committed' }), 1_000)); }`;
    assert.deepEqual(done(await runLogs(text)), [[1, 2, 3]]);
    assert.deepEqual(done(await runLogs(text, { faults: f => [hangsTransaction(f, 't', 0, 500, 20_000)] })), [[]]);
    assert.deepEqual(done(await runLogs(text, { faults: f => [retains(f, 't', 1_000, 3_000)] })), [[]]);
  });
});
