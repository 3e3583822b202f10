import type { Release } from 'faultlab';
import type { Division, Ship } from '../contract';

interface Pool {
  readonly size: number;
  /** What it keeps for its own route. */
  readonly kept: number;
  own: number;
  lent: number;
}

/** Each route has a pool of its own, which lends places beyond its own peak to routes whose pool is full. */
export class Bulkheads implements Division {
  private readonly pools = new Map<string, Pool>();

  constructor({ workers, routes }: Ship) {
    const peaks = routes.map(({ name, typicalConcurrency: mean }) => ({ name, peak: Math.ceil(mean + 3.3 * Math.sqrt(mean)) }));
    const spare = Math.floor((workers - peaks.reduce((sum, { peak }) => sum + peak, 0)) / routes.length);
    for (const { name, peak } of peaks) this.pools.set(name, { size: peak + Math.max(0, spare), kept: peak, own: 0, lent: 0 });
  }

  tryEnter(route: string): Release | null {
    const home = this.pools.get(route)!;
    if (home.own + home.lent < home.size) {
      home.own++;
      return once(() => { home.own--; });
    }
    const lender = [...this.pools.values()].find(pool => pool !== home && pool.size - pool.lent > Math.max(pool.kept, pool.own));
    if (!lender) return null;
    lender.lent++;
    return once(() => { lender.lent--; });
  }
}

function once(act: () => void): Release {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
