import { KitError, Refused, sleep, Unknown, type Msg } from 'faultlab';
import type { BrokerCtx, Job } from '../contract';

/** As many jobs at a time as the encoder has slots for a process. */
const SLOTS = 4;
/** Short, for the sake of a receiver that dies while it waits: what it is handed is lost until its visibility runs out. */
const WAIT_MS = 2_000;
/** After so long without a heartbeat a worker is taken for dead. Longer than an outage of the broker and a few heartbeats. */
const VISIBILITY_MS = 15_000;
const HEARTBEAT_MS = 3_000;
/** Longer than the longest job. */
const ENCODING_MS = 150_000;
const PUBLISHING_MS = 2_000;
/** How long a job that could not be encoded stays away. */
const RETRY_MS = 10_000;
/** Between two attempts of a call that may be repeated. */
const PAUSE_MS = 500;

/** Runs on the API node for each job that a client offers. “accepted” is a promise: this video will be published. */
export async function submit(ctx: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  try {
    await ctx.queue.send('video', job, { id: job.id });
    return 'accepted';
  } catch (error) {
    // Not sent again, even if it is unknown whether the broker has it: it might be encoded twice.
    console.error(`${job.id} was not confirmed`, error);
    return 'rejected';
  }
}

/** Runs on each of five workers, from its start until it is killed. */
export async function worker(ctx: BrokerCtx): Promise<void> {
  await Promise.all(Array.from({ length: SLOTS }, () => slot(ctx)));
}

/** Does one job after the other. It takes none that it cannot begin at once. */
async function slot(ctx: BrokerCtx): Promise<void> {
  while (!ctx.stopping.aborted) {
    const message = await receive(ctx);
    if (message === undefined) continue;
    if (ctx.stopping.aborted) await giveBack(ctx, message, 0);
    else await work(ctx, message);
  }
}

async function receive({ queue }: BrokerCtx): Promise<Msg<Job> | undefined> {
  try {
    const [message] = await queue.receive<Job>('video', { max: 1, waitMs: WAIT_MS, visibilityMs: VISIBILITY_MS });
    return message;
  } catch (error) {
    console.error('nothing received', error);
    await sleep(PAUSE_MS);
    return undefined;
  }
}

/** The message is kept hidden until it is settled, which is when its effect is durable or nothing came of it. */
async function work(ctx: BrokerCtx, message: Msg<Job>): Promise<void> {
  const { queue, deps } = ctx;
  const heartbeat = setInterval(() => {
    // One that fails is made good by the next. If it is fenced, somebody else has the job; the encoder cannot be stopped.
    queue.extend(message, VISIBILITY_MS).catch(error => console.warn(`no heartbeat for ${message.id}`, error));
  }, HEARTBEAT_MS);
  try {
    const video = await deps.encoder.call(message.body, { timeoutMs: ENCODING_MS });
    await repeated(() => deps.store.call(video, { timeoutMs: PUBLISHING_MS }));
    await settled(() => queue.ack(message));
  } catch (error) {
    console.error(`${message.id} was not done`, error);
    const wishedMs = error instanceof KitError ? error.retryAfterMs ?? 0 : 0;
    await giveBack(ctx, message, Math.max(RETRY_MS, wishedMs));
  } finally {
    clearInterval(heartbeat);
  }
}

function giveBack({ queue }: BrokerCtx, message: Msg<Job>, delayMs: number): Promise<void> {
  return settled(() => queue.release(message, delayMs));
}

/**
 * Settles a message, by `ack` or `release`, which both may be repeated. What goes wrong in the end, `Fenced` above all,
 * means that this worker has no say in the message any more.
 */
async function settled(settle: () => Promise<void>): Promise<void> {
  try {
    await repeated(settle);
  } catch (error) {
    console.warn('not settled', error);
  }
}

/** Repeats a call until its outcome is known and is not a refusal for now. */
async function repeated<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof Unknown || (error instanceof Refused && (error.status === 429 || error.status === 503));
}
