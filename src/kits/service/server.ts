import { type Distribution, type KeyedDraws, meanOf, type SimNode } from '../../sim/index.ts';
import { Answers } from './answers.ts';
import { Ledger } from './ledger.ts';
import { Serving } from './serving.ts';

export interface ServerSpec {
  /** Requests it works on at a time. */
  readonly workers: number;
  /** How long one worker is busy with one request. */
  readonly serviceMs: Distribution;
  /** Requests that may wait, first come, first served; one more is refused with 503. */
  readonly queue: number;
  /** What it is asked for, as pictures and message faults name it. */
  readonly method: string;
  /** Type of the fact that is recorded whenever a request is carried out: once for each `key` of a request. */
  readonly effect?: string;
  /** The answer to a request that is carried out as the `number`th, from 1. */
  answer(request: unknown, number: number): unknown;
}

/**
 * A service of somebody else's: workers, a queue, and a memory of what was done under which key, which survives its
 * crashes. It goes on working on a request after the caller has left.
 */
export class Server {
  readonly node: SimNode;
  readonly spec: ServerSpec;
  readonly ledger = new Ledger();
  readonly answers = new Answers();
  /** Service times, keyed by request and attempt. */
  readonly serviceDraws: KeyedDraws;
  /** Attempts that have reached it. */
  arrived = 0;
  private readonly factors: number[] = [];

  constructor(node: SimNode, spec: ServerSpec) {
    this.node = node;
    this.spec = spec;
    this.serviceDraws = node.world.keyed(`service times of ${node.id}`);
    node.boot = () => new Serving(this);
  }

  /** Workers at present: at least one. */
  get workers(): number {
    return Math.max(1, Math.round(this.factors.reduce((workers, factor) => workers * factor, this.spec.workers)));
  }

  /** Requests that the present workers can finish in a second. */
  get capacityPerSecond(): number {
    return (1_000 * this.workers) / meanOf(this.spec.serviceMs);
  }

  /** Requests that wait for a worker. */
  get waiting(): number {
    return this.serving?.waiting ?? 0;
  }

  /** Takes a share of the workers away, or (`restore`) gives it back. */
  scale(factor: number): void {
    this.factors.push(factor);
  }

  restore(factor: number): void {
    this.factors.splice(this.factors.indexOf(factor), 1);
    this.serving?.fill();
  }

  private get serving(): Serving | undefined {
    return this.node.process as Serving | undefined;
  }
}
