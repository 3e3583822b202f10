import { US_PER_S, type World } from '../../sim/index.ts';
import type { Server } from './server.ts';

/** Charts, once a second, what servers are asked, what they can do, and what users get of it. */
export class LoadMeter {
  private readonly world: World;
  private readonly servers: readonly Server[];
  private readonly answeredInTime: () => number;
  private readonly before = new Map<Server, number>();
  private answeredBefore = 0;

  /** `answeredInTime`: requests of users answered before they left, so far. */
  constructor(world: World, servers: readonly Server[], answeredInTime: () => number) {
    this.world = world;
    this.servers = servers;
    this.answeredInTime = answeredInTime;
  }

  run(untilMs: number): void {
    for (let atUs = US_PER_S; atUs <= untilMs * 1_000; atUs += US_PER_S) this.world.at(atUs, sample, this);
  }

  sample(): void {
    const { history } = this.world;
    const answered = this.answeredInTime();
    for (const server of this.servers) {
      const { id } = server.node;
      history.sample(`Load of ${id}/attempts`, '/s', server.arrived - (this.before.get(server) ?? 0));
      history.sample(`Load of ${id}/answered in time`, '/s', answered - this.answeredBefore);
      if (server.capacityPerSecond !== undefined) history.sample(`Load of ${id}/limit`, '/s', server.capacityPerSecond);
      history.sample(`Queue of ${id}/waiting`, 'requests', server.waiting);
      history.sample(`Queue of ${id}/limit`, 'requests', server.spec.queue);
      this.before.set(server, server.arrived);
    }
    this.answeredBefore = answered;
  }
}

function sample(meter: LoadMeter): void {
  meter.sample();
}
