import { Copier } from './copy.ts';
import { FaultInjector, type FaultPlan, NO_FAULTS, type Only } from './faults.ts';
import { HistoryRecorder } from './recorder.ts';
import { Network } from './network.ts';
import { PictureRecorder } from './pictures/recorder.ts';
import { SimNode, type NodeRole } from './node.ts';
import { type EventHandler, EventQueue } from './queue.ts';
import { KeyedDraws, RandomStream } from './random.ts';
import { RunHash } from './runhash.ts';
import type { TraceKindCode } from './trace.ts';
import { TraceWriter } from './tracewriter.ts';
import { Workload } from './workload.ts';

export interface WorldOptions {
  readonly seed: number;
  /** `record` keeps a full trace; `explore` is the same run, faster. */
  readonly mode: 'explore' | 'record';
  /** Absent: everything takes part. */
  readonly only?: Only | undefined;
}

/** What is read of a node's program. */
interface Look {
  readonly node: SimNode;
  readonly what: string;
}

/**
 * One simulated world. Stepped from outside: it owns no real timer and never looks at a real clock. Everything in it
 * happens at an instant of virtual time, in order of (time, sequence).
 */
export class World {
  readonly seed: number;
  readonly trace: TraceWriter | undefined;
  /** Only while a run is recorded. */
  readonly pictures: PictureRecorder | undefined;
  readonly history: HistoryRecorder;
  readonly network: Network;
  readonly faults: FaultInjector;
  readonly workload: Workload;
  /** Nodes that may be started; absent: all. */
  readonly onlyNodes: readonly string[] | undefined;
  readonly nodes: SimNode[] = [];
  readonly hash = new RunHash();
  readonly copier = new Copier();
  nowUs = 0;
  events = 0;
  /** Events handled at the present instant without time moving on. */
  eventsAtInstant = 0;
  /** Row that the rows written now are caused by, -1 for none. */
  causeRow = -1;
  /** Set when learner promises may have been settled since the last drain. */
  needsDrain = false;
  /** Called before a node's program gets control: the host refills its fuel. */
  beforeEnter: (node: SimNode) => void = () => {};
  /** Called with whatever a node's program throws outside a request. */
  onProgramError: (node: SimNode, error: unknown) => void = (_node, error) => { throw error; };
  /** What is being read of a program; see `look`. */
  private looking: Look | undefined;
  private readonly queue = new EventQueue();
  /** Whatever draws, in order of creation. */
  private readonly sources: (RandomStream | KeyedDraws)[] = [];
  /** Seed of what is drawn from now on. */
  private drawnOf: number;
  private readonly nodeById = new Map<string, SimNode>();

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.drawnOf = options.seed;
    this.trace = options.mode === 'record' ? new TraceWriter() : undefined;
    this.pictures = this.trace && new PictureRecorder(() => this.nowUs, () => this.causeRow);
    this.history = new HistoryRecorder(this);
    this.network = new Network(this);
    this.faults = new FaultInjector(this);
    this.workload = new Workload(options.only?.operations);
    this.onlyNodes = options.only?.nodes;
  }

  /** A random stream of this run; two calls with one name give two equal streams: keep the first. */
  stream(name: string): RandomStream {
    return this.source(new RandomStream(this.drawnOf, name));
  }

  keyed(name: string): KeyedDraws {
    return this.source(new KeyedDraws(this.drawnOf, name));
  }

  /** From now on everything is drawn as in a run of another seed; what was drawn before stays as it is. */
  redraw(seed: number): void {
    this.drawnOf = seed;
    for (const source of this.sources) source.redraw(seed);
  }

  private source<Source extends RandomStream | KeyedDraws>(source: Source): Source {
    this.sources.push(source);
    return source;
  }

  addNode(id: string, role: NodeRole): SimNode {
    if (this.nodeById.has(id)) throw new Error(`two nodes are called ${id}`);
    const node = new SimNode(this, id, this.nodes.length, role);
    this.nodes.push(node);
    this.nodeById.set(id, node);
    return node;
  }

  findNode(id: string): SimNode | undefined {
    return this.nodeById.get(id);
  }

  node(id: string): SimNode {
    const node = this.nodeById.get(id);
    if (!node) throw new Error(`there is no node called ${id}; there are ${[...this.nodeById.keys()].join(', ')}`);
    return node;
  }

  /** Arms the faults. Call once, when all nodes exist. */
  begin(plan: FaultPlan = NO_FAULTS): void {
    this.faults.arm(plan);
  }

  /** Returns what `withdraw` takes. */
  at(timeUs: number, handler: EventHandler, a?: unknown, b?: unknown): number {
    return this.queue.push(timeUs < this.nowUs ? this.nowUs : timeUs, handler, a, b);
  }

  /** Returns what `withdraw` takes. */
  after(delayUs: number, handler: EventHandler, a?: unknown, b?: unknown): number {
    return this.queue.push(this.nowUs + (delayUs > 0 ? delayUs : 0), handler, a, b);
  }

  /** Takes back an event that is still to come. */
  withdraw(event: number): void {
    this.queue.remove(event);
  }

  /** The next event, as `at` returned it, when it is due, and when the one after it is; `Infinity` where there is none. */
  coming(): { readonly event: number; readonly dueUs: number; readonly thenUs: number } {
    const [dueUs, thenUs] = this.queue.firstTimesUs();
    return { event: this.queue.first, dueUs, thenUs };
  }

  /** Handles the next event; false when none is left. Promises settled by it run when the host drains. */
  step(): boolean {
    const { queue } = this;
    if (!queue.pop()) return false;
    if (queue.timeUs === this.nowUs) this.eventsAtInstant++;
    else this.eventsAtInstant = 0;
    this.nowUs = queue.timeUs;
    this.events++;
    this.causeRow = -1;
    this.looking = undefined;
    (queue.handler as (a: unknown, b: unknown) => void)(queue.a, queue.b);
    return true;
  }

  /** Reads something of a node's program, which may do nothing but answer in this event, its promises included. */
  look(node: SimNode, what: string, read: () => void): void {
    this.looking = { node, what };
    node.enter(read);
  }

  /** Whoever is about to send, to wait or to store asks first. Throws, and ends the process, while its program is only looked at. */
  mayAct(): void {
    if (this.looking) this.refuseToAct(this.looking);
  }

  /** Apart from the question, which V8 then inlines everywhere: see the ratio of the sandbox's bench. */
  private refuseToAct({ node, what }: Look): never {
    const error = new TypeError(`${what} is only read here: it may not send, set timers or use the disk`);
    this.onProgramError(node, error);
    throw error;
  }

  /** Writes an event into the run's hash and, when recording, into the trace. Returns its row or -1. */
  emit(kind: TraceKindCode, node: number, peer: number, ref: number): number {
    this.hash.add(this.nowUs, (kind << 24) ^ (node << 12) ^ peer ^ Math.imul(ref, 0x01000193));
    return this.trace ? this.trace.row(this.nowUs, kind, node, peer, ref, this.causeRow) : -1;
  }
}
