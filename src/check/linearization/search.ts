import type { Operation } from '../../sim/history.ts';
import { Events } from './events.ts';
import type { Model } from './model.ts';
import { NOTHING, OpenOperations, Seen, withTaken, type Taken } from './open.ts';

/** Operations in an order in which one copy could have answered them, each with the state it left. */
export interface Order<State> {
  readonly operations: readonly Operation[];
  readonly states: readonly State[];
}

/** `none`: all orders were tried; `unknown`: there were too many to try. */
export type Found = 'order' | 'none' | 'unknown';

export interface Linearization<State> {
  readonly found: Found;
  /** An order of all that happened, where one was found. */
  readonly order?: Order<State>;
  /** By operation, where none was found: the longest order with it that could be begun. Operations of no such order are not in it; after too many states it is the longest that was met. */
  readonly partial: ReadonlyMap<Operation, Order<State>>;
  /** How many states of the object, and of what had taken effect by then, were looked at. */
  readonly states: number;
}

/** Whether there is an order, without those that can only be begun. */
export interface Explanation<State> {
  readonly found: Found;
  readonly order?: Order<State>;
  /** Where none was found: when this one is answered, no order explains the answers until then; before, one does. */
  readonly refuting?: Operation;
  readonly states: number;
}

/** A state takes a time that grows with the number of operations: states times operations that are looked at in about a second. */
export const MOST_WORK = 6_000_000;
/** Longer histories are not searched for orders that can only be begun. */
const MOST_OPERATIONS = 2_000;
/** States that are looked at for one answer: some seconds, some hundred megabytes. */
export const MOST_STATES = 2_000_000;

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
  const quick = new Search(model, relevant, mostStates, false).run();
  if (quick.found !== 'none') return { ...quick, partial: new Map() };
  const search = new Search(model, relevant, mostStates - quick.states, true);
  const { states } = search.run();
  return { found: 'none', partial: search.partial(), states: quick.states + states };
}

/** The same, where only the verdict is asked for: histories of any length. */
export function explained<State>(model: Model<State>, operations: readonly Operation[], mostStates = MOST_STATES): Explanation<State> {
  return new Search(model, model.relevant(operations), mostStates, false).run();
}

/** A place in the order that is tried. */
interface Frame<State> {
  /** What took effect last, and the state before it; -1 at the beginning. */
  readonly operation: number;
  readonly before: State;
  readonly takenBefore: Taken;
  /** What may come next, and how many of them were tried. */
  candidates: readonly number[];
  tried: number;
  /** Whether it has to be remembered when all was tried; else it was before, or need not be. */
  readonly remember: boolean;
}

class Search<State> {
  private readonly model: Model<State>;
  private readonly operations: readonly Operation[];
  private readonly mostStates: number;
  private readonly thorough: boolean;
  private readonly events: Events;
  private readonly open: OpenOperations;
  private readonly frames: Frame<State>[] = [];
  private readonly seen = new Seen();
  private readonly identities = new Map<unknown, number>();
  /** By operation; only where the search is thorough. */
  private readonly longest: Order<State>[] = [];
  private readonly lengths: Int32Array;
  private readonly placed: Uint8Array;
  private state: State;
  private taken: Taken = NOTHING;
  private refuting = -1;

  /** `thorough`: notes the longest order with each operation, and leaves out no way to it; else only whether there is an order. */
  constructor(model: Model<State>, operations: readonly Operation[], mostStates: number, thorough: boolean) {
    this.model = model;
    this.operations = operations;
    this.mostStates = mostStates;
    this.thorough = thorough;
    const positions = operations.map((_, position) => position);
    this.events = new Events(operations, thorough ? positions : positions.filter(position => operations[position]!.outcome === 'ok'));
    this.open = new OpenOperations(operations, thorough ? [] : positions.filter(position => operations[position]!.outcome !== 'ok'));
    this.lengths = new Int32Array(thorough ? operations.length : 0);
    this.placed = new Uint8Array(operations.length);
    this.state = model.initial;
  }

  run(): Explanation<State> {
    this.enter({ operation: -1, before: this.state, takenBefore: NOTHING, candidates: this.withOpen(this.events.candidates()), tried: 0, remember: false });
    while (this.events.required > 0) {
      if (this.seen.count > this.mostStates) return this.end('unknown');
      const frame = this.frames.at(-1)!;
      const operation = frame.candidates[frame.tried++];
      if (operation !== undefined) {
        this.place(operation, frame);
        continue;
      }
      this.noteOrder();
      if (frame.remember) this.remember();
      this.takeBack(this.frames.pop()!);
      if (this.frames.length === 0) return this.end('none');
    }
    return { found: 'order', order: this.order(), states: this.seen.count };
  }

