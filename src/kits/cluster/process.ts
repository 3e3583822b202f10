import type { CarriedEntry, Carries, Message, MessageTag, Process, SimNode } from '../../sim/index.ts';
import { errorData, errorOf } from '../errors.ts';
import type { Program } from '../stage.ts';
import type { NodeId } from './api.ts';
import type { CallErrors } from './callerrors.ts';
import { Calls } from './calls.ts';
import { contextOf, NamedTimers } from './context.ts';
import type { Machine } from './machine.ts';
import type { Handlers, NodeContext } from './api.ts';

/** What a process does. */
export interface Actor extends Handlers {
  /** Called once, after `recover`. What it throws ends the process. */
  run?(): Promise<void>;
}

/** Makes the program of one incarnation: the learner's instance, or an actor of the lesson. */
export type MakeActor = (ctx: NodeContext, machine: Machine) => Actor;

/** What becomes of a request: one of the two is called, once, unless the process ends before. */
export interface Settled {
  answered(value: unknown): void;
  threw(error: unknown): void;
}

/** A request that a node has answered. */
export interface Served {
  readonly node: NodeId;
  readonly from: string;
  readonly request: unknown;
  /** What it was answered; what was thrown is not told. */
  readonly answer: unknown;
  readonly arrivedUs: number;
  /** Row of the arrival. */
  readonly row: number;
}

/** A process that clients can ask. */
export interface Asked extends Process {
  request(request: unknown, from: string, settled: Settled): void;
}

/** One incarnation of a node's program, and what it has open. */
export class ActorProcess implements Asked, Machine {
  readonly node: SimNode;
  readonly calls: Calls;
  readonly peers: readonly NodeId[];
  /** Called with every request that it has answered. */
  served: ((served: Served) => void) | undefined;
  private readonly channels = new Map<string, (from: NodeId, body: unknown) => void>();
  private readonly program: Program;
  private readonly errors: CallErrors | undefined;
  private readonly stopping: AbortController;
  private handlers: Actor = {};
  /** What arrives while `recover` runs. */
  private waiting: (() => void)[] | undefined = [];

  /** `errors`: what faults put into its answers. */
  constructor(node: SimNode, program: Program, peers: readonly NodeId[], make: MakeActor, errors?: CallErrors) {
    this.node = node;
    this.program = program;
    this.errors = errors;
    this.stopping = program.abortController();
    this.calls = new Calls(node);
    this.peers = peers;
    const timers = new NamedTimers(node, name => this.run(() => this.handlers.onTimer?.(name)));
    try {
      this.handlers = make(contextOf(node, peers, this.calls, timers, this.stopping.signal), this);
      const recovering = this.handlers.recover?.();
      if (recovering === undefined) this.recovered();
      else Promise.resolve(recovering).then(() => this.recovered(), error => this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }

  receive(message: Message): void {
    const { kind, method } = message.tag;
    if (kind === 'reply') return this.calls.answered(message);
    const channel = kind === 'send' && method !== undefined ? this.channels.get(method) : undefined;
    if (channel) channel(message.from.id, message.body);
    else if (this.waiting) this.waiting.push(() => this.deliver(message));
    else this.deliver(message);
  }

  channel<M>(name: string, receive: (from: NodeId, message: M) => void, carries?: (message: M) => readonly CarriedEntry[]): (to: NodeId, message: M) => void {
    this.channels.set(name, receive as (from: NodeId, body: unknown) => void);
    const { node } = this;
    return (to, message) => void node.world.network.send(node, node.world.node(to), message, { kind: 'send', method: name }, carries as Carries | undefined);
  }

  /** The process is told that it will be killed. */
  stop(): void {
    this.stopping.abort();
  }

  /** A request from outside the cluster. */
  request(request: unknown, from: NodeId, settled: Settled): void {
    if (this.waiting) this.waiting.push(() => void this.answer(request, from, settled));
    else void this.answer(request, from, settled);
  }

  /** The program, once it has recovered. */
  get ready(): Handlers | undefined {
    return this.waiting ? undefined : this.handlers;
  }

  private deliver(message: Message): void {
    const { from, body, tag } = message;
    if (tag.kind === 'send') return this.run(() => this.handlers.onMessage?.(from.id, body));
    const reply = new Reply(this.node, message);
    const failure = this.errors?.insteadOf(message);
    if (!failure) return void this.answer(body, from.id, reply);
    this.node.world.history.fact('failed', { from: from.id, method: tag.method, code: failure.error.code, carriedOut: failure.carriedOut }, this.node.id, this.node.world.causeRow);
    const fail = (): void => reply.threw(errorOf(failure.error));
    if (failure.carriedOut) void this.answer(body, from.id, { answered: fail, threw: fail });
    else fail();
  }

  private async answer(request: unknown, from: NodeId, settled: Settled): Promise<void> {
    const { world } = this.node;
    const { nowUs: arrivedUs, causeRow: row } = world;
    try {
      const { handlers } = this;
      if (!handlers.onRequest) throw new TypeError('the program has no onRequest');
      const value: unknown = await handlers.onRequest(request as never, from);
      if (!this.alive) return;
      settled.answered(value);
      this.served?.({ node: this.node.id, from, request, answer: world.copier.copy(value), arrivedUs, row });
    } catch (error) {
      if (!this.alive) return;
      this.program.requestFailed(this.node, error);
      settled.threw(error);
    }
  }

  private get alive(): boolean {
    return this.node.process === this;
  }

  private recovered(): void {
    const { waiting } = this;
    this.waiting = undefined;
    for (const run of waiting!) run();
    this.run(() => this.handlers.run?.());
  }

  private run(handler: () => void | Promise<void> | undefined): void {
    try {
      const result: unknown = handler();
      if (result !== undefined) Promise.resolve(result).then(undefined, error => this.failed(error));
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.program.processFailed(this.node, error);
  }
}

/** What becomes of a call is sent to the caller. */
class Reply implements Settled {
  private readonly node: SimNode;
  private readonly call: Message;

  constructor(node: SimNode, call: Message) {
    this.node = node;
    this.call = call;
  }

  answered(value: unknown): void {
    this.send(value, this.tag);
  }

  threw(error: unknown): void {
    this.send(errorData(error), { ...this.tag, failed: true });
  }

  private send(body: unknown, tag: MessageTag): void {
    this.node.world.network.send(this.node, this.call.from, body, tag);
  }

  private get tag(): MessageTag {
    const { method, call } = this.call.tag;
    return method === undefined ? { kind: 'reply', call: call! } : { kind: 'reply', call: call!, method };
  }
}
