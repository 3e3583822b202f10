import { Cluster, Logs, Queues, scenario } from '../../../src/course/author.ts';
import type { KitWorld } from './kitworld.ts';

/** Four senders and four receivers at a queue; each message is extended once and acknowledged. */
export const queue: KitWorld = {
  slower: 'what becomes of a message is a call, a timer and a fact each time',
  scenario: scenario('queue', {
    symptom: '',
    world(stage) {
      const cluster = new Cluster(stage);
      const queues = new Queues(stage, cluster, { jobs: { visibilityMs: 1_000 } });
      const role = (name: string, ids: readonly string[]): void => cluster.functions(ids, (exports, ctx, machine) => ({ run: () => (exports[name] as (context: unknown) => Promise<void>)({ ...ctx, queue: queues.clientOf(machine) }) }));
      role('send', ['s1', 's2', 's3', 's4']);
      role('work', ['w1', 'w2', 'w3', 'w4']);
      cluster.start();
      return { endMs: 10_000 };
    },
  }),
  program: `import { sleep } from 'faultlab';
export async function send(ctx) { for (let n = 0; ; n++) { await ctx.queue.send('jobs', { n, from: ctx.id }); await sleep(20); } }
export async function work(ctx) {
  for (;;) for (const m of await ctx.queue.receive('jobs', { max: 5, waitMs: 1_000 })) { await ctx.queue.extend(m, 2_000); await ctx.queue.ack(m); }
}`,
};

/** Two producers and a group of three consumers at a topic with twelve partitions. */
export const log: KitWorld = {
  slower: 'a fetch carries positions and records of many partitions',
  scenario: scenario('log', {
    symptom: '',
    world(stage) {
      const cluster = new Cluster(stage);
      const logs = new Logs(stage, cluster, { t: 12 });
      const role = (name: string, ids: readonly string[]): void => cluster.functions(ids, (exports, ctx, machine) => ({ run: () => (exports[name] as (context: unknown) => Promise<void>)({ ...ctx, log: logs.clientOf(machine) }) }));
      role('produce', ['p1', 'p2']);
      role('consume', ['c1', 'c2', 'c3']);
      cluster.start();
      return { endMs: 10_000 };
    },
  }),
  program: `import { sleep } from 'faultlab';
export async function produce(ctx) { const producer = ctx.log.producer({ idempotent: true }); for (let n = 0; ; n++) { producer.send('t', { key: 'k' + n % 50, value: { n, from: ctx.id } }); await sleep(10); } }
export async function consume(ctx) {
  const consumer = ctx.log.consumer({ group: 'g', topics: ['t'], from: 'start' });
  for (;;) { const records = await consumer.poll({ max: 100, waitMs: 200 }); if (records.length > 0) await consumer.commit(); }
}`,
};
