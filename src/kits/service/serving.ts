import { type Message, type MessageTag, msToUs, quantileOf, type Timer, US_PER_MS } from '../../sim/index.ts';
import { CANCEL, Calls } from '../cluster/calls.ts';
import type { Asked, Settled } from '../cluster/process.ts';
import { type ErrorData, errorData, errorOf } from '../errors.ts';
import type { Refusal } from './answers.ts';
import { depsOf } from './deps.ts';
import { type Discipline, Fifo, Gated } from './discipline.ts';
import { Divided, type RouteCount } from './divided.ts';
import { keyOf } from './ledger.ts';
import { Lru } from './lru.ts';
import type { Part, Server } from './server.ts';

/** How an attempt is addressed. */
export interface AttemptTag extends MessageTag {
  readonly method: string;
  /** Number of the request for which the process makes the attempt. */
  readonly request: number;
  /** Number of the attempt among those for this request, from 0. */
  readonly attempt: number;
  /** What the caller says of its importance. */
  readonly priority?: unknown;
}

/** A request of a user on its way in, with its number among all. */
export interface Envelope {
  readonly number: number;
  readonly request: unknown;
  /** How long ago it was sent, where that matters. */
  readonly ageMs?: number;
}

/** One request at a server. */
export interface Job {
  /** Unique at the server. */
  readonly id: string;
  readonly body: unknown;
  readonly request: number;
  readonly attempt: number;
  readonly priority: 0 | 1 | 2;
  readonly ageMs: number;
  /** Who waits for the answer. */
  readonly origin: Message | Settled;
  /** Row of the arrival. */
  readonly row: number;
  readonly arrivedUs: number;
  begunUs: number;
  /** Ends the work on it, where that is a matter of time. */
  work?: Timer;
}

const REFUSAL_US = US_PER_MS;

/** One incarnation of a server: what it works on and what waits. */
export class Serving implements Asked {
  readonly calls: Calls;
  readonly part: Part;
  /** Workers that are at work. */
  busy = 0;
  private readonly server: Server;
  private readonly discipline: Discipline;
  private readonly cached: Lru | undefined;
  /** What may be aborted, by caller and call. */
  private readonly open = new Map<string, Job>();
  private arrivals = 0;
  /** Time that refusals have cost and that no worker has spent yet. */
  private debtUs = 0;

  constructor(server: Server, part: Part) {
    this.server = server;
    this.part = part;
    this.calls = new Calls(server.node);
    this.discipline = part.gate ? new Gated(part.gate, server.node) : part.bulkheads ? new Divided(part.bulkheads, server) : new Fifo(server.spec.queue);
    this.cached = server.spec.cache && new Lru(server.spec.cache.entries);
  }

  get waiting(): number {
    return this.discipline.waiting;
  }

  /** By route, where bulkheads divide the workers. */
  get routes(): ReadonlyMap<string, RouteCount> | undefined {
    return this.discipline instanceof Divided ? this.discipline.routes : undefined;
  }

  /** Age of the oldest request that was begun since it was asked last, milliseconds; where a gate decides. */
  takeOldestBegunMs(): number {
    if (!(this.discipline instanceof Gated)) return 0;
    const { oldestBegunMs } = this.discipline;
    this.discipline.oldestBegunMs = 0;
    return oldestBegunMs;
  }

  receive(message: Message): void {
    if (message.tag.kind === 'reply') return this.calls.answered(message);
    if (message.tag.method === CANCEL && message.tag.kind === 'send') return this.cancelled(message);
    const { request, attempt, priority } = message.tag as AttemptTag;
    this.arrive(message, message.body, { request, attempt, priority }, message.sentUs, message.from.id);
  }

  /** A user asks the server itself. */
  request({ number, request, ageMs = 0 }: Envelope, from: string, settled: Settled): void {
    this.arrive(settled, request, { request: number, attempt: 0 }, this.server.node.world.nowUs - msToUs(ageMs), from);
  }

