import { Clock } from './clock.ts';
import { Disk } from './disk.ts';
import type { Message } from './network.ts';
import type { EventHandler } from './queue.ts';
import type { RandomStream } from './random.ts';
import { TraceKind } from './trace.ts';
import type { World } from './world.ts';

export type NodeRole = 'learner' | 'given' | 'client';

/** The program of one incarnation of a node. */
export interface Process {
  receive(message: Message): void;
}

/** Something a process waits for; dies with its incarnation. */
export interface Timer {
  cancel(): void;
}

const NOT_PENDING = -1;

class OwnedEvent implements Timer {
  readonly node: SimNode;
  readonly incarnation: number;
  /** Counted from 0 over all that this node has armed. */
  readonly number: number;
  readonly handler: EventHandler;
  readonly a: unknown;
  readonly b: unknown;
  cancelled = false;
  /** By which the world can withdraw it. */
  pending = NOT_PENDING;

  constructor(node: SimNode, handler: EventHandler, a: unknown, b: unknown) {
    this.node = node;
    this.incarnation = node.incarnation;
    this.number = node.armed++;
    this.handler = handler;
    this.a = a;
    this.b = b;
  }

  arm(delayUs: number): void {
    this.pending = this.node.world.after(delayUs, fire, this);
  }

  cancel(): void {
    this.cancelled = true;
    if (this.pending === NOT_PENDING) return;
    this.node.world.withdraw(this.pending);
    this.pending = NOT_PENDING;
  }
}

/** What happens to messages that arrive during a pause. */
export type Inbox = 'queue' | 'drop';

/**
 * A machine: one process at a time, two clocks, a disk. A crash ends the process (an *incarnation*): nothing it
 * waited for ever resumes. `crash` is a loss of power, `kill` the end of the process alone. A pause stops it while its messages, its clocks and the world go on.
 */
export class SimNode {
  readonly world: World;
  readonly id: string;
  /** Position in `World.nodes`. */
  readonly index: number;
  readonly role: NodeRole;
  readonly clock = new Clock();
  readonly disk: Disk;
  /** The machine's own draws, the same stream for all incarnations. */
  readonly random: RandomStream;
  state: 'up' | 'down' | 'paused' = 'down';
  /** Its process was killed and not started since; the machine runs. */
  withoutProcess = false;
  incarnation = 0;
  /** Events of its own so far: timers, syncs, … */
  armed = 0;
  /** Number of the last of them that fired, -1 for none. */
  fired = -1;
  /** Starts the program afresh: memory is gone, only the disk is left. */
  boot: ((node: SimNode) => Process) | undefined;
  process: Process | undefined;
  /** Called when its process has crashed. */
  readonly whenCrashed: (() => void)[] = [];
  /** Called with every message that arrives, before the program gets it; may crash the node. */
  inspect: ((message: Message) => void) | undefined;
  /** Called with every message that arrives while it is `withoutProcess`. */
  turnAway: ((message: Message) => void) | undefined;
  private inbox: Inbox = 'queue';
  private overdue: OwnedEvent[] = [];
  private waiting: Message[] = [];

  constructor(world: World, id: string, index: number, role: NodeRole) {
    this.world = world;
    this.id = id;
    this.index = index;
    this.role = role;
    this.disk = new Disk(this);
    this.random = world.stream(`random of ${id}`);
  }

  /** It is never started. */
  get leftOut(): boolean {
    const { onlyNodes } = this.world;
    return onlyNodes !== undefined && !onlyNodes.includes(this.id);
  }

  start(): void {
    if (this.state !== 'down' || this.leftOut) return;
    this.state = 'up';
    this.withoutProcess = false;
    this.incarnation++;
    const row = this.world.emit(TraceKind.restart, this.index, -1, this.incarnation);
    this.world.causeRow = row;
    this.enter(boot, this);
  }

  /** The machine loses power, and with it what its disk has not synced. */
  crash(): void {
    if (this.state === 'down' && !this.withoutProcess) return;
    this.withoutProcess = false;
    this.end();
    this.disk.loseUnsynced();
    for (const tell of this.whenCrashed) tell();
  }

  /** The process dies, and its machine goes on: what was written is kept, as by an operating system. */
  kill(): void {
    if (this.state === 'down') return;
    this.withoutProcess = true;
    this.end();
    for (const tell of this.whenCrashed) tell();
  }

  private end(): void {
    this.world.emit(TraceKind.crash, this.index, -1, this.incarnation);
    this.state = 'down';
    this.process = undefined;
    this.overdue = [];
    this.waiting = [];
  }

  pause(inbox: Inbox): void {
    if (this.state !== 'up') return;
    this.world.emit(TraceKind.pause, this.index, -1, this.incarnation);
    this.state = 'paused';
    this.inbox = inbox;
  }

  /** Overdue timers fire first, then what has arrived. */
  resume(): void {
    if (this.state !== 'paused') return;
    this.world.emit(TraceKind.resume, this.index, -1, this.incarnation);
    this.state = 'up';
    const { overdue, waiting } = this;
    this.overdue = [];
    this.waiting = [];
    for (const event of overdue) event.arm(0);
    for (const message of waiting) new OwnedEvent(this, handOver, this, message).arm(0);
  }

  /** Whether something that arrives now will ever be seen. */
  get hears(): boolean {
    return this.state === 'up' || (this.state === 'paused' && this.inbox === 'queue');
  }

  /** False if the message is lost here. */
  accept(message: Message): boolean {
    if (!this.hears) return false;
    if (this.state === 'paused') this.waiting.push(message);
    else handOver(this, message);
    return true;
  }

  /** Gives the program control for the rest of this event. What it throws kills nothing here: see `onProgramError`. */
  enter(run: EventHandler, a?: unknown, b?: unknown): void {
    const { world } = this;
    world.beforeEnter(this);
    world.needsDrain = true;
    try {
      (run as (a: unknown, b: unknown) => void)(a, b);
    } catch (error) {
      world.onProgramError(this, error);
    }
  }

  /** Runs a handler of this incarnation after a delay on its own clock; later if it is paused then, never if it is dead. */
  after(delayUs: number, handler: EventHandler, a?: unknown, b?: unknown): Timer {
    this.world.mayAct();
    const event = new OwnedEvent(this, handler, a, b);
    event.arm(this.clock.trueUs(delayUs));
    return event;
  }

  get wallMs(): number {
    return Math.floor(this.clock.wallUs(this.world.nowUs) / 1000);
  }

  get monotonicMs(): number {
    return this.clock.monotonicUs(this.world.nowUs) / 1000;
  }

  /** Keeps an event for the end of the pause. */
  postpone(event: OwnedEvent): void {
    this.overdue.push(event);
  }
}

function fire(event: OwnedEvent): void {
  const { node } = event;
  event.pending = NOT_PENDING;
  if (event.cancelled || node.state === 'down' || node.incarnation !== event.incarnation) return;
  if (node.state === 'paused') return node.postpone(event);
  node.fired = event.number;
  node.enter(event.handler, event.a, event.b);
}

function boot(node: SimNode): void {
  node.process = node.boot?.(node);
}

function receive(node: SimNode, message: Message): void {
  node.process?.receive(message);
}

function handOver(node: SimNode, message: Message): void {
  const { world } = node;
  world.causeRow = message.sendRow;
  world.causeRow = world.emit(TraceKind.deliver, node.index, message.from.index, message.id);
  world.trace?.describe(world.causeRow, message.tag.method ?? message.tag.kind);
  world.faults.signalDelivery(message);
  node.inspect?.(message);
  node.enter(receive, node, message);
}
