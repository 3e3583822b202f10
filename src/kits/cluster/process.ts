import type { Message, Process, SimNode } from '../../sim/index.ts';
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
    const channel = message.tag.kind === 'send' && message.tag.method !== undefined ? this.channels.get(message.tag.method) : undefined;
    if (channel) channel(message.from.id, message.body);
    else if (message.tag.kind === 'reply') this.calls.answered(message);
    else this.whenReady(() => this.deliver(message));
  }

  channel<M>(name: string, receive: (from: NodeId, message: M) => void): (to: NodeId, message: M) => void {
    this.channels.set(name, receive as (from: NodeId, body: unknown) => void);
    const { node } = this;
    return (to, message) => void node.world.network.send(node, node.world.node(to), message, { kind: 'send', method: name });
  }

  /** The process is told that it will be killed. */
  stop(): void {
    this.stopping.abort();
  }

  /** A request from outside the cluster. */
  request(request: unknown, from: NodeId, settled: Settled): void {
    this.whenReady(() => this.answer(request, from, settled));
  }

  /** The program, once it has recovered. */
  get ready(): Handlers | undefined {
    return this.waiting ? undefined : this.handlers;
  }

  private deliver(message: Message): void {
    const { node } = this;
    const { from, body, tag } = message;
    if (tag.kind === 'send') return this.run(() => this.handlers.onMessage?.(from.id, body));
    const reply = { kind: 'reply', call: tag.call!, ...(tag.method === undefined ? {} : { method: tag.method }) } as const;
    const settled: Settled = {
      answered: value => node.world.network.send(node, from, value, reply),
      threw: error => node.world.network.send(node, from, errorData(error), { ...reply, failed: true }),
    };
    const failure = this.errors?.insteadOf(message);
    if (!failure) return this.answer(body, from.id, settled);
    const fail = (): void => settled.threw(errorOf(failure.error));
    if (failure.carriedOut) this.answer(body, from.id, { answered: fail, threw: fail });
    else fail();
  }

  private answer(request: unknown, from: NodeId, { answered, threw }: Settled): void {
    const { world } = this.node;
    const { nowUs: arrivedUs, causeRow: row } = world;
    const failed = (error: unknown): void => {
      if (!this.alive) return;
      this.program.requestFailed(this.node, error);
      threw(error);
    };
    const send = (value: unknown): void => {
      if (!this.alive) return;
      try {
        answered(value);
        this.served?.({ node: this.node.id, from, request, answer: world.copier.copy(value), arrivedUs, row });
      } catch (error) {
        failed(error);
      }
    };
    try {
      const { handlers } = this;
      if (!handlers.onRequest) throw new TypeError('the program has no onRequest');
      Promise.resolve(handlers.onRequest(request as never, from)).then(send, failed);
    } catch (error) {
      failed(error);
    }
  }

  private get alive(): boolean {
    return this.node.process === this;
  }

  private whenReady(run: () => void): void {
    if (this.waiting) this.waiting.push(run);
    else run();
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
