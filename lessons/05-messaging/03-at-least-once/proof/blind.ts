import { Fenced, sleep, type Msg } from 'faultlab';
import type { BrokerCtx, Job, Video } from '../contract';

const SLOTS = 4;
/** Short, so that a dead worker's job soon comes back; a live worker renews it long before it runs out. */
const VISIBILITY_MS = 20_000;
const HEARTBEAT_MS = 5_000;

/** Runs on the API node for each job that a client offers. “accepted” is a promise: this video will be published. */
export async function submit(ctx: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  try {
    await ctx.queue.send('video', job, { id: job.id });
    return 'accepted';
  } catch {
    // Perhaps it is in the queue all the same. To send it again could put it there twice.
    return 'rejected';
  }
}

/** Runs on each of five workers, from its start until it is killed. */
export async function worker(ctx: BrokerCtx): Promise<void> {
  const stopped = new Promise<void>(resolve => {
    if (ctx.stopping.aborted) resolve();
    else ctx.stopping.addEventListener('abort', () => resolve(), { once: true });
  });
  /** Waits, but not beyond the order to stop. */
  const pause = (ms: number) => Promise.race([sleep(ms), stopped]);
  await Promise.all(Array.from({ length: SLOTS }, () => slot(ctx, pause)));
}

type Pause = (ms: number) => Promise<void>;

/** One slot at the encoder: takes a message only when it can begin it. */
async function slot(ctx: BrokerCtx, pause: Pause): Promise<void> {
  while (!ctx.stopping.aborted) {
    let messages: Msg<Job>[];
    try {
      messages = await ctx.queue.receive<Job>('video', { max: 1, waitMs: 2_000, visibilityMs: VISIBILITY_MS });
    } catch {
      await pause(300 + 400 * ctx.random());
      continue;
    }
    for (const message of messages) await handle(ctx, message, pause);
  }
}

async function handle(ctx: BrokerCtx, message: Msg<Job>, pause: Pause): Promise<void> {
  const { queue, deps } = ctx;
  let heldUntil = performance.now() + VISIBILITY_MS - 5_000;
  let fenced = false;
  const heartbeat = setInterval(async () => {
    const now = performance.now();
    try {
      await queue.extend(message, VISIBILITY_MS);
      heldUntil = Math.max(heldUntil, now + VISIBILITY_MS);
    } catch (error) {
      if (error instanceof Fenced) fenced = true;
    }
  }, HEARTBEAT_MS);
  try {
    let video: Video | undefined;
    for (let attempt = 0; video === undefined; attempt++) {
      // Somebody else has it, or may have it: it is theirs to begin.
      if (fenced || performance.now() > heldUntil) return;
      if (ctx.stopping.aborted) return await settle(() => queue.release(message, 0));
      try {
        video = await deps.encoder.call(message.body);
      } catch (error) {
        const wish = (error as { retryAfterMs?: number }).retryAfterMs ?? 0;
        const backoff = Math.min(5_000, 1_000 * 2 ** attempt);
        await pause(Math.max(wish, backoff) * (1 + 0.3 * ctx.random()));
      }
    }
    for (;;) {
      try {
        await deps.store.call(video, { timeoutMs: 2_000 });
        break;
      } catch {
        await sleep(500);
      }
    }
    // Published: only now may the broker forget it. The heartbeat goes on until it has.
    await settle(() => queue.ack(message));
  } finally {
    clearInterval(heartbeat);
  }
}

/** Repeats what settles a message until it is known to be settled, or no longer ours. */
async function settle(action: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (error instanceof Fenced) return;
      await sleep(200);
    }
  }
}
