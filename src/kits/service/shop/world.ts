import { type Distribution, type KeyedDraws, msToUs, quantileOf, type SimNode, type TrueWork } from '../../../sim/index.ts';
import { isA, KitError } from '../../errors.ts';
import type { Exports, Stage } from '../../stage.ts';
import type { Dep } from '../api.ts';
import type { Deps } from '../deps.ts';
import type { Order, Services } from '../world.ts';
import type { Header, Incoming, Instrument } from './api.ts';
import { Batches, type BatchSpec } from './batches.ts';

/** A service of the shop: what it does, and how it is observed. */
interface ShopService {
  /** What it is asked for, as pictures and message faults name it. */
  readonly operation: string;
  /** Its own work on a request, before it calls anybody. */
  readonly workMs: Distribution;
  /** Whom it then calls, one after the other; those of an inner list at the same time. */
  readonly calls?: readonly (string | readonly string[])[];
  /** Makes what observes it, for each incarnation. `learner`: from the exports of the learner's module; `given`: without. */
  readonly learner?: (exports: Exports, node: SimNode) => Instrument;
  readonly given?: (node: SimNode) => Instrument;
}

/** What is between two services and may change headers: undefined, or what arrives in their place, which is no trace context any more. */
export type Wire = (to: string, request: number, headers: readonly Header[]) => { readonly headers: readonly Header[]; readonly garbled: boolean } | undefined;

/** What a service is sent. */
export interface Envelope {
  /** Number of the user's operation. */
  readonly operation: number;
  readonly from: Incoming['from'];
  readonly headers: readonly Header[];
  /** The request for which another service called. */
  readonly caller?: number;
}

/** A batch of what was published. */
export interface Parcel {
  readonly batch: readonly Envelope[];
}

/** Work on one request: what its calls need. */
interface Task {
  readonly node: SimNode;
  readonly service: ShopService;
  readonly instrument: Instrument;
  readonly deps: Deps;
  readonly request: number;
  /** Row of the arrival. */
  readonly row: number;
  /** Headers that arrived; a batch has none of its own. */
  readonly received: readonly Header[];
}

/** Requests that a service works on at a time: so many that nobody waits. */
const WORKERS = 10_000;

/**
 * Services that call each other, each observed by an instrument. Facts: `received` (each request or batch: number, who
 * called, headers), `sent` (each call: headers, and those that had been received, by which request), `failed` (an exception left the work).
 */
export class Shop {
  private readonly stage: Stage;
  private readonly services: Services;
  private readonly wire: Wire;
  private readonly draws: KeyedDraws;
  private requests = 0;

  constructor(stage: Stage, services: Services, wire: Wire = () => undefined) {
    this.stage = stage;
    this.services = services;
    this.wire = wire;
    this.draws = stage.world.keyed('work of the shop');
  }

  service(name: string, spec: ShopService): void {
    const { operation, calls = [], learner, given } = spec;
    const node = (): SimNode => this.stage.world.node(name);
    let own: Instrument | undefined;
    this.services.server(name, {
      workers: WORKERS, queue: 0, method: operation, deps: calls.flat(),
      ...(learner ? { part: (exports: Exports) => ({ instrument: learner(exports, node()) }) } : {}),
      handle: (body, deps, part) => this.handle(spec, body as Envelope | Parcel, deps, part.instrument ?? (own ??= given!(node())), node()),
    });
  }

  /** A queue between services: whoever calls it publishes. */
  queue(name: string, spec: BatchSpec): void {
    const batches = new Batches(this.stage, name, spec);
    this.services.server(name, { workers: WORKERS, queue: 0, method: 'publish', deps: [spec.to], handle: (body, deps) => batches.publish(body as Envelope, deps) });
  }

  /** Somebody asks a service, with these headers; absent `from`: from the internet. */
  ask(service: string, { headers, from = 'internet', ...order }: Omit<Order, 'request'> & { readonly headers: readonly Header[]; readonly from?: Incoming['from'] }): void {
    this.services.ask(service, { ...order, request: { operation: order.number, from, headers } satisfies Envelope });
  }

