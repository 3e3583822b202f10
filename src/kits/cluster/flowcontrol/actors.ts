import { msToUs, type SimNode } from '../../../sim/index.ts';
import { Refused } from '../../errors.ts';
import type { Handlers, NodeContext } from '../api.ts';
import type { SinkRequest, SourceRequest } from './api.ts';
import type { Items } from './items.ts';

/** How long the source waits before it offers an item again. */
const AGAIN_MS = 20;

const sleep = (node: SimNode, ms: number): Promise<void> => new Promise(resolve => void node.after(msToUs(ms), resolve));

export interface SourcePace {
  readonly producer: string;
  readonly perSecond: number;
  /** It has nothing more from then on. */
  readonly untilMs: number;
}

/** Has a new item so many times a second, and offers them one after the other. */
export class Source {
  readonly #ctx: NodeContext;
  readonly #node: SimNode;
  readonly #items: Items;
  readonly #pace: SourcePace;

  constructor(ctx: NodeContext, node: SimNode, items: Items, pace: SourcePace) {
    this.#ctx = ctx;
    this.#node = node;
    this.#items = items;
    this.#pace = pace;
  }

  run(taken: (n: number) => void): void {
    void this.#offerAll(taken);
  }

  async #offerAll(taken: (n: number) => void): Promise<void> {
    const { perSecond, untilMs } = this.#pace;
    for (let n = 1; ; n++) {
      const dueMs = (n * 1_000) / perSecond;
      if (dueMs >= untilMs) return;
      const nowMs = this.#node.world.nowUs / 1_000;
      if (dueMs > nowMs) await sleep(this.#node, dueMs - nowMs);
      while (await this.#offer(n) !== 'taken') {
        await sleep(this.#node, AGAIN_MS);
        if (this.#node.world.nowUs >= msToUs(untilMs)) return;
      }
      taken(n);
    }
  }

  async #offer(n: number): Promise<unknown> {
    const request: SourceRequest = { op: 'offer', item: this.#items.item(n) };
    try {
      return await this.#ctx.call(this.#pace.producer, request);
    } catch {
      return 'wait';
    }
  }
}

/** Stores items, one at a time; what it has stored is never lost. */
export class Sink implements Handlers {
  last = 0;
  /** Items that it stores in a second. */
  perSecond: number;
  readonly #node: SimNode;
  readonly #items: Items;
  readonly #stored: (n: number) => void;
  #turn: Promise<void> = Promise.resolve();

  constructor(node: SimNode, items: Items, perSecond: number, stored: (n: number) => void) {
    this.#node = node;
    this.#items = items;
    this.perSecond = perSecond;
    this.#stored = stored;
  }

  async onRequest(request: Partial<Extract<SinkRequest, { op: 'store' }> | Extract<SinkRequest, { op: 'last' }>> | null): Promise<unknown> {
    if (request?.op === 'last') return { last: this.last };
    if (request?.op !== 'store') throw new Refused('BadRequest', 'the sink understands { op: \'store\', item } and { op: \'last\' }');
    const { item } = request;
    if (!this.#items.isGenuine(item)) throw new Refused('BadItem', 'this is no item of the source: an item has its n and its body');
    const turn = this.#turn.then(() => this.#store(item.n));
    this.#turn = turn;
    await turn;
    return { stored: item.n };
  }

  async #store(n: number): Promise<void> {
    await sleep(this.#node, 1_000 / this.perSecond);
    this.last = n;
    this.#stored(n);
  }
}
