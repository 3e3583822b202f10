import { US_PER_S, type World } from '../../sim/index.ts';
import type { Server } from './server.ts';

/** What users get, drawn beside the load of one server. */
export interface Users {
  readonly beside: Server;
  /** Requests answered before their users left, so far. */
  answeredInTime(): number;
}

/** Charts, once a second, what servers are asked, what they can do, and what users get of it. */
export class LoadMeter {
  private readonly world: World;
  private readonly servers: readonly Server[];
  private readonly users: Users | undefined;
  private readonly before = new Map<Server, number>();
  private answeredBefore = 0;

  constructor(world: World, servers: readonly Server[], users: Users | undefined) {
    this.world = world;
    this.servers = servers;
    this.users = users;
  }

  run(untilMs: number): void {
    for (let atUs = US_PER_S; atUs <= untilMs * 1_000; atUs += US_PER_S) this.world.at(atUs, sample, this);
  }

  sample(): void {
    const { history } = this.world;
    for (const server of this.servers) {
      const { id } = server.node;
      history.sample(`Load of ${id}/attempts`, '/s', server.arrived - (this.before.get(server) ?? 0));
      if (server === this.users?.beside) this.sampleUsers(this.users);
      if (server.capacityPerSecond !== undefined) history.sample(`Load of ${id}/limit`, '/s', server.capacityPerSecond);
      history.sample(`Queue of ${id}/waiting`, 'requests', server.waiting);
      history.sample(`Queue of ${id}/limit`, 'requests', server.spec.queue);
      this.before.set(server, server.arrived);
    }
  }

  private sampleUsers({ beside, answeredInTime }: Users): void {
    const answered = answeredInTime();
    this.world.history.sample(`Load of ${beside.node.id}/answered in time`, '/s', answered - this.answeredBefore);
    this.answeredBefore = answered;
  }
}

function sample(meter: LoadMeter): void {
  meter.sample();
}
