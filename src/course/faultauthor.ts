import type { AfterSignal, Distribution, Fault, MessageFilter, RandomStream, When, World } from '../sim/index.ts';

/** How long a fault lasts, at most; without both until the end of the run. */
interface Lasting {
  readonly lastsMs?: number;
  /** As a `when…` says, counted from the start of the fault. */
  readonly until?: AfterSignal;
  /** Unique in the plan; absent: the kind and a number. */
  readonly id?: string;
}

/** The author's language for a scenario's faults. Every draw is of the run's seed. */
export class FaultAuthor {
  readonly world: World;
  private readonly random: RandomStream;
  private readonly counts = new Map<string, number>();

  constructor(world: World) {
    this.world = world;
    this.random = world.stream('faults');
  }

  between(low: number, high: number): number {
    return this.random.between(low, high);
  }

  /** A whole number in [low, high]. */
  integer(low: number, high: number): number {
    return this.random.integer(low, high);
  }

  pick<T>(items: readonly T[]): T {
    return this.random.pick(items);
  }

  shuffle<T>(items: readonly T[]): T[] {
    return this.random.shuffle(items);
  }

  /** Ids of the nodes of a role. */
  nodes(role: 'learner' | 'given'): string[] {
    return this.world.nodes.filter(node => node.role === role).map(node => node.id);
  }

  /** Strikes when a fact of this type is recorded for the nth time; with `node` only those of this node count. */
  whenFact(type: string, nth: number, afterMs = 0, node?: string): AfterSignal {
    return { signal: node === undefined ? `fact:${type}` : `fact:${type}@${node}`, nth, afterMs };
  }

  /** Strikes at the nth `disk.sync` or `disk.write` of a node. */
  whenDisk(operation: 'sync' | 'write', node: string, nth: number, afterMs = 0): AfterSignal {
    return { signal: `disk.${operation}@${node}`, nth, afterMs };
  }

  /** Strikes when the nth message of a method (or kind) reaches a node. */
  whenDelivered(method: string, node: string, nth: number, afterMs = 0): AfterSignal {
    return { signal: `delivered:${method}@${node}`, nth, afterMs };
  }

  /** Strikes when the nth message with an entry of a kind reaches a node (`raft-core`: `configuration`, `no-op`, `command`). */
  whenEntry(kind: string, node: string, nth: number, afterMs = 0): AfterSignal {
    return { signal: `entry:${kind}@${node}`, nth, afterMs };
  }

  /**
   * The machine loses power, and what it had not synced. `disk: 'destroyed'`: all that it had stored. `host: 'up'`: the
   * process alone dies; what it wrote is kept, and who asks a node of a `Cluster` is told that nobody is there.
   */
  crash(node: string, start: number | When, options: Lasting & ({ readonly disk?: 'destroyed' } | { readonly host?: 'up' }) = {}): Fault {
    return this.fault('crash', start, { node, ...options });
  }

  pause(node: string, start: number | When, options: Lasting & { readonly inbox?: 'queue' | 'drop' } = {}): Fault {
    return this.fault('pause', start, { node, inbox: 'queue', ...options });
  }

  /** All links between the two sets of nodes; with `oneWay` only what `from` sends to `to`. */
  cut(from: readonly string[], to: readonly string[], start: number | When, options: Lasting & { readonly oneWay?: boolean } = {}): Fault {
    return this.fault('cut', start, { from, to, oneWay: false, ...options });
  }

  /** A gray link: `extraMs` is added to every latency. */
  slow(from: readonly string[], to: readonly string[], extraMs: Distribution, start: number | When, options: Lasting & { readonly oneWay?: boolean } = {}): Fault {
    return this.fault('slow', start, { from, to, extraMs, oneWay: false, ...options });
  }

  /** A share of the messages never arrives. */
  lose(filter: MessageFilter, rate: number, start: number | When = 0, options: Lasting = {}): Fault {
    return this.fault('lose', start, { filter, rate, ...options });
  }

  /** A share of the messages arrives a second time, `delayMs` after it was sent. */
  double(filter: MessageFilter, rate: number, delayMs: Distribution, start: number | When = 0, options: Lasting = {}): Fault {
    return this.fault('double', start, { filter, rate, delayMs, ...options });
  }

  /** A share of the messages arrives `delayMs` later than it would have. */
  late(filter: MessageFilter, rate: number, delayMs: Distribution, start: number | When = 0, options: Lasting = {}): Fault {
    return this.fault('late', start, { filter, rate, delayMs, ...options });
  }

  /** What matches is held back, and travels on when the fault is over. */
  hold(filter: MessageFilter, start: number | When, options: Lasting): Fault {
    return this.fault('hold', start, { filter, rate: 1, ...options });
  }

  /** The wall clock of a node is set ahead (or back). */
  jump(node: string, byMs: number, start: number | When = 0): Fault {
    return this.fault('jump', start, { node, byMs });
  }

  /** Both clocks of a node run too fast (or slow), in parts per million. */
  drift(node: string, ppm: number, start: number | When = 0, options: Lasting = {}): Fault {
    return this.fault('drift', start, { node, ppm, ...options });
  }

  /** Every sync of a node's disk takes `extraMs` longer. */
  slowSync(node: string, extraMs: Distribution, start: number | When, options: Lasting = {}): Fault {
    return this.fault('slowSync', start, { node, extraMs, ...options });
  }

  /** A record on a node's disk no longer matches its checksum. */
  rot(node: string, start: number | When): Fault {
    return this.fault('rot', start, { node, u: this.random.next() });
  }

  /** A fault of a kit's own kind. */
  fault(kind: string, start: number | When, { id, ...parameters }: Lasting & Readonly<Record<string, unknown>>): Fault {
    const number = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, number);
    return { id: id ?? `${kind}-${number}`, kind, start: typeof start === 'number' ? { atMs: start } : start, ...parameters };
  }
}
