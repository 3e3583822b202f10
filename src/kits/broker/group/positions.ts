import { nameOf } from '../log/requests.ts';
import type { Offsets, Tp } from './api.ts';

interface Owned {
  readonly tp: Tp;
  /** Offset of the record that is read next. */
  next: number;
  paused: boolean;
}

/** The partitions that a consumer owns, in the order in which it reads them next, and how far it has read each. */
export class Positions {
  readonly #owned = new Map<string, Owned>();

  get size(): number {
    return this.#owned.size;
  }

  has(tp: Tp): boolean {
    return this.#owned.has(nameOf(tp));
  }

  /** Offset of the record that is read next; undefined if the partition is not owned. */
  of(tp: Tp): number | undefined {
    return this.#owned.get(nameOf(tp))?.next;
  }

  tps(): Tp[] {
    return [...this.#owned.values()].map(({ tp }) => tp);
  }

  all(): [Tp, number][] {
    return [...this.#owned.values()].map(({ tp, next }) => [tp, next]);
  }

  /** Of those that are not paused. */
  readable(): [Tp, number][] {
    return [...this.#owned.values()].filter(({ paused }) => !paused).map(({ tp, next }) => [tp, next]);
  }

  grant(tp: Tp, next: number): void {
    this.#owned.set(nameOf(tp), { tp, next, paused: false });
  }

  /** Whether it was owned. */
  drop(tp: Tp): boolean {
    return this.#owned.delete(nameOf(tp));
  }

  clear(): void {
    this.#owned.clear();
  }

  /** Whether it was owned. */
  move(tp: Tp, next: number): boolean {
    const owned = this.#owned.get(nameOf(tp));
    if (owned) owned.next = next;
    return owned !== undefined;
  }

  pause(tps: readonly Tp[], paused: boolean): void {
    for (const tp of tps) {
      const owned = this.#owned.get(nameOf(tp));
      if (owned) owned.paused = paused;
    }
  }

  /** What was read last is read last the next time. */
  turn(read: Offsets): void {
    for (const [tp] of read) {
      const name = nameOf(tp);
      const owned = this.#owned.get(name)!;
      this.#owned.delete(name);
      this.#owned.set(name, owned);
    }
  }
}