  private arrive(origin: Job['origin'], body: unknown, { request, attempt, priority = priorityIn(body) }: Pick<AttemptTag, 'request' | 'attempt' | 'priority'>, sentUs: number, from: string): void {
    const { server, discipline } = this;
    const { node, spec } = server;
    const { world } = node;
    const job: Job = {
      id: `r-${request}-${this.arrivals++}`, body, request, attempt, priority: isPriority(priority) ? priority : 1, ageMs: (world.nowUs - sentUs) / US_PER_MS, origin, row: world.causeRow, arrivedUs: world.nowUs, begunUs: 0,
    };
    server.arrived++;
    world.history.fact('arrived', { request, attempt, from, sentUs, key: keyOf(body) }, node.id, job.row);
    const refusal = server.answers.insteadOf(job) ?? server.payloadFaults.tooMuch(spec.payload?.amountOf?.(body) ?? 0);
    if (refusal) return this.refuse(job, refusal);
    if (discipline.arrive(job, this.busy < server.workers)) {
      if (spec.honoursAbort && 'tag' in origin) this.open.set(callOf(origin), job);
      return this.fill();
    }
    this.debtUs += msToUs(spec.refusalMs ?? 0);
    this.refuse(job, { status: 503, code: 'Busy' });
  }

  /** Gives free workers what waits. */
  fill(): void {
    while (this.busy < this.server.workers) {
      const job = this.discipline.next();
      if (!job) return;
      this.begin(job);
    }
  }

  private begin(job: Job): void {
    const { node, spec, lines } = this.server;
    this.busy++;
    job.begunUs = node.world.nowUs;
    lines?.over({ request: job.request, where: node.id, what: 'waits', fromUs: job.arrivedUs, row: job.row });
    const extraUs = this.debtUs;
    this.debtUs = 0;
    if (spec.handle) this.handle(job, spec.handle);
    else job.work = node.after(extraUs + msToUs(this.serviceMs(job)), finish, this, job);
  }

  private serviceMs(job: Job): number {
    const { body, request, attempt, row } = job;
    const { node, spec: { serviceMs, cache }, serviceDraws, slowness, hiccups } = this.server;
    const draw = serviceDraws.at(request, attempt);
    const key = cache?.keyOf(body);
    const hit = key !== undefined && this.cached!.use(key);
    if (cache && !hit) node.world.history.fact('missed', { request, key }, node.id, row);
    return slowness * hiccups.factorFor(job) * quantileOf(hit ? cache!.hitMs : serviceMs!, draw);
  }

  /** The worker is busy until the promise settles. */
  private handle(job: Job, handle: NonNullable<Server['spec']['handle']>): void {
    const { server } = this;
    const settled = (settle: () => void): void => {
      if (server.node.process !== this) return;
      server.node.world.causeRow = job.row;
      this.leave(job);
      settle();
      this.fill();
    };
    const failed = (error: unknown): void => settled(() => {
      server.program.requestFailed(server.node, error);
      this.fail(job, errorData(error));
    });
    const { request, attempt, origin } = job;
    const deps = depsOf(request, this.calls, server.dependencies(), { attempt });
    const headers = 'tag' in origin ? origin.tag.headers ?? NO_HEADERS : NO_HEADERS;
    Promise.resolve(handle(job.body, deps, this.part, headers)).then(answer => settled(() => this.answer(job, answer)), failed);
  }

  finished(job: Job): void {
    this.server.node.world.causeRow = job.row;
    this.leave(job);
    this.carryOut(job);
    this.fill();
  }

  /** The caller does not wait any more. */
  private cancelled(message: Message): void {
    const job = this.open.get(callOf(message));
    if (!job) return;
    if (this.discipline.withdraw(job)) {
      const { node: { id }, lines } = this.server;
      lines?.over({ request: job.request, where: id, what: 'waits', fromUs: job.arrivedUs, row: job.row });
      this.open.delete(callOf(message));
      return;
    }
    const { honoursAbort } = this.server.spec;
    if (!job.work || (typeof honoursAbort === 'function' && !honoursAbort(job.body))) return;
    job.work.cancel();
    this.leave(job, true);
    this.fill();
  }

