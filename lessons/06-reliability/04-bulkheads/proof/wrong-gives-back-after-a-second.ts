// scenario: one-fire
// message: there is room for 160
import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

/** A place is free again after a second at the latest. */
export class Bulkheads implements Division {
  private readonly room = new Map<string, number>();
  private readonly inside = new Map<string, number>();

  constructor({ workers, routes }: Ship) {
    const peaks = routes.map(({ name, typicalConcurrency }) => ({ name, peak: typicalConcurrency + 3 * Math.sqrt(typicalConcurrency) }));
    const total = peaks.reduce((sum, { peak }) => sum + peak, 0);
    for (const { name, peak } of peaks) this.room.set(name, Math.floor((workers * peak) / total));
  }

  tryEnter(route: string): Release | null {
    const inside = this.inside.get(route) ?? 0;
    if (inside >= this.room.get(route)!) return null;
    this.inside.set(route, inside + 1);
    let held = true;
    const release = (): void => {
      if (held) this.inside.set(route, this.inside.get(route)! - 1);
      held = false;
    };
    setTimeout(release, 1_000);
    return release;
  }
}
