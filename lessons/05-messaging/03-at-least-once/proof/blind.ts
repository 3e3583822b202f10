import { Fenced, KitError, sleep, type Msg } from 'faultlab';
import type { BrokerCtx, Job, Video } from '../contract';

/** The client leaves after 10 s: what we say must reach it before. */
const ANSWER_WITHIN_MS = 9_000;
/** One per slot at the encoder: nothing is received that cannot be begun at once. */
const SLOTS = 4;
/** Short enough for a dead worker, long enough for several heartbeats to fail. */
const VISIBILITY_MS = 22_000;
const HEARTBEAT_MS = 4_000;
const POLL_MS = 2_000;
const RETRY_MS = 500;

/** Runs on the API node for each job that a client offers. “accepted” is a promise: this video will be published. */
export async function submit(ctx: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  const deadline = performance.now() + ANSWER_WITHIN_MS;
  for (;;) {
    const left = deadline - performance.now();
    if (left <= 0) return 'rejected';
    // Only the broker's confirmation makes it true. Without one the job is sent again: better twice than never.
    const confirmed = await Promise.race([
      ctx.queue.send('video', job, { id: job.id }).then(() => true, error => {
        console.error(error);
        return false;
      }),
      sleep(left).then(() => false),
    ]);
    if (confirmed) return 'accepted';
    await sleep(Math.max(0, Math.min(RETRY_MS, deadline - performance.now())));
  }
}

/** Runs on each of five workers, from its start until it is killed. */
export async function worker(ctx: BrokerCtx): Promise<void> {
  const stopped = new Promise<void>(resolve => {
    if (ctx.stopping.aborted) resolve();
    ctx.stopping.addEventListener('abort', () => resolve(), { once: true });
  });
  await Promise.all(Array.from({ length: SLOTS }, () => slot(ctx, stopped)));
}

async function slot(ctx: BrokerCtx, stopped: Promise<void>): Promise<void> {
  while (!ctx.stopping.aborted) {
    const askedAt = performance.now();
    try {
      const messages = await ctx.queue.receive<Job>('video', { max: 1, waitMs: POLL_MS, visibilityMs: VISIBILITY_MS });
      for (const message of messages) await handle(ctx, message, askedAt + VISIBILITY_MS, stopped);
    } catch (error) {
      console.error(error);
      await Promise.race([sleep(RETRY_MS), stopped]);
    }
  }
}

/** Our hold on a message, renewed until it is let go. */
class Hold {
  #until: number;
  #fenced = false;
  #over = false;

  constructor(readonly ctx: BrokerCtx, readonly message: Msg<Job>, until: number) {
    this.#until = until;
    void this.#beat();
  }

  /** Whether the message is ours for sure. */
  get sure(): boolean {
    return !this.#fenced && performance.now() < this.#until;
  }

  end(): void {
    this.#over = true;
  }

  async #beat(): Promise<void> {
    let pause = HEARTBEAT_MS;
    for (;;) {
      await sleep(pause);
      if (this.#over || this.#fenced) return;
      const from = performance.now();
      try {
        await this.ctx.queue.extend(this.message, VISIBILITY_MS);
        this.#until = Math.max(this.#until, from + VISIBILITY_MS);
        pause = HEARTBEAT_MS;
      } catch (error) {
        if (error instanceof Fenced) this.#fenced = true;
        pause = RETRY_MS;
      }
    }
  }
}

async function handle(ctx: BrokerCtx, message: Msg<Job>, heldUntil: number, stopped: Promise<void>): Promise<void> {
  const hold = new Hold(ctx, message, heldUntil);
  try {
    const video = await encode(ctx, hold, stopped);
    if (!video) {
      // Not begun: somebody else may have it at once.
      await settle(() => ctx.queue.release(message, 0));
      return;
    }
    await publish(ctx, video);
    await settle(() => ctx.queue.ack(message));
  } finally {
    hold.end();
  }
}

/** The video; undefined if we should not begin: we are being stopped, or the message may be another's. */
async function encode(ctx: BrokerCtx, hold: Hold, stopped: Promise<void>): Promise<Video | undefined> {
  for (let backoff = 1_000; !ctx.stopping.aborted && hold.sure; backoff = Math.min(2 * backoff, 5_000)) {
    try {
      return await ctx.deps.encoder.call(hold.message.body, { timeoutMs: 150_000 });
    } catch (error) {
      const wish = error instanceof KitError ? error.retryAfterMs ?? 0 : 0;
      await Promise.race([sleep(Math.max(wish, backoff * (0.75 + 0.5 * ctx.random()))), stopped]);
    }
  }
  return undefined;
}

async function publish(ctx: BrokerCtx, video: Video): Promise<void> {
  for (let backoff = 200; ; backoff = Math.min(2 * backoff, 5_000)) {
    try {
      return await ctx.deps.store.call(video, { timeoutMs: 2_000 });
    } catch (error) {
      console.error(error);
      await sleep(backoff);
    }
  }
}

/** Repeats an acknowledgement or a release until the broker has carried it out, or the message is not ours any more. */
async function settle(what: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await what();
    } catch (error) {
      if (error instanceof Fenced) return;
      await sleep(RETRY_MS);
    }
  }
}
