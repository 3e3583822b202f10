import { Fenced, KitError, Refused, sleep, type Msg } from 'faultlab';
import type { BrokerCtx, Job, Video } from '../contract';

const QUEUE = 'video';
const SLOTS = 4;
const LOOK_EVERY_MS = 400;
/** How long a dead worker's job stays hidden at most. */
const HIDDEN_MS = 25_000;
const HEARTBEAT_MS = 8_000;
/** The client leaves after 10 s. */
const ANSWER_MS = 8_000;

export async function submit({ queue }: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  for (const giveUpMs = performance.now() + ANSWER_MS; performance.now() < giveUpMs; await sleep(200)) {
    try {
      await queue.send(QUEUE, job, { id: job.id });
      return 'accepted';
    } catch (error) {
      if (!(error instanceof KitError)) throw error;
    }
  }
  return 'rejected';
}

/** Each slot takes one job, when it can begin it, and never gives one back: there is nothing to hand on when the worker stops. */
export async function worker(ctx: BrokerCtx): Promise<void> {
  await Promise.all(Array.from({ length: SLOTS }, async () => {
    while (!ctx.stopping.aborted) {
      const [message] = await ctx.queue.receive<Job>(QUEUE, { max: 1, waitMs: 0, visibilityMs: HIDDEN_MS }).catch(() => []);
      if (message) await handle(ctx, message);
      else await sleep(LOOK_EVERY_MS);
    }
  }));
}

/** Holds the message until its video is published, however long the encoder is down. */
async function handle(ctx: BrokerCtx, message: Msg<Job>): Promise<void> {
  const heartbeat = setInterval(() => ctx.queue.extend(message, HIDDEN_MS).catch(() => {}), HEARTBEAT_MS);
  try {
    await ctx.deps.store.call(await encoded(ctx, message.body));
    await acknowledge(ctx.queue, message);
  } finally {
    clearInterval(heartbeat);
  }
}

async function encoded({ deps }: BrokerCtx, job: Job): Promise<Video> {
  for (let waitMs = 2_000; ; waitMs = Math.min(15_000, 2 * waitMs)) {
    try {
      return await deps.encoder.call(job);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await sleep(waitMs);
    }
  }
}

/** Until it is certain. */
async function acknowledge(queue: BrokerCtx['queue'], message: Msg<Job>): Promise<void> {
  for (;;) {
    try {
      return await queue.ack(message);
    } catch (error) {
      if (error instanceof Fenced) return;
      await sleep(100);
    }
  }
}
