import type { Job } from './job.ts';
import type { Rejections } from './run.ts';

/** A job told as a generator: each step is a turn. */
export abstract class SteppedJob<Result> implements Job<Result> {
  abstract readonly progress: Job['progress'];
  private steps: Generator<void, Result> | undefined;
  private reasons: unknown[] = [];

  protected abstract work(): Generator<void, Result>;

  turn(): Result | undefined {
    this.steps ??= this.work();
    const { done, value } = this.steps.next();
    return done ? value : undefined;
  }

  rejected(reason: unknown): void {
    this.reasons.push(reason);
  }

  protected readonly rejections: Rejections = {
    take: () => {
      const { reasons } = this;
      if (reasons.length > 0) this.reasons = [];
      return reasons;
    },
  };
}
