import type { Operation } from '../../sim/history.ts';

/** Invocations and completions in order of time, as a list from which operations are lifted when they have taken effect. */
export class Events {
  /** Operations with an answer that have not taken effect. */
  required = 0;
  private readonly operations: readonly Operation[];
  /** By event: the operation that is invoked, or ~ the one that is completed. */
  private readonly what: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** By operation: its two events; -1 where it is not in the list, or stays open. */
  private readonly invocation: Int32Array;
  private readonly completion: Int32Array;
  private readonly head: number;

  /** Those of `listed`, which are positions in `operations`. */
  constructor(operations: readonly Operation[], listed: readonly number[]) {
    this.operations = operations;
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
  }

  /** What may take effect next: all that was invoked before the first completion; the one that is completed first comes first. */
  candidates(): number[] {
    const found: number[] = [];
    let event = this.next[this.head]!;
    for (; event !== this.head && this.what[event]! >= 0; event = this.next[event]!) found.push(this.what[event]!);
    if (found.length > 1) found.sort((a, b) => this.operations[a]!.completedUs - this.operations[b]!.completedUs || a - b);
    return found;
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