  partial(): Map<Operation, Order<State>> {
    const partial = new Map<Operation, Order<State>>();
    this.longest.forEach((order, operation) => partial.set(this.operations[operation]!, order));
    return partial;
  }

  private end(found: 'none' | 'unknown'): Explanation<State> {
    if (found === 'unknown') this.noteOrder();
    return { found, states: this.seen.count, ...(found === 'none' && this.refuting >= 0 ? { refuting: this.operations[this.refuting]! } : {}) };
  }

  /** Lets an operation take effect now, unless it could not have answered so, or what comes after has been tried. */
  private place(operation: number, from: Frame<State>): void {
    const before = this.state;
    const next = this.model.step(before, this.operations[operation]!);
    if (!next) return;
    const isIdle = this.model.identity(next.state) === this.model.identity(before);
    if (isIdle && this.operations[operation]!.outcome !== 'ok' && !this.thorough) return;
    const isRead = isIdle && this.model.isRead?.(this.operations[operation]!) === true;
    // An answer that can change nothing is never wrong here, so that nothing else has to be tried in its place.
    if (isRead) from.candidates = NOTHING;
    else if (!isIdle && this.isNeeded(before, operation)) return;
    const takenBefore = this.taken;
    this.lift(operation);
    const candidates = this.events.candidates();
    this.state = next.state;
    const all = this.withOpen(candidates);
    const frame = { operation, before, takenBefore, candidates: this.promising(all), tried: 0, remember: !isRead && all === candidates };
    if (!isRead) {
      if (this.seen.has(this.identityOf(next.state), this.events.place(), this.taken)) return this.takeBack(frame);
      // With what was not answered one may come back here by a longer way before all was tried.
      if (!frame.remember) this.remember();
    }
    this.enter(frame);
  }

  private remember(): void {
    this.seen.add(this.identityOf(this.state), this.events.place(), this.taken);
  }

  private enter(frame: Frame<State>): void {
    this.frames.push(frame);
    const first = this.thorough ? undefined : this.events.firstCompleted();
    if (first === undefined) return;
    if (this.refuting < 0 || this.operations[first]!.completedUs > this.operations[this.refuting]!.completedUs) this.refuting = first;
  }

  private withOpen(candidates: readonly number[]): readonly number[] {
    const [first] = candidates;
    if (first === undefined || this.thorough) return candidates;
    const open = this.open.candidates(this.operations[first]!.completedUs);
    return open.length === 0 ? candidates : [...candidates, ...open];
  }

  /** First those after which what has to come next can come, if it cannot come at once. */
  private promising(candidates: readonly number[]): readonly number[] {
    const { model, operations, state, thorough } = this;
    const [first] = candidates;
    if (first === undefined || thorough || candidates.length < 3 || model.step(state, operations[first]!)) return candidates;
    const leads = candidates.map(candidate => {
      const next = candidate === first ? undefined : model.step(state, operations[candidate]!);
      return next !== undefined && model.step(next.state, operations[first]!) !== undefined;
    });
    return [...candidates.filter((_, index) => leads[index]), ...candidates.filter((_, index) => !leads[index])];
  }

  private lift(operation: number): void {
    this.placed[operation] = 1;
    if (!this.open.has(operation)) return this.events.lift(operation);
    this.open.take(operation);
    this.taken = withTaken(this.taken, operation);
  }

  private takeBack({ operation, before, takenBefore }: Frame<State>): void {
    if (operation < 0) return;
    this.placed[operation] = 0;
    if (this.open.has(operation)) this.open.putBack(operation);
    else this.events.putBack(operation);
    this.state = before;
    this.taken = takenBefore;
  }

  /** Whether the state must not be left yet. */
  private isNeeded(state: State, leaving: number): boolean {
    const { model: { endsWith }, operations, placed, thorough } = this;
    return endsWith !== undefined && !thorough && operations.some((each, operation) => operation !== leaving && placed[operation] === 0 && endsWith(state, each));
  }

  private identityOf(state: State): number {
    const identity = this.model.identity(state);
    let number = this.identities.get(identity);
    if (number === undefined) this.identities.set(identity, number = this.identities.size);
    return number;
  }

  private order(): Order<State> {
    const placed = this.frames.slice(1);
    return { operations: placed.map(({ operation }) => this.operations[operation]!), states: [...placed.slice(1).map(({ before }) => before), this.state] };
  }

  /** The order that was tried ends here: the longest yet for some of its operations? */
  private noteOrder(): void {
    if (!this.thorough) return;
    const { frames, longest, lengths } = this;
    let order: Order<State> | undefined;
    for (const { operation } of frames) {
      if (operation < 0 || lengths[operation]! >= frames.length) continue;
      lengths[operation] = frames.length;
      longest[operation] = order ??= this.order();
    }
  }
}
