import { directCauses, EPOCH_MS, type Cause, type RandomStream, type Step, type World } from 'faultlab/author';
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
