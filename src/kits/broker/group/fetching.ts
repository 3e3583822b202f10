import { msToUs } from '../../../sim/index.ts';
import { isA, Refused, Unknown } from '../../errors.ts';
import type { Rec } from '../log/api.ts';
import { ask, type Connection, PATIENCE_MS } from '../log/producer.ts';
import { type Fetched, type LogOp, nameOf } from '../log/requests.ts';
import type { ConsumerOptions, Tp } from './api.ts';
import type { Positions } from './positions.ts';

/** How a consumer gets the records of the partitions that it owns. */
export class Fetching {
  readonly #connection: Connection;
  readonly #options: Pick<ConsumerOptions, 'isolation' | 'from'>;
  readonly #positions: Positions;
  /** Ends the wait of a read. */
  #wake: ((nothing: undefined) => void) | undefined;

  constructor(connection: Connection, options: Pick<ConsumerOptions, 'isolation' | 'from'>, positions: Positions) {
    this.#connection = connection;
    this.#options = options;
    this.#positions = positions;
  }

  /** Up to `max` records, after at most `waitMs`; moves the positions past them. */
  async read(max: number, waitMs: number): Promise<Rec[]> {
    const positions = this.#positions.readable();
    const woken = new Promise<undefined>(resolve => { this.#wake = resolve; });
    const committedOnly = this.#options.isolation === 'committed';
    const fetched = positions.length === 0
      ? await Promise.race([woken, new Promise<undefined>(resolve => this.#connection.node.after(msToUs(waitMs), () => resolve(undefined)))])
      : await Promise.race([woken, this.#fetch({ positions, max, waitMs, committedOnly })]);
    if (!fetched) return [];
    const before = new Map(positions.map(([tp, next]) => [nameOf(tp), next]));
    const current = (tp: Tp): boolean => this.#positions.of(tp) === before.get(nameOf(tp));
    const records = fetched.records.filter(current);
    const moved = fetched.next.filter(([tp]) => current(tp));
    for (const [tp, next] of moved) this.#positions.move(tp, next);
    this.#positions.turn(moved);
    return records;
  }

  /** A read that waits comes back with nothing. */
  wake(): void {
    this.#wake?.(undefined);
  }

  async #fetch(request: Omit<LogOp<'fetch'>, 'op'>): Promise<Fetched | undefined> {
    try {
      return await ask<Fetched>(this.#connection, { op: 'fetch', ...request }, request.waitMs + PATIENCE_MS);
    } catch (error) {
      if (isA(error, Refused) && error.code === 'OffsetOutOfRange') this.#reset();
      else if (!isA(error, Unknown)) throw error;
      return undefined;
    }
  }

  /** Positions that the broker has no records for any more. */
  #reset(): void {
    for (const [tp, next] of this.#positions.all()) {
      const { startOffset, highWatermark, endOffset } = this.#connection.state.partition(tp)!;
      if (next < startOffset || next > endOffset) this.#positions.move(tp, this.#options.from === 'start' ? startOffset : highWatermark);
    }
  }
}
