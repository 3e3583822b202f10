import type { Header, Incoming, Instrument, Span } from 'faultlab';
import type { Hop, Link, Local, Propagation } from '../contract';

/** What the service's machine gives. */
export interface Machine {
  readonly service: string;
  coin(request: number): number;
  hex(digits: number): string;
  /** The wall clock. */
  nowMs(): number;
  /** Sends a span to the store. */
  report(span: Span): void;
}

/** How every service of yours uses your four functions. */
export class Tracing implements Instrument<Local> {
  readonly records: boolean;
  readonly #yours: Propagation;
  readonly #machine: Machine;

  constructor(yours: Propagation, machine: Machine, records: boolean) {
    this.#yours = yours;
    this.#machine = machine;
    this.records = records;
  }

  /** A request has come in. */
  async serve({ request, operation, from, headers }: Incoming, work: (local: Local) => Promise<unknown>): Promise<unknown> {
    const remote = this.#yours.extract(headers); // <- yours
    const local = this.#yours.begin(remote, this.#hop(from === 'internet' ? 'edge' : 'inner', request, [])); // <- yours
    return this.#recorded(local, request, operation, [], () => work(local));
  }

  /** The work calls another service, or publishes to a queue. */
  outgoing(local: Local): Header[] {
    return this.#yours.inject(local); // <- yours
  }

  /** A batch has come from a queue: one span for all of it. */
  async consume(batch: readonly Incoming[], one: (local: Local, message: Incoming) => Promise<void>): Promise<void> {
    const { request, operation } = batch[0]!;
    const links = this.#yours.links(batch.map(({ headers }) => headers)); // <- yours
    const local = this.#yours.begin(null, this.#hop('consumer', request, links)); // <- yours
    await this.#recorded(local, request, operation, links, async () => {
      for (const message of batch) await one(local, message);
    });
  }

  #hop(kind: Hop['kind'], request: number, links: readonly Link[]): Hop {
    const { coin, hex } = this.#machine;
    return { kind, record: this.records, coin: coin(request), links, hex, vendor: 'fl' };
  }

  /** Does the work and reports a span of it, if the trace is sampled and this service reports at all. */
  async #recorded<T>({ traceId, spanId, parentId, sampled, links: own = [] }: Local, request: number, name: string, links: readonly Link[], work: () => Promise<T>): Promise<T> {
    const { service, nowMs, report } = this.#machine;
    const startMs = nowMs();
    const done = (status: Span['status']): void => {
      if (this.records && sampled) report({ traceId, spanId, parentId, service, name, startMs, endMs: nowMs(), status, attrs: { request }, links: [...links, ...own] });
    };
    try {
      const result = await work();
      done('ok');
      return result;
    } catch (error) {
      done('error');
      throw error;
    }
  }
}
