import type { World } from '../../../sim/index.ts';
import type { Traffic } from './traffic.ts';
import { Waits } from './waits.ts';

/** Steps that a value of a chart is taken over, and how often there is one. */
const OVER = 8;
const EVERY = 2;

class Seen {
  pages = 0;
  failed = 0;
  readonly waits = new Waits();
}

/**
 * Charts the pages of those for whom something is injected beside those of the others, and what it has cost: `Failed pages/injected`
 * and `/others`, `Slowest twentieth/injected` and `/others in cohorts`, `Users harmed/so far` and `/limit`.
 */
export class LabMeter {
  private readonly world: World;
  private readonly harmLimit: number;
  private readonly recent = { injected: [] as Seen[], others: [] as Seen[] };
  private current = { injected: new Seen(), others: new Seen() };

  constructor(world: World, harmLimit: number) {
    this.world = world;
    this.harmLimit = harmLimit;
  }

  /** `waitMs`: as far as it is known. */
  page(group: 'injected' | 'others', failed: boolean, waitMs?: number): void {
    const seen = this.current[group];
    seen.pages++;
    if (failed) seen.failed++;
    if (waitMs !== undefined) seen.waits.add(waitMs);
  }

  step({ steps, harmed }: Traffic): void {
    const { world: { history }, recent } = this;
    for (const group of ['injected', 'others'] as const) {
      recent[group].push(this.current[group]);
      if (recent[group].length > OVER) recent[group].shift();
    }
    this.current = { injected: new Seen(), others: new Seen() };
    if (steps % EVERY !== 0) return;
    for (const group of ['injected', 'others'] as const) {
      const pages = recent[group].reduce((sum, each) => sum + each.pages, 0);
      const failed = recent[group].reduce((sum, each) => sum + each.failed, 0);
      history.sample(`Failed pages/${group}`, '%', pages === 0 ? 0 : (100 * failed) / pages);
      history.sample(`Slowest twentieth/${group === 'injected' ? group : 'others in cohorts'}`, 'ms', Waits.of(recent[group].map(({ waits }) => waits)).quantileMs(0.95));
    }
    history.sample('Users harmed/so far', 'users', harmed);
    history.sample('Users harmed/limit', 'users', this.harmLimit);
  }
}