  private leave(job: Job, aborted = false): void {
    const { node: { id, world }, spec: { honoursAbort }, lines } = this.server;
    const { request, attempt, begunUs, origin, row } = job;
    lines?.over({ request, where: id, what: 'works', fromUs: begunUs, row });
    this.busy--;
    this.server.finished++;
    if (honoursAbort) {
      if ('tag' in origin) this.open.delete(callOf(origin));
      world.history.fact('worked', { request, attempt, begunUs, aborted }, id, row);
    }
    this.discipline.done(job, (world.nowUs - begunUs) / US_PER_MS);
  }

  private carryOut(job: Job): void {
    const { node, spec, ledger } = this.server;
    const { body, request, attempt } = job;
    const key = spec.forgets ? undefined : keyOf(body);
    const before = ledger.before(key, body);
    if (before === 'clash') return this.sayNo(job, { status: 422, code: 'KeyReused' });
    if (before) return this.answer(job, before.answer);
    const answer = spec.answer!(body, ++ledger.executions);
    ledger.keep(key, body, answer);
    if (spec.effect !== undefined) node.world.history.fact(spec.effect, { request, attempt, ...(key === undefined ? {} : { key }), answer }, node.id);
    this.answer(job, answer);
  }

  private refuse(job: Job, refusal: Refusal): void {
    this.server.node.after(REFUSAL_US, sayNo, this, { job, refusal });
  }

  sayNo(job: Job, { status, code, retryAfterMs, limit }: Refusal): void {
    const { node } = this.server;
    const asks = { ...(retryAfterMs === undefined ? {} : { retryAfterMs }), ...(limit === undefined ? {} : { limit }) };
    const { request, attempt } = job;
    node.world.causeRow = job.row;
    node.world.history.fact('refused', { request, attempt, status, ...asks }, node.id, job.row);
    this.fail(job, { kind: 'Refused', code, status, message: `${node.id} answered ${status} (${code})${limit === undefined ? '' : `: at most ${limit} at once`}`, ...asks });
  }

  private answer(job: Job, answer: unknown): void {
    const { origin, request, attempt } = job;
    const { node, spec: { payload }, payloadFaults } = this.server;
    const value = payload?.tampered && payloadFaults.changes(job) ? payload.tampered(answer) : answer;
    if (!('tag' in origin)) return origin.answered(value);
    if (!payload) return this.reply(origin, value, {});
    const bytes = payload.bytesOf(value);
    this.server.sentBytes += bytes;
    node.world.history.fact('sent', { request, attempt, bytes }, node.id, job.row);
    this.reply(origin, value, { bytes });
  }

  private fail({ origin }: Job, error: ErrorData): void {
    if ('tag' in origin) this.reply(origin, error, { failed: true });
    else origin.threw(errorOf(error));
  }

  private reply({ from, tag: { call } }: Message, body: unknown, about: Pick<MessageTag, 'failed' | 'bytes'>): void {
    const { node, spec } = this.server;
    node.world.network.send(node, from, body, { kind: 'reply', call: call!, method: spec.method, ...about });
  }
}

function finish(serving: Serving, job: Job): void {
  serving.finished(job);
}

function sayNo(serving: Serving, { job, refusal }: { job: Job; refusal: Refusal }): void {
  serving.sayNo(job, refusal);
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

const callOf = ({ from, tag: { call } }: Message): string => `${from.id}:${call}`;

const priorityIn = (body: unknown): unknown => (body as { priority?: unknown } | null | undefined)?.priority;

/** Requests without one are of the middle class. */
const isPriority = (value: unknown): value is Job['priority'] => value === 0 || value === 1 || value === 2;
