import { US_PER_MS, US_PER_S, type World } from '../../sim/index.ts';
import type { Server } from './server.ts';

const EVERY_US = 250 * US_PER_MS;

/** Charts how requests spread over servers of a kind, and how much they send. */
export class SpreadMeter {
  private readonly world: World;
  private readonly servers: readonly Server[];
  private readonly before = new Map<Server, { readonly arrived: number; readonly sentBytes: number }>();

  constructor(world: World, servers: readonly Server[]) {
    this.world = world;
    this.servers = servers;
  }

  run(untilMs: number): void {
    for (let atUs = EVERY_US; atUs <= untilMs * US_PER_MS; atUs += EVERY_US) this.world.at(atUs, sample, this);
  }

  sample(): void {
    const { history } = this.world;
    for (const server of this.servers) {
      const { id } = server.node;
      const { arrived, sentBytes } = server;
      const before = this.before.get(server) ?? { arrived: 0, sentBytes: 0 };
      history.sample(`Requests/${id}`, '/s', ((arrived - before.arrived) * US_PER_S) / EVERY_US);
      history.sample(`Waiting/${id}`, 'requests', server.waiting);
      if (server.spec.payload) history.sample(`Bytes/${id}`, 'kB/s', ((sentBytes - before.sentBytes) * US_PER_S) / EVERY_US / 1_000);
      this.before.set(server, { arrived, sentBytes });
    }
  }
}

function sample(meter: SpreadMeter): void {
  meter.sample();
}
