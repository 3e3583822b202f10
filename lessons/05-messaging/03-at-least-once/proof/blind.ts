import { Refused, Unknown, sleep, type Msg } from 'faultlab';
import type { BrokerCtx, Job } from '../contract';

const CLIENT_PATIENCE_MS = 9_500;
const SLOTS = 4;
/** Short enough that a dead worker's job is soon begun again, long enough for an outage of the broker. */
const VISIBILITY_MS = 20_000;
const HEARTBEAT_MS = 4_000;

/** Runs on the API node for each job that a client offers. “accepted” is a promise: this video will be published. */
export async function submit(ctx: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  const deadline = performance.now() + CLIENT_PATIENCE_MS;
  const send = async (): Promise<'accepted' | 'rejected'> => {
    for (;;) {
      try {
        await ctx.queue.send('video', job, { id: job.id });
        return 'accepted';
      } catch (error) {
        console.warn(`send ${job.id}`, error);
        if (performance.now() + 1_000 > deadline) return 'rejected';
        await sleep(500);
      }
    }
  };
  return Promise.race([send(), sleep(CLIENT_PATIENCE_MS).then(() => 'rejected' as const)]);
}

/** Repeats what may be repeated until it is certain: carried out, or the message is no longer ours. */
async function settle(action: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Unknown)) return;
      await sleep(200);
    }
  }
}

/** Runs on each of five workers, from its start until it is killed. */
export async function worker(ctx: BrokerCtx): Promise<void> {
  const { queue, deps, stopping } = ctx;
  const encodings = new Set<Promise<unknown>>();
  const jobs = new Set<Promise<void>>();
  /** Refusals of the encoder since it last took a job. */
  let refusals = 0;
  const pauseMs = () => Math.min(15_000, 1_000 * 2 ** (refusals - 1));

  const publish = async (video: Parameters<typeof deps.store.call>[0]) => {
    for (;;) {
      try {
        return await deps.store.call(video, { timeoutMs: 5_000 });
      } catch (error) {
        console.warn(`publish ${video.job}`, error);
        await sleep(500);
      }
    }
  };

  const handle = async (message: Msg<Job>) => {
    if (stopping.aborted) return settle(() => queue.release(message, 0));
    const heartbeat = setInterval(() => void queue.extend(message, VISIBILITY_MS).catch(() => {}), HEARTBEAT_MS);
    try {
      const encoding = deps.encoder.call(message.body);
      const ended: Promise<unknown> = encoding.then(() => {}, () => {}).then(() => encodings.delete(ended));
      encodings.add(ended);
      await publish(await encoding);
      await settle(() => queue.ack(message));
    } catch (error) {
      console.warn(`encode ${message.id}`, error);
      refusals++;
      const wish = error instanceof Refused ? error.retryAfterMs ?? 0 : 0;
      await settle(() => queue.release(message, stopping.aborted ? 0 : Math.max(wish, pauseMs())));
    } finally {
      clearInterval(heartbeat);
    }
  };

  while (!stopping.aborted) {
    if (encodings.size >= SLOTS) {
      await Promise.race(encodings);
      continue;
    }
    if (refusals > 0) await sleep(pauseMs());
    if (stopping.aborted) break;
    const probing = refusals;
    const messages = await queue
      .receive<Job>('video', { max: probing ? 1 : SLOTS - encodings.size, waitMs: 5_000, visibilityMs: VISIBILITY_MS })
      .catch(() => sleep(500).then((): Msg<Job>[] => []));
    for (const message of messages) {
      const job = handle(message).finally(() => jobs.delete(job));
      jobs.add(job);
    }
    if (probing && messages.length > 0) {
      await sleep(1_000);
      if (refusals === probing) refusals = 0;
    }
  }
  await Promise.all(jobs);
}
