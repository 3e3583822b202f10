import { hashText } from '../../../sim/index.ts';
import type { FlowItem } from './api.ts';

const TOKEN = /item-(\d+)-([0-9a-f]{8})/g;

/** The items of one run. */
export class Items {
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  item(n: number): FlowItem {
    return { n, body: `item-${n}-${this.mark(n)}` };
  }

  isGenuine(item: unknown): item is FlowItem {
    const { n, body } = (item ?? {}) as Partial<FlowItem>;
    return typeof n === 'number' && typeof body === 'string' && body === this.item(n).body;
  }

  /** Numbers of all items anywhere inside data, also inside texts. */
  within(data: unknown, found: Set<number> = new Set()): Set<number> {
    if (typeof data === 'string') {
      for (const [, n, mark] of data.matchAll(TOKEN)) if (mark === this.mark(Number(n))) found.add(Number(n));
    } else if (data instanceof Map) {
      for (const [key, value] of data) this.within(value, this.within(key, found));
    } else if (Array.isArray(data) || data instanceof Set) {
      for (const value of data as Iterable<unknown>) this.within(value, found);
    } else if (typeof data === 'object' && data !== null) {
      for (const value of Object.values(data)) this.within(value, found);
    }
    return found;
  }

  private mark(n: number): string {
    return hashText(`item ${n} of run ${this.seed}`).toString(16).padStart(8, '0');
  }
}
