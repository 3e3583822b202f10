import { Cluster, poisson, scenario, times, type Exports } from '../../../src/course/author.ts';
import type { Handlers, NodeContext } from '../../../src/kits/index.ts';
import type { KitWorld } from './kitworld.ts';

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** Five nodes; each write of a client is sent to all others and stored by each. */
export const cluster: KitWorld = {
  scenario: scenario('writes', {
    symptom: '',
    world(stage) {
      const nodes = new Cluster(stage);
      nodes.learners(NODES, (exports: Exports, ctx) => new (exports['Node'] as new (ctx: NodeContext) => Handlers)(ctx));
      const instants = poisson(stage.random, 50, 0, 10_000);
      times(stage, instants, index => nodes.ask(NODES[index % NODES.length]!, { client: `c${index % 20}`, f: 'write', request: { key: `k${index % 10}`, value: index }, timeoutMs: 1_000, hear: output => ({ outcome: 'ok', output }) }));
      nodes.start();
      return { endMs: 11_000 };
    },
  }),
  program: `
    export class Node {
      constructor(ctx) { this.ctx = ctx; this.held = new Map() }
      async onRequest(request, from) {
        this.held.set(request.key, request.value);
        await this.ctx.disk.append('log', request);
        await this.ctx.disk.sync();
        if (!this.ctx.peers.includes(from)) await Promise.all(this.ctx.peers.map(peer => this.ctx.call(peer, request)));
        return 'stored';
      }
    }`,
};
