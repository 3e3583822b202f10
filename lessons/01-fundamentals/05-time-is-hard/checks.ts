import {
  atSeconds, directCauses, EPOCH_MS,
  type Cause, type Check, type Fact, type Finding, type Measure, type Operation, type RandomStream, type RunRecord, type Step, type Strike, type World,
} from 'faultlab/author';
import type { Post } from './contract';
import type { Witness } from './given/chat.ts';

/** The functions that a learner's program exports beside its clock. */
export interface Comparison {
  compare(a: unknown, b: unknown): number;
  wallMs(stamp: unknown): number;
}

interface Written extends Post<unknown> {
  readonly node: string;
  readonly atUs: number;
}

const TRIPLES = 1_000;
const SORTED = 200;

/**
 * Knows what was really written and read, and asks the nodes' programs at the end how they order it. What it finds
 * become facts: `inverted`, `unordered`, `dropped`, `wall` (the worst of each node whose clock kept the promise), `stamp`.
 */
export class Judge {
  private readonly world: World;
  private readonly random: RandomStream;
  private readonly written = new Map<string, Written>();
  private readonly steps: Step<Written>[] = [];
  private readonly known = new Set<string>();
  private readonly orders = new Map<string, string>();

  constructor(world: World) {
    this.world = world;
    this.random = world.stream('judge');
  }

  started(node: string): void {
    if (this.known.has(node)) this.steps.push({ node, kind: 'forgot' });
    this.known.add(node);
  }

  witness(node: string): Witness<unknown> {
    const { world } = this;
    const { history } = world;
    return {
      wrote: posts => {
        for (const post of posts) this.wrote(node, post);
        history.fact('wrote', { id: posts[0]!.id, posts: posts.length }, node);
        history.sample(`wall clock error/${node}`, 'ms', world.node(node).wallMs - trueMs(world.nowUs));
      },
      read: ({ id }) => {
        this.steps.push({ node, kind: 'seen', item: this.written.get(id)! });
      },
      dropped: ({ id }) => {
        const from = this.written.get(id)!.node;
        history.fact('dropped', { id, from, allowed: !this.keepsPromise(node) || !this.keepsPromise(from) }, node);
      },
    };
  }

  /** Asks one node's program; call it with that node in control. */
  ask(node: string, { compare, wallMs }: Comparison): void {
    const first = this.orders.size === 0;
    this.orders.set(node, this.sorted(compare).join());
    if (!first) return;
    this.findInversion(compare, wallMs);
    this.findCircle(compare);
    this.findWorst(wallMs);
  }

  /** When all nodes were asked. */
  conclude(): void {
    const { history } = this.world;
    const [first, ...others] = this.orders;
    if (!first) history.fact('unordered', { how: 'nobody' });
    const other = others.find(([, order]) => order !== first![1]);
    if (other) history.fact('unordered', { how: 'differs', nodes: [first![0], other[0]] });
  }

  private wrote(node: string, post: Post<unknown>): void {
    const { world } = this;
    const bytes = (JSON.stringify(post.stamp) ?? '').length;
    if (bytes > 64 || bytes === 0) world.history.fact('stamp', { id: post.id, bytes }, node);
    const item: Written = { ...post, stamp: world.copier.copy(post.stamp), node, atUs: world.nowUs };
    this.written.set(post.id, item);
    this.steps.push({ node, kind: 'made', item });
  }

  /** The wall clock of a node is still what the lesson says it is. */
  private keepsPromise(node: string): boolean {
    return !this.world.faults.strikes.some(({ fault }) => fault.kind === 'jump' && fault['node'] === node);
  }

  private brokenUs(node: string): number {
    return this.world.faults.strikes.find(({ fault }) => fault.kind === 'jump' && fault['node'] === node)?.fromUs ?? Infinity;
  }

  private findInversion(compare: Comparison['compare'], wallMs: Comparison['wallMs']): void {
    const inverted = directCauses(this.steps).find(({ cause, effect }) => !(compare(cause.stamp, effect.stamp) < 0));
    if (!inverted) return;
    const { cause, effect } = inverted;
    this.world.history.fact('inverted', { cause: cause.id, effect: effect.id, how: howOf(inverted), byMs: Number(wallMs(cause.stamp)) - Number(wallMs(effect.stamp)), atUs: effect.atUs }, effect.node);
  }

