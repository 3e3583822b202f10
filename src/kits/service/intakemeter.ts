import { msToUs, US_PER_MS, type World } from '../../sim/index.ts';
import type { Intaking } from './intaking.ts';

const EVERY_MS = 250;
const PER_SECOND = 1_000 / EVERY_MS;

/** Charts what an intake is asked and what comes of it, how much waits and for how long, and how busy its worker is. */
export class IntakeMeter {
  private readonly world: World;
  private readonly intaking: () => Intaking | undefined;
  private readonly answeredInTime: () => number;
  private readonly before = new Map<string, number>();

  constructor(world: World, intaking: () => Intaking | undefined, answeredInTime: () => number) {
    this.world = world;
    this.intaking = intaking;
    this.answeredInTime = answeredInTime;
  }

  run(untilMs: number): void {
    for (let atMs = EVERY_MS; atMs <= untilMs; atMs += EVERY_MS) this.world.at(msToUs(atMs), sample, this);
  }

  sample(): void {
    const { world: { history, nowUs } } = this;
    const intaking = this.intaking();
    if (!intaking) return;
    const { asked, refused, waiting, oldestUs = nowUs, server, spec: { deadlineMs } } = intaking;
    this.rate('asked', asked);
    this.rate('refused', refused);
    this.rate('finished', server.finished);
    this.rate('answered in time', this.answeredInTime());
    history.sample('Jobs/limit', '/s', server.capacityPerSecond!);
    history.sample('Waiting/jobs', 'jobs', waiting);
    history.sample('Age/oldest job', 'ms', (nowUs - oldestUs) / US_PER_MS);
    history.sample('Age/limit', 'ms', deadlineMs);
    history.sample('Worker/busy', '%', (100 * server.busy) / server.workers);
  }

  private rate(label: string, count: number): void {
    this.world.history.sample(`Jobs/${label}`, '/s', PER_SECOND * Math.max(0, count - (this.before.get(label) ?? 0)));
    this.before.set(label, count);
  }
}

function sample(meter: IntakeMeter): void {
  meter.sample();
}