  private async handle(service: ShopService, body: Envelope | Parcel, deps: Deps, instrument: Instrument, node: SimNode): Promise<unknown> {
    const { world, program } = this.stage;
    const request = this.requests++;
    const task = { node, service, instrument, deps, request, row: world.causeRow, received: [] };
    try {
      return await ('batch' in body ? this.consume(task, body.batch) : this.serve(task, body));
    } catch (error) {
      // What it was refused, or another service failed at, is not its own failure.
      if (!isA(error, KitError)) world.history.fact('failed', { request, error: program.describe(error) }, node.id);
      throw error;
    } finally {
      world.pictures?.spans('Traces').ends(request);
    }
  }

  private serve(task: Task, { operation, from, headers: sent, caller }: Envelope): Promise<unknown> {
    const { node, service, instrument, request } = task;
    const { headers, garbled } = (from === 'internal' ? this.wire(node.id, request, sent) : undefined) ?? { headers: sent, garbled: false };
    this.note(task, { kind: from === 'internet' ? 'edge' : 'inner', operation, ...(caller === undefined ? {} : { caller }), headers, garbled, messages: [] });
    this.draw(task, { about: `order ${operation}`, callers: caller === undefined ? [] : [caller], received: headers, spoilt: garbled });
    return instrument.serve({ request, operation: service.operation, from, headers: copyOf(headers) }, context => this.work({ ...task, received: headers }, operation, context));
  }

  private consume(task: Task, batch: readonly Envelope[]): Promise<unknown> {
    const { service, instrument, request } = task;
    this.note(task, { kind: 'consumer', headers: [], garbled: false, messages: batch.map(({ operation, caller, headers }) => ({ operation, caller, headers })) });
    this.draw(task, { about: `batch of ${batch.length}`, callers: batch.map(({ caller }) => caller!), received: [], spoilt: false });
    const messages = batch.map(({ from, headers }): Incoming => ({ request, operation: service.operation, from, headers: copyOf(headers) }));
    return instrument.consume(messages, (context, message) => this.work(task, batch[messages.indexOf(message)]!.operation, context));
  }

  private note({ node, instrument: { records }, request, service, row }: Task, data: Readonly<Record<string, unknown>>): void {
    this.stage.world.history.fact('received', { id: request, by: service.learner ? 'learner' : 'given', records, ...data }, node.id, row);
  }

  private draw({ node, service: { operation }, instrument: { records }, request, row }: Task, about: Pick<TrueWork, 'about' | 'callers' | 'received' | 'spoilt'>): void {
    this.stage.world.pictures?.spans('Traces').begins({ id: request, where: node.id, name: operation, records, ...about }, row);
  }

  private async work(task: Task, operation: number, context: unknown): Promise<void> {
    const { node, service, row } = task;
    const { world } = this.stage;
    const workMs = quantileOf(service.workMs, this.draws.at(operation, node.index));
    await new Promise<void>(resolve => { node.after(msToUs(workMs), resolve); });
    for (const group of service.calls ?? []) {
      world.causeRow = row;
      await Promise.all((typeof group === 'string' ? [group] : group).map(to => this.call(task, operation, context, to)));
    }
  }

  private call({ instrument, request, received, deps, node, row }: Task, operation: number, context: unknown, to: string): Promise<unknown> {
    const { world } = this.stage;
    const headers = headersOf(instrument.outgoing(context, to));
    world.causeRow = row;
    const shown = world.history.fact('sent', { headers, received, to, operation, by: request }, node.id);
    world.pictures?.spans('Traces').sends(request, to, headers, shown);
    return (deps[to] as Dep).call({ operation, from: 'internal', headers, caller: request } satisfies Envelope);
  }
}

/** For programs that may change what they are given. */
const copyOf = (headers: readonly Header[]): Header[] => headers.map(([name, value]) => [name, value]);

/** Headers that somebody else's program made, as data of our own. */
function headersOf(made: unknown): Header[] {
  if (!Array.isArray(made)) throw new TypeError('headers are a list of [name, value]');
  return made.map((header: unknown): Header => {
    const [name, value] = Array.isArray(header) ? header as unknown[] : [];
    if (typeof name !== 'string' || typeof value !== 'string') throw new TypeError('a header is [name, value], two texts');
    return [name, value];
  });
}
