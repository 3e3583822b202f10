import type { Scenario } from '../../../src/course/lesson.ts';

/** A representative world of a kit: what a learner's program does in it, many times in a run. */
export interface KitWorld {
  readonly scenario: Scenario;
  /** JavaScript. */
  readonly program: string;
  /** Why an event of it costs more than twice as much as one of the cluster's. */
  readonly slower?: string;
}
