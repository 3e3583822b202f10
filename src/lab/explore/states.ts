import { hashText, hook, mix, type SimNode, type Transmitted, type World } from '../../sim/index.ts';

/** What a node is given: a message, an event of its own, or something that the world does. */
const GIVEN = { message: 1, own: 2, world: 3 } as const;

/** One number below 2^53 for several, the same for the same. */
function token(...parts: readonly number[]): number {
  let low = 0x243f6a88;
  let high = 0x13198a2e;
  for (const part of parts) {
    low = mix(low ^ (part | 0) ^ Math.imul((part / 4294967296) | 0, 0x9e3779b1));
    high = mix(Math.imul(high, 0x85ebca6b) ^ low ^ 0x165667b1);
  }
  return (high & 0x1fffff) * 4294967296 + low;
}

/**
 * The states of a run, as numbers: what each node was given and in which order, the messages in flight, and what the world
 * outside has seen. Programs are deterministic, so nodes that were given the same are in the same state: no field of a
 * program is looked at. Clocks are left out: they differ between two such runs by no more than messages were on their way.
 */
export class States {
  private readonly seen: Set<number>;
  private readonly histories: number[] = [];
  private readonly lives: number[] = [];
  private readonly fired: number[] = [];
  private readonly flying = new Map<Transmitted, number>();
  private flyingLow = 0;
  private flyingHigh = 0;
  private worldEvents = 0;
  private outside = 0;
  private outsideLength = 0;
  /** Of what is being given, 0 while that is not known. */
  private given = 0;
  private world: World | undefined;

  constructor(seen: Set<number>) {
    this.seen = seen;
  }

  /** Before anything happens in it. */
  watch(world: World): void {
    this.world = world;
    const { beforeEnter } = world;
    hook(world, {
      beforeEnter: node => {
        this.enter(node);
        beforeEnter(node);
      },
    });
  }

  /** A message is on its way. */
  sent(transmitted: Transmitted): void {
    const { link: { from, to }, number } = transmitted;
    const by = this.given === 0 ? this.worldEvents : 0;
    this.fly(transmitted, token(this.histories[from.index] ?? 0, by, from.index, to.index, number));
  }

  /** An event begins; `delivered` is the message that it delivers. */
  begin(delivered: Transmitted | undefined): void {
    this.given = 0;
    if (!delivered) return;
    const message = this.flying.get(delivered)!;
    this.fly(delivered, undefined);
    this.given = token(GIVEN.message, message);
    if (delivered.message.to.hears) this.give(delivered.message.to);
  }

  /** The event has happened, its promises included. True if the state is a new one. */
  isNew(): boolean {
    const { nodes, history, faults } = this.world!;
    if (this.given === 0) {
      this.worldEvents++;
      this.given = token(GIVEN.world, this.worldEvents);
      for (const node of nodes) if (node.role !== 'learner') this.give(node);
    }
    for (const node of nodes) {
      const life = 4 * node.incarnation + ['up', 'down', 'paused'].indexOf(node.state);
      if (this.lives[node.index] !== life) this.give(node);
      this.lives[node.index] = life;
    }
    if (history.length !== this.outsideLength) this.outside = token(this.outside, this.given, history.length);
    this.outsideLength = history.length;
    const state = token(this.flyingLow, this.flyingHigh, this.worldEvents, this.outside, ...faults.strikes.flatMap(({ fault, toUs }) => [hashText(fault.id), toUs === Infinity ? 0 : 1]), ...nodes.map(({ index }) => this.histories[index] ?? 0));
    if (this.seen.has(state)) return false;
    this.seen.add(state);
    return true;
  }

  private enter(node: SimNode): void {
    if (this.given !== 0) {
      this.give(node);
    } else if (node.fired !== (this.fired[node.index] ?? -1)) {
      this.given = token(GIVEN.own, node.index, node.fired);
      this.give(node);
    } else this.histories[node.index] = token(this.histories[node.index] ?? 0, GIVEN.world, this.worldEvents);
    this.fired[node.index] = node.fired;
  }

  private give({ index }: SimNode): void {
    this.histories[index] = token(this.histories[index] ?? 0, this.given);
  }

  /** With its token it begins to fly, without it has landed. */
  private fly(transmitted: Transmitted, begins: number | undefined): void {
    const flying = begins ?? this.flying.get(transmitted)!;
    this.flyingLow ^= flying | 0;
    this.flyingHigh ^= (flying / 4294967296) | 0;
    if (begins === undefined) this.flying.delete(transmitted);
    else this.flying.set(transmitted, begins);
  }
}
