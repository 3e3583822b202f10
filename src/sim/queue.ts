import { grown } from './grown.ts';

/** What a virtual event runs; the two arguments spare a closure per event. */
export type EventHandler = (a: never, b: never) => void;

const ARITY = 4;
const FIRST_CAPACITY = 64;
const NOTHING: EventHandler = () => {};

interface Work {
  handler: EventHandler;
  a: unknown;
  b: unknown;
}

const nothing = (): Work => ({ handler: NOTHING, a: undefined, b: undefined });

/**
 * Pending events in order of (time, sequence): a 4-ary heap of slot numbers over typed arrays. Slots are reused once
 * their event was popped or removed. What an event runs
 * is kept in fields and not in elements: V8 takes every store into a plain array's elements a slow way once the language is frozen.
 */
export class EventQueue {
  /** The popped event. */
  timeUs = 0;
  handler = NOTHING;
  a: unknown;
  b: unknown;

  size = 0;
  private sequence = 0;
  private capacity = FIRST_CAPACITY;
  /** Slots: those of the `size` pending events, then the free ones. */
  private heap = new Int32Array(FIRST_CAPACITY);
  /** Where in `heap` a slot stands. */
  private positions = new Int32Array(FIRST_CAPACITY);
  /** By where in `heap` an event stands, so that those compared lie side by side. */
  private times = new Float64Array(FIRST_CAPACITY);
  private sequences = new Float64Array(FIRST_CAPACITY);
  private readonly work: Work[] = [];

  constructor() {
    this.addSlots(0);
  }

  /** Returns the event's slot, by which it can be removed for as long as it is pending. */
  push(timeUs: number, handler: EventHandler, a: unknown, b: unknown): number {
    if (this.size === this.capacity) this.grow();
    const slot = this.heap[this.size]!;
    const work = this.work[slot]!;
    work.handler = handler;
    work.a = a;
    work.b = b;
    this.siftUp(this.size++, slot, timeUs, this.sequence++);
    return slot;
  }

  /** Loads the earliest event into `timeUs`, `handler`, `a`, `b`; false when there is none. */
  pop(): boolean {
    if (this.size === 0) return false;
    const slot = this.heap[0]!;
    this.timeUs = this.times[0]!;
    const { handler, a, b } = this.work[slot]!;
    this.handler = handler;
    this.a = a;
    this.b = b;
    this.remove(slot);
    return true;
  }

  /** Slot of the earliest event; only while there is one. */
  get first(): number {
    return this.heap[0]!;
  }

  /** When the earliest event is due, and the one after it; `Infinity` where there is none. */
  firstTimesUs(): readonly [number, number] {
    if (this.size === 0) return [Infinity, Infinity];
    let second = Infinity;
    for (let child = 1; child <= ARITY && child < this.size; child++) second = Math.min(second, this.times[child]!);
    return [this.times[0]!, second];
  }

  remove(slot: number): void {
    let position = this.positions[slot]!;
    const work = this.work[slot]!;
    work.a = undefined;
    work.b = undefined;
    const end = --this.size;
    if (position === end) return;
    const last = this.heap[end]!;
    const time = this.times[end]!;
    const sequence = this.sequences[end]!;
    this.heap[end] = slot;
    // At most one of them moves it.
    if (position > 0) position = this.siftUp(position, last, time, sequence);
    this.siftDown(position, last, time, sequence);
  }

  /** Returns where it comes to stand. */
  private siftUp(position: number, slot: number, time: number, sequence: number): number {
    const { heap, positions, times, sequences } = this;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && sequences[parent]! < sequence)) break;
      const other = heap[parent]!;
      heap[position] = other;
      times[position] = parentTime;
      sequences[position] = sequences[parent]!;
      positions[other] = position;
      position = parent;
    }
    heap[position] = slot;
    times[position] = time;
    sequences[position] = sequence;
    positions[slot] = position;
    return position;
  }

  private siftDown(position: number, slot: number, time: number, sequence: number): void {
    const { heap, positions, times, sequences, size } = this;
    for (;;) {
      let child = position * ARITY + 1;
      if (child >= size) break;
      const end = child + ARITY < size ? child + ARITY : size;
      let best = child;
      let bestTime = times[child]!;
      while (++child < end) {
        const otherTime = times[child]!;
        if (otherTime < bestTime || (otherTime === bestTime && sequences[child]! < sequences[best]!)) {
          best = child;
          bestTime = otherTime;
        }
      }
      if (time < bestTime || (time === bestTime && sequence < sequences[best]!)) break;
      const other = heap[best]!;
      heap[position] = other;
      times[position] = bestTime;
      sequences[position] = sequences[best]!;
      positions[other] = position;
      position = best;
    }
    heap[position] = slot;
    times[position] = time;
    sequences[position] = sequence;
    positions[slot] = position;
  }

  private grow(): void {
    const before = this.capacity;
    this.capacity *= 2;
    this.heap = grown(this.heap, new Int32Array(this.capacity));
    this.positions = grown(this.positions, new Int32Array(this.capacity));
    this.times = grown(this.times, new Float64Array(this.capacity));
    this.sequences = grown(this.sequences, new Float64Array(this.capacity));
    this.addSlots(before);
  }

  private addSlots(from: number): void {
    for (let slot = from; slot < this.capacity; slot++) {
      this.heap[slot] = slot;
      this.work.push(nothing());
    }
  }
}
