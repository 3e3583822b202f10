import { US_PER_MS, type World } from '../../sim/index.ts';
import type { Server } from './server.ts';

const EVERY_US = 250 * US_PER_MS;

/** Charts how many workers of servers are busy, each against what it has. */
export class WorkerMeter {
  private readonly world: World;
  private readonly servers: readonly Server[];

  constructor(world: World, servers: readonly Server[]) {
    this.world = world;
    this.servers = servers;
  }

  run(untilMs: number): void {
    for (let atUs = EVERY_US; atUs <= untilMs * US_PER_MS; atUs += EVERY_US) this.world.at(atUs, sample, this);
  }

  sample(): void {
    const { history } = this.world;
    for (const { node: { id }, busy } of this.servers) history.sample(`Busy workers/${id}`, 'workers', busy);
    history.sample('Busy workers/limit', 'workers', Math.max(...this.servers.map(({ workers }) => workers)));
  }
}

function sample(meter: WorkerMeter): void {
  meter.sample();
}
