import type { Attempt } from './attempt.ts';
import type { ProgramTwin } from './twins.ts';

/** The programs of one request. */
export interface Programs {
  readonly explore: Attempt;
  /** The learner's program for recorded runs; absent under a debugger, where nothing is run a second time. */
  readonly record?: () => Attempt;
  /** Programs of the lesson's own, for runs to compare with. */
  twin(kind: ProgramTwin): Attempt;
}
