import assert from 'node:assert/strict';
import { leavesInDoubt, refuses } from '../../src/course/callfaults.ts';
import { done, runLogs } from '../kits/broker/logs.ts';

/** What Apache Kafka's documentation and its improvement proposals (KIPs) state, as the log of the kit does it. */
const STATEMENTS: readonly { readonly source: string; readonly states: string; holds(): Promise<void> }[] = [
  {
    source: 'Documentation, "Introduction": main concepts',
    states: 'events with the same key are written to the same partition, and read in the order in which they were written',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
        for (let i = 1; i <= 30; i++) await ctx.log.produce('t', { key: 'k' + i % 3, value: i });
        const seen = {};
        for (const r of await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 1_000, r => r)) (seen[r.key] ??= []).push([r.partition, r.value]);
        ctx.done(Object.values(seen).map(list => [new Set(list.map(([p]) => p)).size, list.map(([, v]) => v).join()]).sort());
      }`, { topics: { t: 4 } });
      const every = (first: number): string => Array.from({ length: 10 }, (_, index) => first + 3 * index).join();
      assert.deepEqual(done(record), [[[1, every(1)], [1, every(2)], [1, every(3)]]]);
    },
  },
  {
    source: 'Documentation, "Consumer configs": auto.offset.reset',
    states: 'a group without a position begins at the earliest or the latest offset, as it is told; with one it goes on from there',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
        await fill(ctx, 2);
        const [first, last] = [ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), ctx.log.consumer({ group: 'h', topics: ['t'], from: 'end' })];
        ctx.done([await read(first, 500), await read(last, 500)]);
        await first.commit(); await first.close(); await fill(ctx, 1);
        ctx.done(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 500));
      }`);
      assert.deepEqual(done(record), [[[1, 2], []], [1]]);
    },
  },
  {
    source: 'Documentation, "Design": consumer position; KIP-62',
    states: 'each partition has one consumer of a group at a time, and a dead one\'s go to the others after the session timeout',
    async holds() {
      const record = await runLogs(`const member = async ctx => { const c = ctx.log.consumer({ group: 'g', topics: ['t'] }); c.on('assigned', tps => ctx.done(ctx.id + ' ' + names(tps) + ' ' + Math.round(now() / 1000))); for (;;) await c.poll({ max: 9, waitMs: 500 }); };
        export const a = member, b = member;`, { faults: f => [f.crash('b', 5_000)] });
      const [first, second, third] = done(record).map(String);
      assert.deepEqual([first, second], ['a t0 0', 'b t1 0']);
      assert.match(third!, /^a t0,t1 1[2-8]$/);
    },
  },
  {
    source: 'KIP-62; Documentation, "Consumer configs": max.poll.interval.ms',
    states: 'a consumer that does not poll in time leaves its group although its heartbeats go on, and its commit fails',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
        const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', maxPollIntervalMs: 5_000 });
        c.on('lost', tps => ctx.done('lost ' + names(tps)));
        await fill(ctx, 3); await read(c, 500); await sleep(6_000);
        ctx.done(await told(c.commit())); ctx.done(await read(c, 500));
      }`);
      assert.deepEqual(done(record), ['Fenced CommitFailed', 'lost t0,t1', [1, 2, 3]]);
    },
  },
  {
    source: 'KafkaConsumer, class documentation: CommitFailedException',
    states: 'the commit of a member that was replaced while it stood still is refused, and changes nothing',
    async holds() {
      const record = await runLogs(`const member = async (ctx, first) => {
          const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' });
          for (;;) { const got = await read(c, 500); if (got.length) { ctx.done([ctx.id, got.length]); if (first) await sleep(2_000); ctx.done([ctx.id, await told(c.commit())]); } }
        };
        export async function a(ctx) { await fill(ctx, 3); await member(ctx, true); }
        export async function b(ctx) { await sleep(5_000); await member(ctx, false); }`, { topics: { t: 1 }, faults: f => [f.pause('a', 1_000, { lastsMs: 20_000 })] });
      assert.deepEqual(done(record), [['a', 3], ['b', 3], ['b', 'ok'], ['a', 'Fenced CommitFailed']]);
    },
  },
  {
    source: 'KIP-429',
    states: 'eager: everybody gives up everything in a rebalance; cooperative: only what moves is given up, one round before it is given',
    async holds() {
      const moves = async (protocol: string): Promise<unknown[]> => done(await runLogs(`
        const sticky = (members, tps) => {
          const most = Math.ceil(tps.length / members.length);
          const all = new Map(members.map(m => [m.id, m.owned.slice(0, most)]));
          const taken = new Set([...all.values()].flat().map(tp => names([tp])));
          for (const tp of tps) if (!taken.has(names([tp]))) [...all.values()].sort((x, y) => x.length - y.length)[0].push(tp);
          return all;
        };
        const member = async ctx => { const c = ctx.log.consumer({ group: 'g', topics: ['t'], protocol: '${protocol}', assignor: sticky });
          for (const e of ['assigned', 'revoked']) c.on(e, tps => ctx.done([ctx.id, e, tps.length].join(' ')));
          for (;;) await c.poll({ max: 9, waitMs: 500 }); };
        export const a = member; export async function b(ctx) { await sleep(2_000); await member(ctx); }`, { topics: { t: 4 }, endMs: 12_000 }));
      assert.deepEqual((await moves('eager')).sort(), ['a assigned 2', 'a assigned 4', 'a revoked 4', 'b assigned 2']);
      assert.deepEqual(await moves('cooperative'), ['a assigned 4', 'a revoked 2', 'b assigned 2']);
    },
  },
  {
    source: 'KIP-345',
    states: 'a static member that comes back within the session timeout gets its partitions without a rebalance; another one gets them after a round',
    async holds() {
      const rounds = async (instanceId: string): Promise<number> => (await runLogs(`
        const member = async ctx => { const c = ctx.log.consumer({ group: 'g', topics: ['t'], ${instanceId} }); for (;;) await c.poll({ max: 9, waitMs: 500 }); };
        export const a = member, b = member;`, { faults: f => [f.crash('b', 5_000, { lastsMs: 2_000 })] })).facts.filter(({ type }) => type === 'rebalanced').length;
      assert.equal(await rounds('instanceId: ctx.id'), 1);
      assert.ok(await rounds('') > 1);
    },
  },
  {
    source: 'KIP-98, "Idempotent producer guarantees"; Documentation, "Producer configs": enable.idempotence',
    states: 'retries of an idempotent producer neither double nor reorder; those of another one do both',
    async holds() {
      const log = async (options: string): Promise<number[]> => done(await runLogs(`export async function a(ctx) {
        const p = ctx.log.producer({ ${options} });
        await Promise.all(Array.from({ length: 60 }, (_, i) => p.send('t', { key: 'k', value: i + 1, partition: 0 })));
        ctx.done(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 2_000));
      }`, { faults: f => [leavesInDoubt(f, 'log', 0.2, 0, { method: 'produce' })] }))[0] as number[];
      const sixty = Array.from({ length: 60 }, (_, index) => index + 1);
      assert.deepEqual(await log('idempotent: true'), sixty);
      const plain = await log('');
      assert.ok(plain.length > 60, 'doubles');
      assert.notDeepEqual([...plain].sort((x, y) => x - y), plain, 'order');
      assert.deepEqual([...new Set(plain)].sort((x, y) => x - y), sixty);
    },
  },
  {
    source: 'Documentation, "Producer configs": max.in.flight.requests.per.connection',
    states: 'with one request in flight, retries do not reorder',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
        const p = ctx.log.producer({ maxInFlight: 1 });
        await Promise.all(Array.from({ length: 40 }, (_, i) => p.send('t', { key: 'k', value: i + 1, partition: 0 })));
        ctx.done(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 2_000));
      }`, { faults: f => [refuses(f, 'log', { code: 'NotEnoughReplicas' }, 0.2, 0, { method: 'produce' })] });
      assert.deepEqual(done(record)[0], Array.from({ length: 40 }, (_, index) => index + 1));
    },
  },
  {
    source: 'Documentation, "Producer configs": acks',
    states: 'acks=all survives a change of leader, acks=1 need not',
    async holds() {
      const kept = async (acks: string): Promise<unknown[]> => done(await runLogs(`export async function a(ctx) {
        ctx.done(await ctx.log.produce('t', { key: 'k', value: 1, partition: 0 }, { acks: ${acks} }).then(() => 'acknowledged'));
        await sleep(3_000);
        ctx.done(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 1_000));
      }`, { faults: f => [f.fault('leader', 4.5, { topic: 't', partition: 0, lastsMs: 1_000 })] }));
      assert.deepEqual(await kept('1'), ['acknowledged', []]);
      await assert.doesNotReject(async () => {
        const record = await runLogs(`export async function a(ctx) {
          ctx.done(await told(ctx.log.produce('t', { key: 'k', value: 1, partition: 0 })));
        }`, { faults: f => [f.fault('leader', 4.5, { topic: 't', partition: 0, lastsMs: 1_000 })] });
        assert.deepEqual(done(record), ['Unknown LeaderLost']);
      });
    },
  },
  {
    source: 'KIP-98, "Transactional guarantees"; Documentation, "Consumer configs": isolation.level',
    states: 'read_committed shows a transaction when it is committed, all of it, and never one that was aborted; read_uncommitted shows all',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
        const p = ctx.log.producer({ transactionalId: 'x' });
        const [strict, loose] = ['committed', 'uncommitted'].map(isolation => ctx.log.consumer({ group: isolation, topics: ['t'], from: 'start', isolation }));
        const both = async () => [(await read(strict, 300)).join(), (await read(loose, 300)).join()];
        await both();
        await p.begin(); await p.send('t', { key: 'k', value: 'gone', partition: 0 }); await p.abort();
        await p.begin(); await p.send('t', { key: 'k', value: 'one', partition: 0 }); await p.send('t', { key: 'k', value: 'two', partition: 1 });
        await ctx.log.produce('t', { key: 'k', value: 'plain', partition: 0 });
        ctx.done(await both());
        await p.commit();
        ctx.done(await both());
      }`);
      assert.deepEqual(done(record).map(pair => (pair as string[]).map(list => list.split(',').sort().join())), [['', 'gone,one,plain,two'], ['one,plain,two', '']]);
    },
  },
  {
    source: 'KIP-98, "Last stable offset"; KIP-890',
    states: 'a transaction that hangs stops read_committed consumers at its first record',
    async holds() {
      const text = `export async function a(ctx) {
        await fill(ctx, 1); await sleep(2_000); await fill(ctx, 2);
        const [strict, loose] = ['committed', 'uncommitted'].map(isolation => ctx.log.consumer({ group: isolation, topics: ['t'], from: 'start', isolation }));
        ctx.done([await read(strict, 500), await read(loose, 500)]);
        await sleep(10_000);
        ctx.done(await read(strict, 500));
      }`;
      assert.deepEqual(done(await runLogs(text)), [[[1, 1, 2], [1, 1, 2]], []]);
      assert.deepEqual(done(await runLogs(text, { faults: f => [f.fault('hanging', 1_000, { topic: 't', partition: 0, lastsMs: 8_000 })] })), [[[1], [1, 1, 2]], [1, 2]]);
    },
  },
  {
    source: 'KIP-98, "Zombie fencing"',
    states: 'a second producer with the same transactional id aborts and fences the first',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
        const [p, q] = [1, 2].map(() => ctx.log.producer({ transactionalId: 'x' }));
        await p.begin(); await p.send('t', { key: 'k', value: 'zombie', partition: 0 });
        await q.begin(); await q.send('t', { key: 'k', value: 'living', partition: 0 });
        ctx.done([await told(p.send('t', { key: 'k', value: 'late', partition: 0 })), await told(p.commit())]);
        await q.commit();
        ctx.done(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', isolation: 'committed' }), 500));
      }`);
      assert.deepEqual(done(record), [['Fenced ProducerFenced', 'Fenced ProducerFenced'], ['living']]);
    },
  },
  {
    source: 'Documentation, "Producer configs": transaction.timeout.ms',
    states: 'a transaction that is open for too long is aborted by the coordinator, and its producer fenced',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
        const p = ctx.log.producer({ transactionalId: 'x' });
        await p.begin(); await p.send('t', { key: 'k', value: 1, partition: 0 });
        await sleep(16_000);
        ctx.done(await told(p.commit()));
        ctx.done(await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', isolation: 'committed' }), 500));
      }`);
      assert.deepEqual(done(record), ['Fenced ProducerFenced', []]);
    },
  },
  {
    source: 'KafkaProducer.abortTransaction and KafkaConsumer, class documentation',
    states: 'an abort does not move the consumer: what was read is not read again unless it seeks',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
        await fill(ctx, 3);
        const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' });
        const p = ctx.log.producer({ transactionalId: 'x' });
        const first = await read(c, 300);
        await p.begin(); await p.sendOffsets([[{ topic: 't', partition: 0 }, 3]], c.groupMeta()); await p.abort();
        const again = await read(c, 300);
        c.seek({ topic: 't', partition: 0 }, 0);
        ctx.done([first, again, await read(c, 300)]);
      }`);
      assert.deepEqual(done(record), [[[1, 2, 3], [], [1, 2, 3]]]);
    },
  },
  {
    source: 'KIP-447',
    states: 'offsets sent with the metadata of an old generation are fenced; with the group\'s name alone they are not',
    async holds() {
      const sent = async (group: string): Promise<unknown> => done(await runLogs(`export async function a(ctx) {
          await fill(ctx, 3);
          const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' });
          await read(c, 500);
          const meta = c.groupMeta();
          await sleep(3_000);
          const p = ctx.log.producer({ transactionalId: 'x' });
          await p.begin();
          ctx.done(await told(p.sendOffsets([[{ topic: 't', partition: 0 }, 3]], ${group})));
        }
        export async function b(ctx) { await sleep(15_000); await read(ctx.log.consumer({ group: 'g', topics: ['t'] }), 30_000); }`, { topics: { t: 1 }, faults: f => [f.pause('a', 1_000, { lastsMs: 29_000 })] }))[0];
      assert.equal(await sent('meta'), 'Fenced CommitFailed');
      assert.equal(await sent('meta.group'), 'ok');
    },
  },
  {
    source: 'KIP-447',
    states: 'a new owner waits for offsets that a transaction has not committed yet',
    async holds() {
      const record = await runLogs(`export async function a(ctx) {
          await fill(ctx, 5);
          const p = ctx.log.producer({ transactionalId: 'x' });
          await p.begin(); await p.sendOffsets([[{ topic: 't', partition: 0 }, 3]], 'g');
          await sleep(4_000); await p.commit(); ctx.done('committed at ' + Math.round(now() / 1000));
        }
        export async function b(ctx) {
          await sleep(1_000);
          ctx.done([await read(ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' }), 5_000)]);
        }`, { topics: { t: 1 } });
      assert.deepEqual(done(record), ['committed at 4', [[4, 5]]]);
    },
  },
  {
    source: 'KafkaConsumer, class documentation: automatic offset committing',
    states: 'automatic commits save the positions of the last poll: what was returned and not worked on counts as done',
    async holds() {
      const record = await runLogs(`const member = async ctx => {
          const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start', autoCommitMs: 1_000 });
          for (;;) for (const r of await c.poll({ max: 1, waitMs: 200 })) { await c.poll({ max: 0, waitMs: 1_100 }); await c.poll({ max: 0, waitMs: 1 }); await sleep(2_000); ctx.done(r.value); }
        };
        export async function a(ctx) { if (now() > 1_000) return; await fill(ctx, 3); await member(ctx); }
        export async function b(ctx) { await sleep(9_000); await member(ctx); }`, { topics: { t: 1 }, faults: f => [f.crash('a', 2_900)] });
      assert.deepEqual(done(record), [2, 3]);
    },
  },
  {
    source: 'Documentation, "Topic configs": retention.ms; "Consumer configs": auto.offset.reset',
    states: 'what is older than the retention is gone, and a position that it overtook is reset',
    async holds() {
      const text = `export async function a(ctx) {
        await fill(ctx, 3);
        const c = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' });
        await c.poll({ max: 1, waitMs: 1_000 });
        await sleep(5_000); await fill(ctx, 1);
        ctx.done(await read(c, 1_000));
      }`;
      assert.deepEqual(done(await runLogs(text)), [[2, 3, 1]]);
      assert.deepEqual(done(await runLogs(text, { faults: f => [f.fault('retention', 4_500, { topic: 't', keepMs: 2_000 })] })), [[1]]);
    },
  },
];

describe('the log, as Apache Kafka documents it', () => {
  for (const { source, states, holds } of STATEMENTS) it(`${states} (${source})`, holds);
});
