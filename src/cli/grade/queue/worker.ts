import { UnrecoverableError, Worker } from 'bullmq';
import { gradeOnce, type Grader } from '../cohort/local.ts';
import { keyOf, parseTask, type GradeTask } from '../cohort/task.ts';
import type { LessonResult } from '../result.ts';
import { connect } from './connection.ts';
import { PREFIX } from './jobs.ts';

export interface WorkerOptions {
  readonly url: string;
  readonly name: string;
  readonly grader: Grader;
  readonly engine: string;
  /** Programs at a time. */
  readonly workers: number;
  /** A task was graded, or could not be. */
  told(text: string): void;
  readonly signal: AbortSignal;
}

/** A worker that says nothing for so long is taken for dead, and its task is given to another. */
const DEAD_AFTER_MS = 10_000;
/** A task whose workers died so often is given up: it may be what kills them. */
const MOST_DEATHS = 5;

/** Grades what is in a queue until `signal`; then it ends what it has begun. */
export async function work({ url, name, grader, engine, workers, told, signal }: WorkerOptions): Promise<void> {
  const redis = await connect(url);
  const worker = new Worker<GradeTask, LessonResult>(name, async job => grade(job.id!, job.data, grader, engine), {
    connection: redis, prefix: PREFIX, concurrency: workers, lockDuration: DEAD_AFTER_MS, stalledInterval: DEAD_AFTER_MS / 2, maxStalledCount: MOST_DEATHS,
  });
  worker.on('completed', job => told(`${job.data.lesson}  ${job.id!.slice(0, 8)}`));
  worker.on('failed', (job, error) => told(`${job?.data.lesson ?? 'a task'}  ${job?.id?.slice(0, 8) ?? ''}  not graded: ${error.message}`));
  worker.on('error', error => told(`the queue: ${error.message}`));
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
  await worker.close();
  redis.disconnect();
}

/** Anybody may put anything into a queue: what is no task of ours is not graded. */
async function grade(id: string, data: unknown, grader: Grader, engine: string): Promise<LessonResult> {
  const task = checked(data);
  if (keyOf(task) !== id) throw new UnrecoverableError('the task is not the one that its key names');
  if (task.engine !== engine || grader.lesson(task.lesson)?.version !== task.version) throw new UnrecoverableError('the task is for another engine or lesson');
  return gradeOnce(grader, task);
}

function checked(data: unknown): GradeTask {
  try {
    return parseTask(data);
  } catch {
    throw new UnrecoverableError('this is no task');
  }
}
