import { Fenced, KitError, Refused, sleep, type Msg } from 'faultlab';
import type { BrokerCtx, Job } from '../contract';

const QUEUE = 'video';
const SLOTS = 4;
/** The client leaves after 10 s. */
const ANSWER_MS = 8_000;
/** An encoding may take minutes, and a dead worker's job be hidden for half a minute: it is waited for in stages. */
const STAGE_MS = 15_000;
/** What a stage may take longer. */
const RESERVE_MS = 10_000;
const PUBLISHING_MS = 20_000;

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

export async function worker(ctx: BrokerCtx): Promise<void> {
  await Promise.all(Array.from({ length: SLOTS }, () => serve(ctx)));
}

async function serve(ctx: BrokerCtx): Promise<void> {
  while (!ctx.stopping.aborted) {
    const messages = await ctx.queue.receive<Job>(QUEUE, { max: 1, waitMs: 20_000, visibilityMs: STAGE_MS + RESERVE_MS }).catch(() => []);
    for (const message of messages) {
      if (ctx.stopping.aborted) await ctx.queue.release(message, 0).catch(() => {});
      else await carryOut(ctx, message);
    }
  }
}

/** Says at the beginning of each stage how long nobody else needs to look at the message. */
async function carryOut({ queue, deps }: BrokerCtx, message: Msg<Job>): Promise<void> {
  const hide = async (ms: number): Promise<void> => {
    for (let tries = 0; tries < 3; tries++) {
      const isOver = await queue.extend(message, ms).then(() => true, error => error instanceof Fenced);
      if (isOver) return;
    }
  };
  try {
    const encoding = deps.encoder.call(message.body);
    const encoded = encoding.then(() => true);
    while (!await Promise.race([encoded, sleep(STAGE_MS).then(() => false)])) await hide(STAGE_MS + RESERVE_MS);
    await hide(PUBLISHING_MS);
    await deps.store.call(await encoding);
    await hide(PUBLISHING_MS);
    await acknowledge(queue, message);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await queue.release(message, backoffMs(message.receiveCount)).catch(() => {});
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
