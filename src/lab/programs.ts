import type { Attempt } from './attempt.ts';

/** The programs of one request. */
export interface Programs {
  readonly explore: Attempt;
  /** The learner's program for recorded runs; absent under a debugger, where nothing is run a second time. */
  readonly record?: () => Attempt;
  /** The shipped solution or the starter, for runs to compare with. */
  twin(kind: 'reference' | 'starter'): Attempt;
}
