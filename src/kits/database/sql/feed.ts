import { msToUs, type SimNode } from '../../../sim/index.ts';
import type { ChangesAnswer, ChangesRequest } from './protocol.ts';
import type { Store } from './store.ts';

interface Parked {
  readonly request: ChangesRequest;
  readonly answer: { resolve(answer: ChangesAnswer): void; reject(error: unknown): void };
}

/** A reader that finds nothing new is answered after this much time, and asks again. */
const PATIENCE_MS = 1_000;
const PORTION = 100;

/** Readers of a database's changes. */
export class Feed {
  private readonly node: SimNode;
  private readonly store: Store;
  private parked: Parked[] = [];

  constructor(node: SimNode, store: Store) {
    this.node = node;
    this.store = store;
  }

  ask(request: ChangesRequest, answer: Parked['answer']): void {
    const parked: Parked = { request, answer };
    this.parked.push(parked);
    this.serve();
    if (!this.parked.includes(parked)) return;
    this.node.after(msToUs(PATIENCE_MS), () => {
      const index = this.parked.indexOf(parked);
      if (index < 0) return;
      this.parked.splice(index, 1);
      answer.resolve({ changes: [], ...(request.from ? { next: request.from } : {}), setBack: request.setBack ?? this.store.setBacks.length });
    });
  }

  /** A transaction has committed. */
  committed(): void {
    const { feedLateUs } = this.store;
    if (feedLateUs === 0) this.serve();
    else this.node.after(feedLateUs, () => this.serve());
  }

  /** Answers whoever can be told something. */
  serve(): void {
    this.parked = this.parked.filter(parked => {
      try {
        const answer = this.portion(parked.request);
        if (answer.changes.length === 0) return true;
        parked.answer.resolve(answer);
      } catch (error) {
        parked.answer.reject(error);
      }
      return false;
    });
  }

  private portion({ from, tables, setBack = this.store.setBacks.length }: ChangesRequest): ChangesAnswer {
    const { log, setBacks, feedLateUs } = this.store;
    const again = setBacks[setBack];
    const begin = from && again !== undefined ? log.back(from, again) : from;
    const all = log.after(begin, this.node.world.nowUs - feedLateUs, PORTION);
    const next = all.at(-1)?.position ?? begin;
    const changes = tables ? all.filter(({ table }) => tables.includes(table)) : all;
    return { changes, ...(next ? { next } : {}), setBack: again === undefined ? setBack : setBack + 1 };
  }
}
