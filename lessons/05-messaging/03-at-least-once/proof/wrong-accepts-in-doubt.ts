// scenario: accepted-means-done
// message: The broker never confirmed it
import { Fenced, KitError, Refused, sleep, type Msg } from 'faultlab';
import type { BrokerCtx, Job } from '../contract';

const QUEUE = 'video';
const SLOTS = 4;
/** How long a dead worker's job stays hidden at most. */
const HIDDEN_MS = 25_000;
const HEARTBEAT_MS = 8_000;

/** A job is accepted when the broker has confirmed it. To send it again after a doubt may make two messages of it. */
export async function submit(ctx: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  try {
    await ctx.queue.send(QUEUE, job, { id: job.id });
  } catch (error) {
    if (error instanceof Refused) return 'rejected';
  }
  return 'accepted';
}

export async function worker(ctx: BrokerCtx): Promise<void> {
  await Promise.all(Array.from({ length: SLOTS }, () => serve(ctx)));
}

async function serve(ctx: BrokerCtx): Promise<void> {
  while (!ctx.stopping.aborted) {
    try {
      for (const message of await ctx.queue.receive<Job>(QUEUE, { max: 1, waitMs: 20_000, visibilityMs: HIDDEN_MS })) {
        if (ctx.stopping.aborted) await ctx.queue.release(message, 0);
        else await handle(ctx, message);
      }
    } catch (error) {
      if (!(error instanceof KitError)) throw error;
      await sleep(500);
    }
  }
}

/** Acknowledges when the video is published, and says meanwhile that it is being worked on. */
async function handle({ queue, deps }: BrokerCtx, message: Msg<Job>): Promise<void> {
  const heartbeat = setInterval(() => queue.extend(message, HIDDEN_MS).catch(() => {}), HEARTBEAT_MS);
  try {
    await deps.store.call(await deps.encoder.call(message.body));
    await acknowledge(queue, message);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await queue.release(message, backoffMs(message.receiveCount));
  } finally {
    clearInterval(heartbeat);
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

const backoffMs = (attempts: number): number => Math.min(20_000, 2_000 * 2 ** attempts) * (0.5 + Math.random() / 2);
