import { Cluster, EtcdCluster, scenario, type Exports } from '../../../src/course/author.ts';
import type { Etcd, Handlers, NodeContext } from '../../../src/kits/index.ts';
import type { KitWorld } from './kitworld.ts';

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Five nodes count by compare-and-set in an etcd of three members, and each watches what the others do. */
export const coordination: KitWorld = {
  slower: 'most events are messages of Raft with their entries, copied and stored',
  scenario: scenario('counters', {
    symptom: '',
    world(stage) {
      const cluster = new Cluster(stage);
      const etcd = new EtcdCluster(stage, cluster, ['e1', 'e2', 'e3']);
      cluster.learners(NODES, (exports: Exports, ctx, machine) => new (exports['Node'] as new (ctx: NodeContext, etcd: Etcd) => Handlers)(ctx, etcd.client(machine)));
      cluster.start();
      for (const id of NODES) stage.world.at(3_000_000, () => cluster.ask(id, { client: id, f: 'count', request: {}, timeoutMs: 12_000, hear: output => ({ outcome: 'ok', output }) }));
      return { endMs: 15_000 };
    },
  }),
  program: `
    export class Node {
      constructor(ctx, etcd) { this.ctx = ctx; this.etcd = etcd; this.seen = 0 }
      async onRequest() {
        void this.follow();
        for (;;) {
          const key = 'n' + Math.floor(Math.random() * 4);
          try {
            const { kv } = await this.etcd.get(key);
            await this.etcd.txn({ compare: [{ key, target: 'modRevision', is: '=', value: kv?.modRevision ?? 0 }], then: [{ op: 'put', key, value: String(Number(kv?.value ?? 0) + 1) }] });
          } catch {}
        }
      }
      async follow() { for await (const { events } of this.etcd.watch('n', { signal: new AbortController().signal })) this.seen += events.length }
    }`,
};
