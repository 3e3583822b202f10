import type { Operation } from '../../sim/history.ts';
import type { Model } from './model.ts';

/** Operations in an order in which one copy could have answered them, each with the state it left. */
export interface Order<State> {
  readonly operations: readonly Operation[];
  readonly states: readonly State[];
}

export interface Linearization<State> {
  /** `none`: all orders were tried; `unknown`: there were too many to try. */
  readonly found: 'order' | 'none' | 'unknown';
  /** An order of all that happened, where one was found. */
  readonly order?: Order<State>;
  /** By operation, where none was found: the longest order with it that could be begun. Operations of no such order are not in it; after too many states it is the longest that was met. */
  readonly partial: ReadonlyMap<Operation, Order<State>>;
  /** How many states of the object, and of what had taken effect by then, were looked at. */
  readonly states: number;
}

/** A state takes a time that grows with the number of operations: states times operations that are looked at in about a second. */
export const MOST_WORK = 6_000_000;
/** Longer histories are not searched. */
const MOST_OPERATIONS = 2_000;

/**
 * Looks for an order of one object's operations in which each takes effect between its invocation and its completion and
 * is answered as it was: the search of Wing and Gong ("Testing and verifying concurrent objects", 1993) that remembers
 * which sets of operations left which state (Lowe, "Testing for linearizability", 2017). Operations of outcome `info` may take
 * effect at any time after their invocation, or never; `fail` never. Instants that are equal count as overlapping.
 */
export function linearizationOf<State>(model: Model<State>, operations: readonly Operation[], mostWork = MOST_WORK): Linearization<State> {
  const relevant = model.relevant(operations);
  if (relevant.length > MOST_OPERATIONS) return { found: 'unknown', partial: new Map(), states: 0 };
  const mostStates = mostWork / Math.max(1, relevant.length);
  const quick = new Search(model, relevant, mostStates, true).run();
  if (quick.found !== 'none' || !model.endsWith) return quick;
  const thorough = new Search(model, relevant, mostStates - quick.states, false).run();
  return { found: 'none', partial: thorough.partial, states: quick.states + thorough.states };
}

/** An operation that has taken effect in the order that is tried. */
interface Placed<State> {
  readonly operation: number;
  /** Before it. */
  readonly state: State;
  /** It changed nothing: to place it here is never wrong, so that nothing else has to be tried in its place. */
  readonly idle: boolean;
}

class Search<State> {
  private readonly model: Model<State>;
  private readonly operations: readonly Operation[];
  private readonly mostStates: number;
  private readonly events: Events;
  private readonly placed: Placed<State>[] = [];
  private readonly seen = new Set<string>();
  private readonly identities = new Map<unknown, number>();
  /** By operation. */
  private readonly longest: Order<State>[] = [];
  private readonly lengths: Int32Array;
  private readonly bits: Uint16Array;
  private state: State;
  private readonly endsWith: Model<State>['endsWith'];

  /** `giveUpEarly`: not to go on where some answer is out of reach; orders that could be begun are then shorter than they could be. */
  constructor(model: Model<State>, operations: readonly Operation[], mostStates: number, giveUpEarly: boolean) {
    this.endsWith = giveUpEarly ? model.endsWith : undefined;
    this.model = model;
    this.operations = operations;
    this.mostStates = mostStates;
    this.events = new Events(operations);
    this.lengths = new Int32Array(operations.length);
    this.bits = new Uint16Array((operations.length + 15) >> 4);
    this.state = model.initial;
  }

  run(): Linearization<State> {
    const { events } = this;
    let event = events.first();
    while (events.required > 0) {
      if (this.seen.size > this.mostStates) return this.end('unknown');
      const operation = events.invokedAt(event);
      if (operation >= 0) {
        event = this.place(operation) ? events.first() : events.after(event);
        continue;
      }
      this.noteOrder();
      const back = this.takeBack();
      if (back < 0) return this.end('none');
      event = events.after(events.invocationOf(back));
    }
    return { found: 'order', order: this.order(), partial: new Map(), states: this.seen.size };
  }

  private end(found: 'none' | 'unknown'): Linearization<State> {
    if (found === 'unknown') this.noteOrder();
    const partial = new Map<Operation, Order<State>>();
    this.longest.forEach((order, operation) => partial.set(this.operations[operation]!, order));
    return { found, partial, states: this.seen.size };
  }

