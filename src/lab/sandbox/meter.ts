import type { Fuel } from '../attempt.ts';
import type { SourcePosition } from '../../sim/trace.ts';
import type { Checkpoint } from '../compile/program.ts';
import type { SourceRange } from '../verdict.ts';
import { currentPositions } from './stack.ts';

/** Bytes that one event may allocate through constructors and methods that take a size. */
const ALLOCATION_BYTES = 64 * 1024 * 1024;

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
    active = this;
  }

  reset(): void {
    this.stopped = undefined;
  }

  /** The step budget is used up at a checkpoint. */
  readonly stop = (id: number): never => {
    const { what, range } = this.checkpoints[id]!;
    return this.halt(what, range);
  };

  /** First statement of every `catch`: what must not be caught goes on. */
  readonly caught = (thrown: unknown): void => {
    if (this.isOverflow(thrown) || this.stopped !== undefined) throw thrown;
  };

  /** Whether a thrown value is a stack overflow, which depends on the host: the program is then stuck for good. */
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

  /** Where the function begins that was entered last since the last refill. */
  lastEntered(): SourcePosition | undefined {
    const range = this.checkpoints[this.cells[LAST_FUNCTION]!]?.range;
    return range && { file: range.file, line: range.startLineNumber, column: range.startColumn };
  }

  private lastFunction(): SourceRange {
    return this.checkpoints[this.cells[LAST_FUNCTION]!]?.range ?? this.lineFrom(undefined);
  }

  private halt(what: NonNullable<Fuel['stopped']>['what'], range: SourceRange): never {
    if (this.stopped === undefined) this.stopAt(what, range);
    throw new RangeError(what === 'allocation' ? 'the memory budget of one event is used up' : 'the step budget of one event is used up');
  }

  private stopAt(what: NonNullable<Fuel['stopped']>['what'], range: SourceRange): void {
    this.cells[FUEL] = -1;
    this.stopped = { what, range };
  }
}

let active: Meter | undefined;

/** Charges an allocation to the program that runs. Throws when its budget is used up. */
export function chargeAllocation(bytes: number): void {
  active?.allocate(bytes);
}
