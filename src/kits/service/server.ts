import { type Distribution, hook, type KeyedDraws, meanOf, type SimNode } from '../../sim/index.ts';
import type { Exports, Program } from '../stage.ts';
import type { Breaker, Bulkheads, Gate } from './api.ts';
import type { Instrument } from './shop/api.ts';
import { Answers } from './answers.ts';
import type { Dependency, Deps } from './deps.ts';
import { Hiccups } from './hiccups.ts';
import { ReleasedTwice } from './divided.ts';
import { Ledger } from './ledger.ts';
import { type Payload, PayloadFaults } from './payload.ts';
import type { RequestLines } from './requestlines.ts';
import { Serving } from './serving.ts';

/** A request handler as a learner's module exports it. */
export type RequestHandler = (request: unknown, deps: Deps | readonly unknown[]) => Promise<unknown>;

/** What of a server the learner has written. */
export interface Part {
  /** Does the server's work. */
  readonly handler?: RequestHandler;
  /** Decides who waits, who is next and who is refused, instead of a queue. */
  readonly gate?: Gate;
  /** Lets requests in by their `route`, instead of a queue. */
  readonly bulkheads?: Bulkheads;
  /** For the handler. */
  readonly breaker?: Breaker;
  /** For the handler: how it is observed. */
  readonly instrument?: Instrument;
}

interface Common {
  /** Requests it works on at a time. */
  readonly workers: number;
  /** Requests that may wait, first come, first served; one more is refused with 503. */
  readonly queue: number;
  /** What it is asked for, as pictures and message faults name it. */
  readonly method: string;
  /** Time of a worker that it takes to refuse a request for want of room. */
  readonly refusalMs?: number;
  /**
   * When a caller aborts a call by its signal, the server hears of it one link later: what waits leaves the queue, and a worker
   * that is busy with it is free. What workers did is facts `worked` with `request`, `attempt`, `begunUs` and `aborted`. Absent:
   * it notices nothing and works on. A function: whether the work on this request can be stopped once it has begun.
   */
  readonly honoursAbort?: boolean | ((request: unknown) => boolean);
  /** Absent: its messages are as large as they are. Its answers are facts `sent` with `request`, `attempt` and `bytes` otherwise. */
  readonly payload?: Payload;
  /** Makes the learner's part, afresh for each incarnation. */
  readonly part?: (exports: Exports) => Part;
}

/** The server keeps what it was last asked about. Empty when it starts. */
export interface ServerCache {
  /** Keys that fit in; the one used longest ago makes room. A key is in it as soon as the work on it begins. */
  readonly entries: number;
  /** How long a worker is busy with a request whose key is held. The others are recorded as facts `missed`. */
  readonly hitMs: Distribution;
  keyOf(request: unknown): string;
}

/** A server whose work is a matter of time. */
interface Timed extends Common {
  /** How long one worker is busy with one request. */
  readonly serviceMs: Distribution;
  /** What of its work it remembers, if it does. */
  readonly cache?: ServerCache;
  /** It remembers nothing of what was done under which key: a request that comes again is carried out again. */
  readonly forgets?: boolean;
  /** Type of the fact that is recorded whenever a request is carried out: once for each `key` of a request, unless it forgets them. */
  readonly effect?: string;
  /** The answer to a request that is carried out as the `number`th, from 1. */
  answer(request: unknown, number: number): unknown;
  readonly handle?: undefined;
}

/** A server that asks others. */
interface Handled extends Common {
  /** What a worker does: it is busy until the promise settles. `headers`: what came beside the request. */
  readonly handle: (request: unknown, deps: Deps, part: Part, headers: Readonly<Record<string, string>>) => Promise<unknown>;
  /** Servers and services that it calls. */
  readonly deps: readonly string[];
  readonly serviceMs?: undefined;
  readonly cache?: undefined;
  readonly forgets?: undefined;
  readonly effect?: undefined;
  readonly answer?: undefined;
}

export type ServerSpec = Timed | Handled;

