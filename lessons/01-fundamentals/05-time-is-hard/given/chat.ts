import type { Handlers, NodeContext, NodeId } from 'faultlab';
import type { Post, StampClock, Write } from '../contract';

/** Hears what becomes of posts. */
export interface Witness<Stamp> {
  wrote(posts: readonly Post<Stamp>[]): void;
  read(post: Post<Stamp>): void;
  dropped(post: Post<Stamp>, error: unknown): void;
}

const REMEMBERED = 50;

/** A chat without a server: every node sends what is written there to all others. */
export class Chat<Stamp> implements Handlers {
  readonly clock: StampClock<Stamp>;
  readonly #ctx: NodeContext;
  readonly #witness: Witness<Stamp>;
  /** Ids of posts that were read here last. */
  readonly #recent: string[] = [];

  constructor(ctx: NodeContext, clock: StampClock<Stamp>, witness: Witness<Stamp>) {
    this.#ctx = ctx;
    this.clock = clock;
    this.#witness = witness;
  }

  recover(): Promise<void> {
    return this.clock.recover();
  }

  async onRequest({ ids, answering }: Write): Promise<void> {
    const answered = answering === undefined ? undefined : this.#recent[Math.round(answering * (this.#recent.length - 1))];
    const posts = ids.map((id, index): Post<Stamp> => ({ id, stamp: this.clock.stamp(), ...(answered !== undefined && index === 0 ? { answers: answered } : {}) }));
    this.#witness.wrote(posts);
    for (const peer of this.#ctx.peers) this.#ctx.send(peer, posts);
  }

  onMessage(_from: NodeId, posts: readonly Post<Stamp>[]): void {
    for (const post of posts) this.#receive(post);
  }

  #receive(post: Post<Stamp>): void {
    try {
      this.clock.observe(post.stamp);
    } catch (error) {
      this.#witness.dropped(post, error);
      return;
    }
    this.#witness.read(post);
    this.#recent.push(post.id);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
  }
}
