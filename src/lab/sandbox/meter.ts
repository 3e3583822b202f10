import type { Fuel } from '../attempt.ts';
import type { SourcePosition } from '../../sim/trace.ts';
import type { Checkpoint } from '../compile/program.ts';
import type { SourceRange } from '../verdict.ts';
import { currentPositions } from './stack.ts';

/** Bytes that one event may allocate through constructors and methods that take a size. */
const ALLOCATION_BYTES = 64 * 1024 * 1024;

/** Rounds of its loops that a function pays for at once. */
const LEASE = 256;

/** Something thrown and caught costs about as much as this many rounds of a loop. */
const CATCH_STEPS = 50;

/** Indices in `Meter.cells`. */
const FUEL = 0;
const LAST_FUNCTION = 1;
/** No function was entered since the last refill. */
const NONE = -1;

/**
 * The step meter that instrumented code counts down. `cells` may be shared memory, so that a watchdog can see
 * which function was entered last while this thread is busy.
 */
export class Meter implements Fuel {
  stopped: Fuel['stopped'];
  private allocationLeft = ALLOCATION_BYTES;

  readonly cells: Int32Array;
  private readonly checkpoints: readonly Checkpoint[];
  private readonly lineFrom: (position: SourcePosition | undefined) => SourceRange;

  /** `lineFrom`: the rest of a line from a position on; without a position the beginning of the program. */
  constructor(cells: Int32Array, checkpoints: readonly Checkpoint[], lineFrom: (position: SourcePosition | undefined) => SourceRange) {
    this.cells = cells;
    this.checkpoints = checkpoints;
    this.lineFrom = lineFrom;
  }

  refill(steps: number): void {
    if (this.stopped !== undefined) return;
    this.cells[FUEL] = steps;
    this.cells[LAST_FUNCTION] = NONE;
    this.allocationLeft = ALLOCATION_BYTES;
    if (active !== this) active = this;
  }

  reset(): void {
    this.stopped = undefined;
    // What is allocated until the next event is not the program's.
    if (active === this) active = undefined;
  }

  /** The step budget is used up at a checkpoint. */
  readonly stop = (id: number): never => {
    const { what, range } = this.checkpoints[id]!;
    return this.halt(what, range);
  };

  /** Pays for the next rounds of a function's loops: returns how many may follow this one. */
  readonly lease = (id: number): number => {
    const left = this.cells[FUEL]!;
    if (left <= 0) this.stop(id);
    const paid = Math.min(LEASE, left);
    this.cells[FUEL] = left - paid;
    return paid - 1;
  };

  /** First statement of every `catch`: what must not be caught goes on. */
  readonly caught = (thrown: unknown): void => {
    this.charge(CATCH_STEPS);
    if (this.isOverflow(thrown) || this.stopped !== undefined) throw thrown;
  };

  /** First statement of every `finally`: it must not hide what must not be caught. */
  readonly alive = (): void => {
    if (this.stopped !== undefined) throw overdrawn(this.stopped.what);
  };

  charge(steps: number): void {
    this.cells[FUEL]! -= steps;
  }

  /**
   * Whether a thrown value is a stack overflow, which depends on the host: the program is then stuck for good. Throws
   * what the traps of a proxy throw.
   */
  isOverflow(thrown: unknown): boolean {
    if (!(thrown instanceof RangeError) || thrown.message !== 'Maximum call stack size exceeded') return false;
    if (this.stopped === undefined) this.stopAt('recursion', this.lastFunction());
    return true;
  }

  allocate(bytes: number): void {
    this.allocationLeft -= bytes;
    if (this.allocationLeft >= 0) return;
    const [position] = currentPositions();
    this.halt('allocation', position === undefined ? this.lastFunction() : this.lineFrom(position));
  }

  private lastFunction(): SourceRange {
    return this.checkpoints[this.cells[LAST_FUNCTION]!]?.range ?? this.lineFrom(undefined);
  }

  private halt(what: NonNullable<Fuel['stopped']>['what'], range: SourceRange): never {
    if (this.stopped === undefined) this.stopAt(what, range);
    throw overdrawn(what);
  }

  private stopAt(what: NonNullable<Fuel['stopped']>['what'], range: SourceRange): void {
    this.cells[FUEL] = -1;
    this.stopped = { what, range };
  }
}

function overdrawn(what: NonNullable<Fuel['stopped']>['what']): RangeError {
  return new RangeError(`the ${what === 'allocation' ? 'memory' : 'step'} budget of one event is used up`);
}

let active: Meter | undefined;

/** Charges an allocation to the program that runs. Throws when its budget is used up. */
export function chargeAllocation(bytes: number): void {
  active?.allocate(bytes);
}

/** Charges steps to the program that runs: it is stopped at its next checkpoint if it has no more. */
export function chargeSteps(steps: number): void {
  active?.charge(steps);
}

/** The program that runs is told of a failure by a promise. */
export function noteOverflow(reason: unknown): void {
  try {
    active?.isOverflow(reason);
  } catch {
    // A trap of the learner's proxy failed: it is no stack overflow.
  }
}