/**
 * A service of somebody else's: workers, a queue, and a memory of what was done under which key, which survives its
 * crashes. It goes on working on a request after the caller has left.
 */
export class Server {
  readonly node: SimNode;
  readonly spec: ServerSpec;
  readonly program: Program;
  readonly ledger = new Ledger();
  readonly answers = new Answers();
  readonly payloadFaults = new PayloadFaults();
  readonly hiccups = new Hiccups();
  readonly releasedTwice = new ReleasedTwice();
  /** Service times, keyed by request and attempt. */
  readonly serviceDraws: KeyedDraws;
  /** Absent: nobody draws what becomes of requests. */
  lines: RequestLines | undefined;
  /** Attempts that have reached it. */
  arrived = 0;
  /** Of answers whose size is declared. */
  sentBytes = 0;
  /** Requests that it has worked on to the end. */
  finished = 0;
  /** Called when `condition` may have changed. */
  conditionChanged: () => void = () => {};
  private readonly find: (id: string) => Dependency;
  private readonly factors: number[] = [];
  private readonly slowdowns: number[] = [];

  /** `find` finds what this one calls. */
  constructor(node: SimNode, spec: ServerSpec, program: Program, find: (id: string) => Dependency) {
    this.node = node;
    this.spec = spec;
    this.program = program;
    this.find = find;
    this.serviceDraws = node.world.keyed(`service times of ${node.id}`);
    node.whenCrashed.push(() => this.conditionChanged());
    hook(node, {
      boot: () => {
        this.conditionChanged();
        return new Serving(this, this.startPart());
      },
    });
  }

  /** What it calls. */
  dependencies(): readonly Dependency[] {
    const { spec } = this;
    return (spec.handle ? spec.deps : []).map(this.find);
  }

  /** Workers at present: at least one. */
  get workers(): number {
    return Math.max(1, Math.round(this.factors.reduce((workers, factor) => workers * factor, this.spec.workers)));
  }

  /** Requests that the present workers can finish in a second, where that is known. */
  get capacityPerSecond(): number | undefined {
    return this.spec.serviceMs && (1_000 * this.workers) / (this.slowness * this.hiccups.mean * meanOf(this.spec.serviceMs));
  }

  /** How many times as long as usual a worker needs at present. */
  get slowness(): number {
    return this.slowdowns.reduce((product, factor) => product * factor, 1);
  }

  /** How it is, in words; `up` if all is well. */
  get condition(): string {
    const { node, spec, workers, slowness } = this;
    if (node.state === 'down') return 'down';
    return this.answers.words ?? (slowness > 1 ? `${slowness}× slower` : workers < spec.workers ? `${workers} of ${spec.workers} workers` : 'up');
  }

  /** Requests that wait for a worker. */
  get waiting(): number {
    return this.serving?.waiting ?? 0;
  }

  /** Workers that are at work. */
  get busy(): number {
    return this.serving?.busy ?? 0;
  }

  /** Takes a share of the workers away, or (`restore`) gives it back. */
  scale(factor: number): void {
    this.factors.push(factor);
    this.conditionChanged();
  }

  restore(factor: number): void {
    this.factors.splice(this.factors.indexOf(factor), 1);
    this.conditionChanged();
    this.serving?.fill();
  }

  /** All work begun from now on takes `factor` times as long, until `hasten` with the same. */
  slow(factor: number): void {
    this.slowdowns.push(factor);
    this.conditionChanged();
  }

  hasten(factor: number): void {
    this.slowdowns.splice(this.slowdowns.indexOf(factor), 1);
    this.conditionChanged();
  }

  private startPart(): Part {
    const { node, program, spec } = this;
    if (!spec.part) return {};
    const exports = program.start(node);
    const part = spec.part(exports);
    for (const each of Object.values(part)) program.watch(node, typeof each === 'function' ? exports : each as object);
    return part;
  }

  /** Its present incarnation. */
  get serving(): Serving | undefined {
    return this.node.process as Serving | undefined;
  }
}
