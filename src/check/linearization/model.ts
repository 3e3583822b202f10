import type { Operation } from '../../sim/history.ts';
import type { Finding } from '../finding.ts';

/** Operations of one key, in order of invocation, that no order explains, and why. */
export interface Contradiction extends Finding {
  readonly key: string;
  readonly operations: readonly Operation[];
}

/** An object as it would behave if there were one copy of it, and operations took effect one after another. */
export interface Model<State> {
  readonly initial: State;
  /** Those that an order has to explain, or may need. Of these none has failed. */
  relevant(operations: readonly Operation[]): readonly Operation[];
  /**
   * What an operation makes of a state; undefined if it could not have been answered as it was. One without an answer may
   * have taken effect in any way that its input allows.
   */
  step(state: State, operation: Operation): { readonly state: State } | undefined;
  /** Whether an operation leaves every state as it is. */
  isRead?(operation: Operation): boolean;
  /** Whether an operation was answered as only in this state, to which nothing leads back: it has to come before the state is left. */
  endsWith?(state: State, operation: Operation): boolean;
  /** States are the same if these are equal by `===`. */
  identity(state: State): unknown;
  /** What is the least to show that no order explains the operations on a key; undefined if one does. Absent: it is searched for. */
  contradiction?(key: string, operations: readonly Operation[]): Contradiction | undefined;
  /** As people read it. */
  textOf(state: State): string;
}
