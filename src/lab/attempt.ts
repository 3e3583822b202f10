import type { SourcePosition } from '../sim/trace.ts';
import type { SourceRange } from './verdict.ts';

/** What one node's incarnation of a learner's module gets of the platform, all on virtual time. */
export interface NodeEnvironment {
  /** The node's wall clock, milliseconds since the epoch (may jump). */
  wallMs(): number;
  /** The node's monotonic clock, milliseconds with microsecond fractions, since the node's first start. */
  monotonicMs(): number;
  /** The node's own random stream, [0, 1). */
  random(): number;
  /** A timer on the node's clock; `repeat` as setInterval. Delays below 1 ms are 1 ms. Returns a positive id. */
  startTimer(delayMs: number, repeat: boolean, fire: () => void): number;
  stopTimer(id: number): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string): void;
}

/** A module of ours that learner code may import: the values behind a specifier such as `faultlab`. */
export type Library = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface ExportInfo {
  readonly name: string;
  readonly kind: 'class' | 'function' | 'value';
  readonly range: SourceRange;
  /** The first lines of a class's methods. */
  readonly methods?: Readonly<Record<string, SourceRange>>;
}

/** The step meter of a learner's code: deterministic, refilled by the kernel before each event. */
export interface Fuel {
  /** Without effect once the code has run out. */
  refill(steps: number): void;
  /** Forgets that the code ran out, for the next run of the same attempt. */
  reset(): void;
  /** Set when the code ran out: the loop or function that was running. Stays set. */
  readonly stopped: { readonly range: SourceRange; readonly what: 'loop' | 'function' | 'recursion' | 'allocation' } | undefined;
}

/**
 * A learner's program, compiled and ready to be started any number of times. Each `start` evaluates the module
 * and what it imports afresh: module state is the memory of one process and dies with it.
 */
export interface Attempt {
  readonly exports: readonly ExportInfo[];
  readonly fuel: Fuel;
  /** Throws whatever the module's top level throws. */
  start(environment: NodeEnvironment, library: Library): Readonly<Record<string, unknown>>;
  /** In record mode: the positions in the learner's files that are executing now, innermost first. */
  here(): readonly SourcePosition[];
  /** From a position to the end of its line. */
  lineFrom(position: SourcePosition): SourceRange;
  /**
   * Where a thrown value was thrown, and its text; safe on any value. A stack overflow also sets `fuel.stopped`:
   * look at that afterwards.
   */
  describeError(thrown: unknown): { readonly message: string; readonly range?: SourceRange };
  /** Its text alone, which costs much less. */
  textOfError(thrown: unknown): string;
  /**
   * In record mode: own data properties, private fields and module bindings of an object of this program (an
   * instance of an exported class, an exported function, or what `start` returned), as plain data.
   */
  stateOf(instance: object): Readonly<Record<string, unknown>>;
}
