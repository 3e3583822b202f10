import { constant, type Distribution, type Fault, type FaultKind, hook, meanOf, type Message, msToUs, type SimNode } from '../../../sim/index.ts';
import type { Exports, Stage } from '../../stage.ts';
import type { Handlers, NodeContext } from '../api.ts';
import type { Cluster } from '../world.ts';
import { Sink, Source } from './actors.ts';
import { Items } from './items.ts';

/** The sink stores fewer items a second. */
export type PaceFault = Fault & { readonly node: string; readonly perSecond: number };

export interface FlowControlSpec {
  /** New items that the source has in a second. */
  readonly offersPerSecond: number;
  /** The source has nothing more from then on. */
  readonly untilMs: number;
  /** Items that the sink can store in a second. */
  readonly storesPerSecond: number;
  /** Between producer and consumer, one way. */
  readonly wireMs: Distribution;
  /** Items that each may hold; one more, and it crashes. */
  readonly holds: { readonly producer: number; readonly consumer: number };
  /** Time from such a crash to the restart, with nothing but the disk. */
  readonly restartMs: number;
  readonly make: {
    producer(exports: Exports, ctx: NodeContext): Handlers;
    consumer(exports: Exports, ctx: NodeContext): Handlers;
  };
}

/** Between a node and what stands beside it, one way. */
const BESIDE_MS = 0.05;
const SAMPLE_MS = 100;
/** After that long it is known of every message whether it arrived. */
const KNOWN_MS = 500;

/**
 * Items on their way: `source` offers them to the learner's `producer`, whose messages bring them to the learner's
 * `consumer`, which stores them in `sink`. The producer holds what the source heard `taken` of and the sink has not stored;
 * the consumer holds what was in messages to its present incarnation and is not stored. Who holds too much crashes.
 *
 * Facts: `taken` and `stored` with the number `item`; `overflow` at the node, with `items` and `limit`. Charts: `Items held`,
 * `Sink`, `Window`. Adds nodes to the cluster: call before `Cluster.start`.
 */
export class FlowControl {
  private readonly stage: Stage;
  private readonly spec: FlowControlSpec;
  private readonly items: Items;
  private readonly stored = new Set<number>();
  private readonly held = { producer: new Set<number>(), consumer: new Set<number>() };
  /** When items left that have arrived, and when they were stored, as far as that is not drawn yet. */
  private readonly undrawn = { sent: [] as number[], stored: [] as number[] };
  private readonly arrivedOnce = new Set<number>();
  private outstanding = 0;
  private incarnation = 0;
  private storedBefore = 0;
  private sink: Sink | undefined;

  constructor(stage: Stage, cluster: Cluster, spec: FlowControlSpec) {
    const { world } = stage;
    this.stage = stage;
    this.spec = spec;
    this.items = new Items(world.seed);
    cluster.given('source', (ctx, { node }) => {
      const source = new Source(ctx, node, this.items, { producer: 'producer', perSecond: spec.offersPerSecond, untilMs: spec.untilMs });
      source.run(n => this.taken(n));
      return {};
    });
    cluster.learners(['producer'], spec.make.producer);
    cluster.learners(['consumer'], spec.make.consumer);
    cluster.given('sink', (_ctx, { node }) => (this.sink = new Sink(node, this.items, spec.storesPerSecond, n => this.store(n))));
    this.wire('producer', 'consumer', spec.wireMs);
    this.wire('source', 'producer', constant(BESIDE_MS));
    this.wire('consumer', 'sink', constant(BESIDE_MS));
    hook(world.node('consumer'), { inspect: message => this.arrived(message) });
    world.faults.define('pace', this.pace as unknown as FaultKind);
    world.after(0, sample, this);
  }

  /** Draws what is held, and how fast the sink stores. */
  sample(): void {
    const { stage: { world }, held, spec, stored } = this;
    for (const name of ['producer', 'consumer'] as const) {
      world.history.sample(`Items held by ${name}/held`, 'items', held[name].size);
      world.history.sample(`Items held by ${name}/limit`, 'items', spec.holds[name]);
    }
    world.history.sample('Sink/stored', '/s', (stored.size - this.storedBefore) * (1_000 / SAMPLE_MS));
    world.history.sample('Sink/limit', '/s', this.sink?.perSecond ?? 0);
    this.storedBefore = stored.size;
    this.sampleWindow(world.nowUs - msToUs(KNOWN_MS));
    world.after(msToUs(SAMPLE_MS), sample, this);
  }

  /** Items that had been sent and were not stored, and how many have to be for the sink never to wait: what it stores in a round trip. */
  private sampleWindow(atUs: number): void {
    if (atUs < 0) return;
    const { stage: { world }, spec, undrawn } = this;
    const count = (name: 'sent' | 'stored'): number => {
      const before = undrawn[name].length;
      undrawn[name] = undrawn[name].filter(us => us > atUs);
      return before - undrawn[name].length;
    };
    this.outstanding += count('sent') - count('stored');
    world.history.sample('Window/sent, not stored', 'items', this.outstanding, atUs);
    world.history.sample('Window/rate × round trip', 'items', (spec.storesPerSecond * 2 * meanOf(spec.wireMs)) / 1_000, atUs);
  }

  private wire(a: string, b: string, latencyMs: Distribution): void {
    const { world } = this.stage;
    const [one, other] = [world.node(a), world.node(b)];
    world.network.link(one, other).latencyMs = latencyMs;
    world.network.link(other, one).latencyMs = latencyMs;
  }

  private taken(n: number): void {
    const { stage: { world }, held } = this;
    world.history.fact('taken', { item: n }, 'producer');
    if (this.stored.has(n)) return;
    held.producer.add(n);
    this.weigh(world.node('producer'), 'producer');
  }

  private arrived({ body, to, sentUs }: Message): void {
    const { held, stored, arrivedOnce } = this;
    if (to.incarnation !== this.incarnation) held.consumer.clear();
    this.incarnation = to.incarnation;
    for (const n of this.items.within(body)) {
      if (!stored.has(n)) held.consumer.add(n);
      if (!arrivedOnce.has(n)) this.undrawn.sent.push(sentUs);
      arrivedOnce.add(n);
    }
    this.weigh(to, 'consumer');
  }

  private store(n: number): void {
    if (!this.stored.has(n)) this.undrawn.stored.push(this.stage.world.nowUs);
    this.stored.add(n);
    this.held.producer.delete(n);
    this.held.consumer.delete(n);
    this.stage.world.history.fact('stored', { item: n }, 'sink');
  }

  private weigh(node: SimNode, name: 'producer' | 'consumer'): void {
    const items = this.held[name].size;
    const limit = this.spec.holds[name];
    if (items <= limit || node.state === 'down') return;
    node.world.history.fact('overflow', { items, limit }, node.id);
    this.held[name].clear();
    node.crash();
    node.world.after(msToUs(this.spec.restartMs), restart, node);
  }

  private readonly pace: FaultKind<PaceFault> = {
    start: (_world, { perSecond }) => { this.sink!.perSecond = perSecond; },
    end: () => { this.sink!.perSecond = this.spec.storesPerSecond; },
    sentence: ({ node, perSecond }) => `${node} stores ${perSecond} items a second`,
  };
}

function sample(flow: FlowControl): void {
  flow.sample();
}

function restart(node: SimNode): void {
  node.start();
}
