import type { Assignment } from './assignment.ts';

export interface Attempted {
  /** Id. */
  readonly lesson: string;
  /** Hash of the program that is to be tried. */
  readonly program: string;
  /** Hashes of those that were tried on the lesson's hidden scenarios. */
  readonly attempts: readonly string[];
}

/** Whether an assignment limits how many programs are tried on the hidden scenarios of a lesson: until it is due. */
export const limitsAttempts = ({ lessons, hiddenAttempts, due }: Assignment, lesson: string, now: Date): boolean =>
  hiddenAttempts !== undefined && lessons.some(assigned => assigned.lesson.id === lesson) && !(due !== undefined && due.atMs < now.getTime());

/** Whether a program may be tried on a lesson's hidden scenarios: it was before, or fewer were than the assignment allows. */
export const mayTryHidden = (assignment: Assignment, { lesson, program, attempts }: Attempted, now: Date): boolean =>
  !limitsAttempts(assignment, lesson, now) || attempts.includes(program) || attempts.length < assignment.hiddenAttempts!;
