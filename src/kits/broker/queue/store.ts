/** What a queue promises beyond order. */
export interface QueueSpec {
  /** How long a received message is hidden, unless `receive` says otherwise. */
  readonly visibilityMs: number;
  /** Messages that come back after so many receives are moved to another queue. */
  readonly deadLetters?: { readonly queue: string; readonly afterReceives: number };
}

/** A message as the broker keeps it. */
export interface Kept {
  /** Its place in the order of the queue. */
  readonly number: number;
  readonly id: string;
  readonly body: unknown;
  readonly enqueuedAt: number;
  receiveCount: number;
  tags?: Readonly<Record<string, string>>;
  /** Of the delivery that holds it; absent: nobody does. */
  receipt?: string;
  holder?: string;
  receivedUs: number;
  /** Until when nobody can receive it. */
  hiddenUntilUs: number;
}

/** The messages of one queue: what survives a crash of the broker. */
export class QueueStore {
  readonly name: string;
  readonly spec: QueueSpec;
  /** What can be received, in order. */
  readonly ready: Kept[] = [];
  /** Held by somebody, or delayed. By number. */
  readonly hidden = new Map<number, Kept>();
  private readonly held = new Map<string, Kept>();
  private readonly acknowledged = new Set<string>();
  private numbers = 0;

  constructor(name: string, spec: QueueSpec) {
    this.name = name;
    this.spec = spec;
  }

  add({ id, body, enqueuedAt, tags }: Pick<Kept, 'body' | 'enqueuedAt' | 'tags'> & { readonly id?: string | undefined }, hiddenUntilUs: number): Kept {
    const number = ++this.numbers;
    const kept: Kept = { number, id: id ?? `${this.name}-${number}`, body, enqueuedAt, receiveCount: 0, receivedUs: 0, hiddenUntilUs, ...(tags ? { tags } : {}) };
    if (hiddenUntilUs > 0) this.hidden.set(number, kept);
    else this.ready.push(kept);
    return kept;
  }

  /** Hands the oldest messages out. */
  take(max: number, holder: string, nowUs: number, visibilityUs: number): Kept[] {
    const taken = this.ready.splice(0, max);
    for (const kept of taken) {
      kept.receiveCount++;
      kept.receipt = `${this.name}/${kept.number}/${kept.receiveCount}`;
      kept.holder = holder;
      kept.receivedUs = nowUs;
      kept.hiddenUntilUs = nowUs + visibilityUs;
      this.hidden.set(kept.number, kept);
      this.held.set(kept.receipt, kept);
    }
    return taken;
  }

  /** What a delivery holds; undefined if it holds nothing any more. */
  heldBy(receipt: string): Kept | undefined {
    return this.held.get(receipt);
  }

  wasAcknowledged(receipt: string): boolean {
    return this.acknowledged.has(receipt);
  }

  acknowledge(kept: Kept): void {
    this.acknowledged.add(kept.receipt!);
    this.remove(kept);
  }

  /** The delivery ends, the message stays hidden for now. */
  letGo(kept: Kept, hiddenUntilUs: number): void {
    this.held.delete(kept.receipt!);
    delete kept.receipt;
    delete kept.holder;
    kept.hiddenUntilUs = hiddenUntilUs;
  }

  /** Nobody holds it any more: it takes its old place, or (false) has been received too often. */
  comeBack(kept: Kept): boolean {
    if (kept.receipt !== undefined) this.letGo(kept, 0);
    this.hidden.delete(kept.number);
    const { deadLetters } = this.spec;
    if (deadLetters && kept.receiveCount >= deadLetters.afterReceives) return false;
    this.ready.splice(placeOf(kept.number, this.ready), 0, kept);
    return true;
  }

  private remove(kept: Kept): void {
    this.hidden.delete(kept.number);
    this.held.delete(kept.receipt!);
  }
}

/** Where a number belongs in a list that is sorted by number. */
function placeOf(number: number, list: readonly Kept[]): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]!.number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