  private findCircle(compare: Comparison['compare']): void {
    const posts = [...this.written.values()];
    const sign = (a: Written, b: Written): number => Math.sign(compare(a.stamp, b.stamp));
    for (let i = 0; i < TRIPLES; i++) {
      const [a, b, c] = [this.random.pick(posts), this.random.pick(posts), this.random.pick(posts)];
      if (a === b || b === c || a === c) continue;
      const [ab, bc, ac, ba] = [sign(a, b), sign(b, c), sign(a, c), sign(b, a)];
      const how = ab === 0 ? 'equal' : ab !== -ba || Number.isNaN(ab) ? 'both' : ab === bc && ab !== ac ? 'circle' : undefined;
      if (how === undefined) continue;
      const ids = how === 'circle' ? (ab < 0 ? [a, b, c] : [c, b, a]) : [a, b];
      this.world.history.fact('unordered', { how, ids: ids.map(({ id }) => id) }, a.node);
      return;
    }
  }

  private findWorst(wallMs: Comparison['wallMs']): void {
    const worst = new Map<string, { post: Written; errorMs: number }>();
    for (const post of this.written.values()) {
      if (post.atUs >= this.brokenUs(post.node)) continue;
      const claimed = Number(wallMs(post.stamp));
      const errorMs = Number.isNaN(claimed) ? Infinity : claimed - trueMs(post.atUs);
      if (!(Math.abs(errorMs) <= Math.abs(worst.get(post.node)?.errorMs ?? 0))) worst.set(post.node, { post, errorMs });
    }
    for (const [node, { post: { id, atUs }, errorMs }] of worst) this.world.history.fact('wall', { id, atUs, errorMs }, node);
  }

  private sorted(compare: Comparison['compare']): string[] {
    const posts = [...this.written.values()];
    const step = Math.max(1, Math.floor(posts.length / SORTED));
    return posts.filter((_, index) => index % step === 0).sort((a, b) => compare(a.stamp, b.stamp)).map(({ id }) => id);
  }
}

function howOf({ cause, effect, own }: Cause<Written>): 'own' | 'answer' | 'read' {
  return own ? 'own' : effect.answers === cause.id ? 'answer' : 'read';
}

/** What a perfect clock shows, milliseconds since 1970. */
export const trueMs = (us: number): number => EPOCH_MS + us / 1000;

const factOf = ({ facts }: RunRecord, type: string): Fact | undefined => facts.find(fact => fact.type === type);

/** The trace's row at which a post was written. */
const rowOf = (id: unknown, { facts }: RunRecord): number => facts.find(({ type, data }) => type === 'wrote' && data['id'] === id)?.row ?? -1;

/** What happened before another thing is before it in the feed. */
export const causesFirst: Check = run => {
  const fact = factOf(run, 'inverted');
  if (!fact) return undefined;
  const { cause, effect, how, byMs, atUs } = fact.data as { cause: string; effect: string; how: 'own' | 'answer' | 'read'; byMs: number; atUs: number };
  const { node } = fact;
  const late = byMs >= 1 ? `${shown(byMs)} before` : 'before or beside';
  const told = {
    answer: `${node} answered ${cause} with ${effect}; the feed shows the answer ${late} the question`,
    read: `${node} had read ${cause} when ${effect} was written there; the feed shows ${effect} ${late} ${cause}`,
    own: `${node} wrote ${effect} after ${cause}; the feed shows ${effect} ${late} ${cause}`,
  }[how];
  return { message: `${told} (at ${atSeconds(atUs)}). Who reads the feed sees an effect without its cause`, atUs, row: rowOf(effect, run), node: node! };
};

/** `compare` sorts all posts, and on all nodes alike. */
export const oneOrder: Check = run => {
  const fact = factOf(run, 'unordered');
  if (!fact) return undefined;
  const { how, ids = [], nodes = [] } = fact.data as { how: string; ids?: string[]; nodes?: string[] };
  const told = {
    nobody: 'No node runs at the end that could be asked for an order',
    differs: `${nodes[0]} and ${nodes[1]} sort the same posts differently`,
    equal: `${ids[0]} and ${ids[1]} are different posts, and neither comes first`,
    both: `${ids[0]} and ${ids[1]} are in one order or in the other, depending on which is asked for first`,
    circle: `${ids[0]} is before ${ids[1]}, ${ids[1]} before ${ids[2]}, and ${ids[2]} before ${ids[0]}`,
  }[how]!;
  return { message: `${told}. Two people who look at the same chat see two different conversations`, atUs: fact.atUs, row: rowOf(ids[0], run), ...(fact.node === undefined ? {} : { node: fact.node }) };
};