  /** Lets an operation take effect now, unless it could not have answered so, or what comes after has been tried. */
  private place(operation: number): boolean {
    const next = this.model.step(this.state, this.operations[operation]!);
    if (!next) return false;
    const idle = this.same(next.state);
    this.flip(operation);
    if (!idle && (this.isNeeded(this.state) || !this.isNew(next.state))) {
      this.flip(operation);
      return false;
    }
    this.placed.push({ operation, state: this.state, idle });
    this.events.lift(operation);
    this.state = next.state;
    return true;
  }

  /** Takes back what was placed last and could have been placed otherwise; -1 if there is none. */
  private takeBack(): number {
    for (let last = this.placed.pop(); last; last = this.placed.pop()) {
      this.events.putBack(last.operation);
      this.flip(last.operation);
      this.state = last.state;
      if (!last.idle) return last.operation;
    }
    return -1;
  }

  private same(state: State): boolean {
    return this.model.identity(state) === this.model.identity(this.state);
  }

  /** Whether the state must not be left yet. */
  private isNeeded(state: State): boolean {
    const { endsWith, operations } = this;
    return endsWith !== undefined && operations.some((each, operation) => !this.isPlaced(operation) && endsWith(state, each));
  }

  /** Whether these operations have not left this state before. */
  private isNew(state: State): boolean {
    const { identities, seen } = this;
    const identity = this.model.identity(state);
    let number = identities.get(identity);
    if (number === undefined) identities.set(identity, number = identities.size);
    const before = seen.size;
    return seen.add(`${number} ${String.fromCharCode(...this.bits)}`).size > before;
  }

  private isPlaced(operation: number): boolean {
    return (this.bits[operation >> 4]! & (1 << (operation & 15))) !== 0;
  }

  private flip(operation: number): void {
    this.bits[operation >> 4]! ^= 1 << (operation & 15);
  }

  private order(): Order<State> {
    const { placed } = this;
    return { operations: placed.map(({ operation }) => this.operations[operation]!), states: [...placed.slice(1).map(({ state }) => state), this.state] };
  }

  /** The order that was tried ends here: the longest yet for some of its operations? */
  private noteOrder(): void {
    const { placed, longest, lengths } = this;
    let order: Order<State> | undefined;
    for (const { operation } of placed) {
      if (lengths[operation]! >= placed.length) continue;
      lengths[operation] = placed.length;
      longest[operation] = order ??= this.order();
    }
  }
}

/** Invocations and completions in order of time, as a list from which operations are lifted when they have taken effect. */
class Events {
  /** Operations with an answer that have not taken effect. */
  required = 0;
  /** By event: the operation that is invoked, -1 if it is a completion. */
  private readonly invoked: readonly number[];
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** By operation: its two events; -1 where it stays open. */
  private readonly invocation: Int32Array;
  private readonly completion: Int32Array;
  private readonly head: number;

  constructor(operations: readonly Operation[]) {
    const events = operations.flatMap(({ outcome, invokedUs, completedUs }, operation) => [
      { operation, ends: false, atUs: invokedUs }, ...outcome === 'ok' ? [{ operation, ends: true, atUs: completedUs }] : [],
    ]).sort((a, b) => a.atUs - b.atUs || Number(a.ends) - Number(b.ends) || a.operation - b.operation);
    this.head = events.length;
    this.invoked = events.map(({ operation, ends }) => (ends ? -1 : operation));
    this.next = Int32Array.from({ length: events.length + 1 }, (_, event) => (event === this.head ? 0 : event + 1));
    this.previous = Int32Array.from({ length: events.length + 1 }, (_, event) => (event === 0 ? this.head : event - 1));
    this.invocation = new Int32Array(operations.length).fill(-1);
    this.completion = new Int32Array(operations.length).fill(-1);
    events.forEach(({ operation, ends }, event) => { (ends ? this.completion : this.invocation)[operation] = event; });
    this.required = this.completion.reduce((count, event) => count + (event < 0 ? 0 : 1), 0);
  }

  first(): number {
    return this.next[this.head]!;
  }

  after(event: number): number {
    return this.next[event]!;
  }

  invokedAt(event: number): number {
    return this.invoked[event] ?? -1;
  }

  invocationOf(operation: number): number {
    return this.invocation[operation]!;
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
