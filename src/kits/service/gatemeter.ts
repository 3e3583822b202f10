import { msToUs, US_PER_MS, US_PER_S, type World } from '../../sim/index.ts';
import type { Server } from './server.ts';

const EVERY_US = 250 * US_PER_MS;

/** Charts what a server with a gate finishes, how much of it is in time, how old what it begins is, and how busy its workers are. */
export class GateMeter {
  private readonly world: World;
  private readonly server: Server;
  private readonly patienceMs: number;
  private readonly answeredInTime: () => number;
  private readonly before = new Map<string, number>();

  constructor(world: World, server: Server, patienceMs: number, answeredInTime: () => number) {
    this.world = world;
    this.server = server;
    this.patienceMs = patienceMs;
    this.answeredInTime = answeredInTime;
  }

  run(untilMs: number): void {
    for (let atUs = EVERY_US; atUs <= msToUs(untilMs); atUs += EVERY_US) this.world.at(atUs, sample, this);
  }

  sample(): void {
    const { world: { history }, server } = this;
    this.rate('Answers/finished', server.finished);
    this.rate('Answers/in time', this.answeredInTime());
    history.sample('Answers/limit', '/s', server.capacityPerSecond!);
    this.rate('Coming in/requests', server.arrived);
    history.sample('Age when begun/oldest', 'ms', server.serving?.takeOldestBegunMs() ?? 0);
    history.sample('Age when begun/limit', 'ms', this.patienceMs);
    history.sample('Workers/busy', 'workers', server.busy);
    history.sample('Workers/limit', 'workers', server.workers);
  }

  private rate(name: string, count: number): void {
    this.world.history.sample(name, '/s', ((count - (this.before.get(name) ?? 0)) * US_PER_S) / EVERY_US);
    this.before.set(name, count);
  }
}

function sample(meter: GateMeter): void {
  meter.sample();
}
