import { Job, Queue, QueueEvents } from 'bullmq';
import type { GradeAll } from '../cohort/local.ts';
import type { GradeTask } from '../cohort/task.ts';
import type { LessonResult } from '../result.ts';
import { connect } from './connection.ts';
import { parseResult, PREFIX } from './jobs.ts';

export interface QueueOptions {
  readonly url: string;
  readonly name: string;
  /** Says how things stand, now and then. */
  notice(text: string): void;
}

/** Tries to grade a task before it is given up. A worker that dies is no try. */
const TRIES = 3;
const RETRY_AFTER_MS = 1_000;
/** For a grader that was killed between keeping a result and taking its task out. */
const FORGOTTEN_AFTER_S = 24 * 3_600;
/** Events may be missed, and others may take jobs away: everything is looked at again this often. */
const LOOK_EVERY_MS = 2_000;

/**
 * Lets workers grade, by way of a queue. A task is in it under its own key: adding it twice, or by two graders, is adding it
 * once, and what was graded while nobody looked is found. It is taken out when its result is safe.
 */
export const gradeInQueue = ({ url, name, notice }: QueueOptions): GradeAll => async (tasks, done) => {
  const [redis, listening] = [await connect(url), await connect(url)];
  const queue = new Queue<GradeTask, LessonResult>(name, { connection: redis, prefix: PREFIX });
  const events = new QueueEvents(name, { connection: listening, prefix: PREFIX });
  const trouble = (error: Error): void => notice(`the queue: ${error.message}`);
  queue.on('error', trouble);
  events.on('error', trouble);
  try {
    await new Waiting(tasks, done, queue, events, notice).all();
  } finally {
    await Promise.all([events.close(), queue.close()]);
    redis.disconnect();
    listening.disconnect();
  }
};

class Waiting {
  private readonly left: Map<string, GradeTask>;
  private readonly done: (key: string, result: LessonResult) => void;
  private readonly queue: Queue<GradeTask, LessonResult>;
  private readonly events: QueueEvents;
  private readonly notice: (text: string) => void;

  constructor(tasks: ReadonlyMap<string, GradeTask>, done: (key: string, result: LessonResult) => void, queue: Queue<GradeTask, LessonResult>, events: QueueEvents, notice: (text: string) => void) {
    this.left = new Map(tasks);
    this.done = done;
    this.queue = queue;
    this.events = events;
    this.notice = notice;
  }

  /** Resolves when every task has its result. */
  async all(): Promise<void> {
    const { events } = this;
    let wake = (): void => {};
    const look = ({ jobId }: { jobId: string }): void => {
      if (this.left.has(jobId)) wake();
    };
    events.on('completed', look).on('failed', look);
    await events.waitUntilReady();
    while (this.left.size > 0) {
      const woken = new Promise<void>(resolve => { wake = resolve; });
      await this.lookAtAll();
      if (this.left.size === 0) break;
      await this.tellOfWorkers();
      await Promise.race([woken, new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))]);
    }
  }

  private async lookAtAll(): Promise<void> {
    for (const [key, task] of this.left) {
      const state = await this.queue.getJobState(key);
      if (state === 'unknown') await this.queue.add('grade', task, { jobId: key, attempts: TRIES, backoff: { type: 'fixed', delay: RETRY_AFTER_MS }, removeOnComplete: { age: FORGOTTEN_AFTER_S }, removeOnFail: { age: FORGOTTEN_AFTER_S } });
      else if (state === 'completed' || state === 'failed') await this.take(key, state);
    }
  }

  /** The job is read after its state: one read before might end in between, and have no result yet. */
  private async take(key: string, state: 'completed' | 'failed'): Promise<void> {
    const job = await Job.fromId<GradeTask, LessonResult>(this.queue, key);
    if (job === undefined) return;
    const result: LessonResult = state === 'completed' ? parseResult(job.returnvalue) : { kind: 'ungraded', reason: job.failedReason };
    this.left.delete(key);
    this.done(key, result);
    await job.remove().catch(() => {});
  }

  private async tellOfWorkers(): Promise<void> {
    if (await this.queue.getWorkersCount() > 0) return;
    this.notice(`no worker is there yet; on any machine that reaches the queue: faultlab worker --queue URL`);
  }
}