/** Between nodes whose clocks keep the promise every post is read. */
export const nothingDropped: Check = ({ facts }) => {
  const fact = facts.find(({ type, data }) => type === 'dropped' && data['allowed'] === false);
  return fact && {
    message: `${fact.node} dropped ${fact.data['id']} of ${fact.data['from']} at ${atSeconds(fact.atUs)}, and both clocks are as right as promised: nobody there will ever read it`,
    atUs: fact.atUs, row: fact.row, node: fact.node!,
  };
};

export const stampsFit: Check = run => {
  const fact = factOf(run, 'stamp');
  if (!fact) return undefined;
  const { id, bytes } = fact.data as { id: string; bytes: number };
  return { message: `The stamp of ${id}, written by ${fact.node} at ${atSeconds(fact.atUs)}, ${bytes === 0 ? 'is no data' : `takes ${bytes} bytes; 64 are allowed`}`, atUs: fact.atUs, row: fact.row, node: fact.node! };
};

/** Share of the posts that were written, of those that somebody wanted to write at a node that was running. */
export const postsWritten: Measure = ({ operations, strikes }) => {
  const running = operations.filter(({ client, invokedUs }) => !strikes.some(({ fault, fromUs, toUs }) => (fault.kind === 'crash' || fault.kind === 'pause') && client.endsWith(fault['node'] as string) && invokedUs >= fromUs && invokedUs <= toUs));
  if (running.length === 0) return undefined;
  const lost = running.filter(({ outcome }) => outcome !== 'ok');
  const [first] = lost;
  return {
    value: 1 - lost.length / running.length,
    ...(first ? { worst: toldLost(first, lost) } : {}),
  };
};

function toldLost({ client, input, invokedUs, invokedRow }: Operation, lost: readonly Operation[]): Finding {
  const node = client.slice('user of '.length);
  const own = lost.filter(other => other.client === client).length;
  return { message: `The user of ${node} wrote ${String(input)} at ${atSeconds(invokedUs)}, and ${node}, which was running, has not stamped it in three seconds; ${own} ${own === 1 ? 'post' : 'posts'} of this user came to nothing. A chat in which nothing can be written has no order to keep`, atUs: invokedUs, row: invokedRow, node };
}

/** How far the claimed time of a post is from the true one at most, milliseconds. */
export const farthestOff: Measure = run => {
  const walls = run.facts.filter(({ type }) => type === 'wall').map(({ node, data }) => ({ node: node!, ...data as { id: string; atUs: number; errorMs: number } }));
  if (walls.length === 0) return undefined;
  const worst = walls.reduce((a, b) => (Math.abs(b.errorMs) > Math.abs(a.errorMs) ? b : a));
  return { value: Math.abs(worst.errorMs), worst: toldOff(worst, walls, run) };
};

function toldOff({ node, id, atUs, errorMs }: { node: string; id: string; atUs: number; errorMs: number }, walls: readonly { errorMs: number }[], run: RunRecord): Finding {
  const claim = Number.isFinite(errorMs) ? `claims ${instant(trueMs(atUs) + errorMs)}; it was written at ${instant(trueMs(atUs))}, ${shown(Math.abs(errorMs))} ${errorMs > 0 ? 'earlier' : 'later'}` : 'claims no time at all';
  const ahead = run.strikes.find(({ fault }) => fault.kind === 'jump' && (fault['byMs'] as number) > 60_000);
  const others = walls.filter(wall => wall.errorMs > 60_000).length;
  const story = ahead && others > 0 ? `${jumped(ahead)} Soon ${others === 4 ? 'all five nodes are' : `${others} of the other four are`}. ` : '';
  return { message: `${story}${id} of ${node} ${claim}. Whoever looks for what was written at that time finds the wrong posts`, atUs, row: rowOf(id, run), node };
}

const jumped = ({ fault, fromUs }: Strike): string => `${fault['node'] as string} is ${shown(fault['byMs'] as number)} ahead since ${atSeconds(fromUs)}.`;

const UNITS: readonly (readonly [name: string, ms: number])[] = [['days', 86_400_000], ['hours', 3_600_000], ['minutes', 60_000], ['s', 1_000]];

function shown(ms: number): string {
  const [name, size] = UNITS.find(([, size]) => ms >= 2 * size) ?? ['ms', 1];
  return `${Math.round((ms / size) * 10) / 10} ${name}`;
}

/** `2025-06-02 09:00:04.123`. */
function instant(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().replace('T', ' ').replace('Z', '');
}
