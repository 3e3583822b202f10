import assert from 'node:assert/strict';
import { refuses } from '../../../src/course/callfaults.ts';
import { constant } from '../../../src/sim/index.ts';
import { growsTopic, hangsTransaction, losesLeader, publishesAgain, rebalances, retains, rewinds } from '../../../src/course/brokerfaults.ts';
import { twin, type Faults } from '../twin.ts';
import { done, runLogs } from './logs.ts';

const repeats = (effects: readonly unknown[]): number => effects.length - new Set(effects).size;
/** Node a appends 1 to 40, ten a second; b reads, has an effect for each and commits after each batch. */
const WORK = `export async function a(ctx) { for (let i = 1; i <= 40; i++) { await ctx.log.produce('t', { key: 'k' + i % 7, value: i }).catch(() => {}); await sleep(100); } }
  const work = async (ctx, max = 100) => { const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' });
    for (;;) { for (const r of await c.poll({ max, waitMs: 500 })) { await sleep(20); ctx.done(r.value); } await c.commit().catch(() => {}); } };
  export const b = ctx => work(ctx);`;

describe('faults of a log', () => {
  const again = async (faults: Faults): Promise<number> => repeats(done(await runLogs(WORK, { faults })));

  twin(rewinds, 'who commits does everything again', f => [rewinds(f, 'g', 20_000)], async faults => (await again(faults)) > 0);

  it('a rewind goes back to the beginning', async () => {
    assert.equal(await again(f => [rewinds(f, 'g', 20_000)]), 40);
  });

  twin(publishesAgain, 'who commits does the latest again, which has new offsets', f => [publishesAgain(f, 't', 2_000, 6_000)], async faults => (await again(faults)) > 0);

  it('a republication brings only the latest records', async () => {
    assert.ok((await again(f => [publishesAgain(f, 't', 2_000, 6_000)])) < 25);
  });

  const BATCHES = `export async function a(ctx) { await fill(ctx, 60); await sleep(1_000 - now()); await member(ctx); } export const b = async ctx => { await sleep(1_000); await member(ctx); };
    const last = members => new Map(members.map(m => [m.id, []])).set(members.at(-1).id, [{ topic: 't', partition: 0 }]);
    const first = members => new Map(members.map(m => [m.id, []])).set(members[0].id, [{ topic: 't', partition: 0 }]);
    const member = async ctx => { const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', assignor: members => (members[0].generation % 2 ? last : first)(members) });
      const work = async records => { for (const r of records) { ctx.done(r.value); await sleep(50); } };
      for (let busy = Promise.resolve();;) { const got = await c.poll({ max: 20, waitMs: 500 }); if (got.length) busy = busy.then(() => work(got)).then(() => c.commit([[{ topic: 't', partition: 0 }, got.at(-1).offset + 1]])).catch(() => {}); } };`;
  twin(rebalances, 'in the middle of a batch, another member does what was not committed', f => [rebalances(f, 'g', 3_000)], async faults => repeats(done(await runLogs(BATCHES, { topics: { t: 1 }, faults }))) > 0);

  it('a crash of the broker loses what nobody waited for', async () => {
    const text = `export async function a(ctx) { for (let i = 1; i <= 20; i++) { ctx.log.produce('t', { key: 'k', value: i }).catch(() => {}); await sleep(100); } }
      export async function b(ctx) { ctx.done((await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 100)).length); }`;
    const count = async (faults?: Parameters<typeof runLogs>[1]): Promise<number> => Number(done(await runLogs(text.replace('export async function b(ctx) {', 'export async function b(ctx) { await sleep(8_000);').replace('), 100)', '), 2_000)'), faults))[0]);
    assert.equal(await count(), 20);
    assert.equal(await count({ faults: f => [f.crash('log', 950, { lastsMs: 500 })] }), 15);
  });

  const ACKED = (acks: string): string => `export async function a(ctx) { let told = 0; for (let i = 1; i <= 200; i++) { await ctx.log.produce('t', { key: 'k', value: i, partition: 0 }, { acks: ${acks} }).then(() => told++, () => {}); } await sleep(5_000);
    ctx.done([told, new Set(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 2_000)).size]); }`;
  const losesSome = async (acks: string, faults: Faults): Promise<boolean> => {
    const [told, kept] = done(await runLogs(ACKED(acks), { faults }))[0] as [number, number];
    return kept < told;
  };
  const changes: Faults = f => Array.from({ length: 10 }, (_, index) => losesLeader(f, 't', 0, 40 + 25 * index + index, 10));

  twin(losesLeader, 'what only the leader had is gone', changes, faults => losesSome('1', faults));

  it('a change of leader takes nothing that all replicas had', async () => {
    assert.equal(await losesSome('"all"', changes), false);
  });

  const KEYS = `export async function a(ctx) {
      for (let i = 1; i <= 60; i++) for (const key of ['p', 'q', 'r', 's']) { await ctx.log.produce('t', { key, value: [key, i] }); if (i > 30) await sleep(20); } }
    export async function b(ctx) {
      const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }); const last = {}; let older = 0;
      for (const end = now() + 40_000; now() < end;) for (const { value: [key, i] } of await c.poll({ max: 1, waitMs: 200 })) { if (i < (last[key] ?? 0)) older++; last[key] = Math.max(last[key] ?? 0, i); await sleep(60); }
      ctx.done(older);
    }`;
  twin(growsTopic, 'a newer record of a key is read before an older one', f => [growsTopic(f, 't', 5, 1_500)], async faults => Number(done(await runLogs(KEYS, { faults }))[0]) > 0);

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

  const COMMITTED = `export async function a(ctx) { await sleep(1_000); await fill(ctx, 3); await sleep(3_000); ctx.done(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', isolation: 'committed' }), 1_000)); }`;
  const readsNothing = async (faults: Faults): Promise<boolean> => {
    const [seen] = done(await runLogs(COMMITTED, { faults })) as [number[]];
    assert.ok(seen.length === 0 || seen.join() === '1,2,3', seen.join());
    return seen.length === 0;
  };

  twin(hangsTransaction, 'who reads what is committed gets nothing', f => [hangsTransaction(f, 't', 0, 500, 20_000)], readsNothing);

  twin(retains, 'who is slow finds nothing left', f => [retains(f, 't', 1_000, 3_000)], readsNothing);

  const GROUP = `export async function a(ctx) { await fill(ctx, 6); await sleep(10_000); await fill(ctx, 6); } export const b = ctx => late(ctx, 0); export const c = ctx => late(ctx, 1_000);
    const late = async (ctx, ms) => { await sleep(ms); const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', sessionTimeoutMs: 2_000, heartbeatMs: 500 });
      for (;;) for (const r of await c.poll({ max: 6, waitMs: 500 })) { await sleep(400); ctx.done(r.offset); await c.commit([[{ topic: r.topic, partition: r.partition }, r.offset + 1]]).catch(() => {}); } };`;

  it('a zombie in a group has its effects beside those of the member that took over; without the pause nobody has any twice', async () => {
    const twice = async (faults: Faults): Promise<number> => repeats(done(await runLogs(GROUP, { topics: { t: 1 }, faults })));
    assert.equal(await twice(() => []), 0);
    assert.ok((await twice(f => [f.pause('b', 1_500, { lastsMs: 4_000 })])) > 0);
  });

  it('a batch that comes late is read after what was sent later; without the delay in order', async () => {
    const sends = `export async function a(ctx) { const p = ctx.log.producer({ idempotent: false, maxInFlight: 5 }); for (let i = 1; i <= 40; i++) { p.send('t', { key: 'k', value: i }); await sleep(20); } await sleep(5_000);
      const got = await read(ctx.log.consumer({ group: 'h', topics: ['t'], from: 'start' }), 2_000); ctx.done(got.some((value, index) => index > 0 && value < got[index - 1])); }`;
    const disordered = async (faults: Faults): Promise<unknown> => done(await runLogs(sends, { topics: { t: 1 }, faults }))[0];
    assert.equal(await disordered(() => []), false);
    assert.equal(await disordered(f => [f.late({ kind: 'call', from: 'a', method: 'produce' }, 0.3, constant(200))]), true);
  });
});
