import { type Message, type MessageTag, msToUs, type Process, quantileOf, US_PER_MS } from '../../sim/index.ts';
import type { ErrorData } from '../errors.ts';
import type { Refusal } from './answers.ts';
import { keyOf } from './ledger.ts';
import type { Server } from './server.ts';

/** How an attempt is addressed. */
export interface AttemptTag extends MessageTag {
  readonly method: string;
  /** Number of the request for which the process makes the attempt. */
  readonly request: number;
  /** Number of the attempt among those for this request, from 0. */
  readonly attempt: number;
}

interface Job {
  readonly message: Message;
  readonly tag: AttemptTag;
  /** Row of the delivery. */
  readonly row: number;
}

const REFUSAL_US = US_PER_MS;

/** One incarnation of a server: what it works on and what waits. */
export class Serving implements Process {
  private readonly server: Server;
  private readonly queue: Job[] = [];
  private busy = 0;

  constructor(server: Server) {
    this.server = server;
  }

  get waiting(): number {
    return this.queue.length;
  }

  receive(message: Message): void {
    const { server } = this;
    const { node, spec } = server;
    const { world } = node;
    const tag = message.tag as AttemptTag;
    const job: Job = { message, tag, row: world.causeRow };
    const { request, attempt } = tag;
    server.arrived++;
    world.history.fact('arrived', { request, attempt, from: message.from.id, sentUs: message.sentUs, key: keyOf(message.body) }, node.id, job.row);
    const refusal = server.answers.insteadOf(tag);
    if (refusal) this.refuse(job, refusal);
    else if (this.busy < server.workers) this.begin(job);
    else if (this.queue.length < spec.queue) this.queue.push(job);
    else this.refuse(job, { status: 503, code: 'Busy' });
  }

  /** Gives free workers what waits. */
  fill(): void {
    while (this.busy < this.server.workers && this.queue.length > 0) this.begin(this.queue.shift()!);
  }

  private begin(job: Job): void {
    const { node, spec, serviceDraws } = this.server;
    this.busy++;
    node.after(msToUs(quantileOf(spec.serviceMs, serviceDraws.at(job.tag.request, job.tag.attempt))), finish, this, job);
  }

  finished(job: Job): void {
    this.busy--;
    this.server.node.world.causeRow = job.row;
    this.carryOut(job);
    this.fill();
  }

  private carryOut(job: Job): void {
    const { node, spec, ledger } = this.server;
    const { body } = job.message;
    const { request, attempt } = job.tag;
    const key = keyOf(body);
    const before = ledger.before(key, body);
    if (before === 'clash') return this.sayNo(job, { status: 422, code: 'KeyReused' });
    if (before) return this.reply(job, before.answer, false);
    const answer = spec.answer(body, ++ledger.executions);
    ledger.keep(key, body, answer);
    if (spec.effect !== undefined) node.world.history.fact(spec.effect, { request, attempt, ...(key === undefined ? {} : { key }), answer }, node.id);
    this.reply(job, answer, false);
  }

  private refuse(job: Job, refusal: Refusal): void {
    this.server.node.after(REFUSAL_US, sayNo, this, { job, refusal });
  }

  sayNo(job: Job, { status, code, retryAfterMs }: Refusal): void {
    const { node } = this.server;
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    const { request, attempt } = job.tag;
    node.world.causeRow = job.row;
    node.world.history.fact('refused', { request, attempt, status, ...wait }, node.id, job.row);
    this.reply(job, { kind: 'Refused', code, status, message: `${node.id} answered ${status} (${code})`, ...wait } satisfies ErrorData, true);
  }

  private reply({ message: { from }, tag: { call, method } }: Job, body: unknown, failed: boolean): void {
    const { node } = this.server;
    node.world.network.send(node, from, body, { kind: 'reply', call: call!, method, ...(failed ? { failed } : {}) });
  }
}

function finish(serving: Serving, job: Job): void {
  serving.finished(job);
}

function sayNo(serving: Serving, { job, refusal }: { job: Job; refusal: Refusal }): void {
  serving.sayNo(job, refusal);
}
