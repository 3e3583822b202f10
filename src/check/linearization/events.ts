import type { Operation } from '../../sim/history.ts';

/** Where more are open at once, places are told by their operations. */
const MOST_SLOTS = 24;

/** Invocations and completions in order of time, as a list from which operations are lifted when they have taken effect. */
export class Events {
  /** Operations with an answer that have not taken effect. */
  required = 0;
  /** By event: the operation that is invoked, or ~ the one that is completed. */
  private readonly what: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** By operation: its two events; -1 where it is not in the list, or stays open. */
  private readonly invocation: Int32Array;
  private readonly completion: Int32Array;
  /** By operation: its place in the order of completion. */
  private readonly rank: Int32Array;
  /** By operation: a number that no other has while it is open. */
  private readonly slot: Int32Array;
  private readonly slots: number;
  private readonly head: number;

  /** Those of `listed`, which are positions in `operations`. */
  constructor(operations: readonly Operation[], listed: readonly number[]) {
    this.what = eventsOf(operations, listed);
    this.head = this.what.length;
    this.next = new Int32Array(this.head + 1);
    this.previous = new Int32Array(this.head + 1);
    this.invocation = new Int32Array(operations.length).fill(-1);
    this.completion = new Int32Array(operations.length).fill(-1);
    for (let event = 0; event <= this.head; event++) {
      this.next[event] = event === this.head ? 0 : event + 1;
      this.previous[event] = event === 0 ? this.head : event - 1;
    }
    for (let event = 0; event < this.head; event++) {
      const what = this.what[event]!;
      if (what >= 0) this.invocation[what] = event;
      else this.completion[~what] = event;
    }
    this.required = this.head - listed.length;
    this.rank = new Int32Array(operations.length).fill(this.head);
    for (let event = 0; event < this.head; event++) if (this.what[event]! < 0) this.rank[~this.what[event]!] = event;
    this.slot = new Int32Array(operations.length);
    this.slots = this.giveSlots();
  }

  /** What may take effect next: all that was invoked before the first completion; the one that is completed first comes first. */
  candidates(): number[] {
    const { what, next, rank } = this;
    const found: number[] = [];
    let event = next[this.head]!;
    for (; event !== this.head && what[event]! >= 0; event = next[event]!) {
      const operation = what[event]!;
      let at = found.length;
      for (; at > 0 && rank[found[at - 1]!]! > rank[operation]!; at--) found[at] = found[at - 1]!;
      found[at] = operation;
    }
    return found;
  }

  /** What has taken effect, as something that equals no other: told by which operation is completed next, and what else could take effect before. */
  place(): number | string {
    const { what, next } = this;
    let event = next[this.head]!;
    if (this.slots > MOST_SLOTS) return this.candidates().join();
    let open = 0;
    for (; event !== this.head && what[event]! >= 0; event = next[event]!) open |= 1 << this.slot[what[event]!]!;
    return event * (1 << this.slots) + open;
  }

  /** Of those that have not taken effect, the one that is completed first. */
  firstCompleted(): number | undefined {
    let event = this.next[this.head]!;
    while (event !== this.head && this.what[event]! >= 0) event = this.next[event]!;
    return event === this.head ? undefined : ~this.what[event]!;
  }

  lift(operation: number): void {
    this.unlink(this.invocation[operation]!);
    if (this.completion[operation]! < 0) return;
    this.unlink(this.completion[operation]!);
    this.required--;
  }

  /** Operations are put back in the opposite order in which they were lifted. */
  putBack(operation: number): void {
    if (this.completion[operation]! >= 0) {
      this.link(this.completion[operation]!);
      this.required++;
    }
    this.link(this.invocation[operation]!);
  }

  /** How many operations are open at once at most. */
  private giveSlots(): number {
    const free: number[] = [];
    let slots = 0;
    for (const what of this.what) {
      if (what < 0) free.push(this.slot[~what]!);
      else this.slot[what] = free.pop() ?? slots++;
    }
    return slots;
  }

  private unlink(event: number): void {
    this.next[this.previous[event]!] = this.next[event]!;
    this.previous[this.next[event]!] = this.previous[event]!;
  }

  private link(event: number): void {
    this.next[this.previous[event]!] = event;
    this.previous[this.next[event]!] = event;
  }
}

/** Operations as they are invoked and ~ operations as they are completed; of equal instants, invocations come first. */
function eventsOf(operations: readonly Operation[], listed: readonly number[]): Int32Array {
  const begin = (operation: number): number => operations[operation]!.invokedUs;
  const end = (operation: number): number => operations[operation]!.completedUs;
  const begun = [...listed].sort((a, b) => begin(a) - begin(b) || a - b);
  const ended = listed.filter(operation => operations[operation]!.outcome === 'ok').sort((a, b) => end(a) - end(b) || a - b);
  const events = new Int32Array(begun.length + ended.length);
  for (let event = 0, i = 0, j = 0; event < events.length; event++) {
    events[event] = j >= ended.length || (i < begun.length && begin(begun[i]!) <= end(ended[j]!)) ? begun[i++]! : ~ended[j++]!;
  }
  return events;
}
