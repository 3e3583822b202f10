import { Fenced, Refused, sleep, type Msg } from 'faultlab';
import type { BrokerCtx, Job, Video } from '../contract';

const KEEP_MS = 25_000;

export async function submit({ queue }: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  const confirmed = await queue.send('video', job).catch(() => queue.send('video', job)).catch(() => undefined);
  return confirmed ? 'accepted' : 'rejected';
}

/** Asks for as many messages as it has slots free, and works on each by itself. */
export async function worker(ctx: BrokerCtx): Promise<void> {
  let free = 4;
  while (!ctx.stopping.aborted) {
    if (free === 0) {
      await sleep(100);
      continue;
    }
    const messages = await ctx.queue.receive<Job>('video', { max: free, waitMs: 1_000, visibilityMs: KEEP_MS }).catch(() => []);
    for (const message of messages) {
      if (ctx.stopping.aborted) {
        await ctx.queue.release(message, 0).catch(() => {});
        continue;
      }
      free--;
      void work(ctx, message).finally(() => { free++; });
    }
  }
}

/** Waits for the encoder in pieces of 8 s, and keeps the message after each. */
async function work(ctx: BrokerCtx, message: Msg<Job>): Promise<void> {
  const published = encoded(ctx, message.body).then(video => ctx.deps.store.call(video)).then(() => 'published' as const);
  while (await Promise.race([published, sleep(8_000)]) !== 'published') await ctx.queue.extend(message, KEEP_MS).catch(() => {});
  for (let done = false; !done; await sleep(50)) {
    done = await ctx.queue.ack(message).then(() => true, error => error instanceof Fenced);
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
