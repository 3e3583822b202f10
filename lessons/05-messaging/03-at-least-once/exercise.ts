import type { BrokerCtx, Job } from './contract';

/** Runs on the API node for each job that a client offers. “accepted” is a promise: this video will be published. */
export async function submit(ctx: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  // TODO: when may a client be told that its job is accepted?
  ctx.queue.send('video', job, { id: job.id }).catch(error => console.error(error));
  return 'accepted';
}

/** Runs on each of five workers, from its start until it is killed. */
export async function worker(ctx: BrokerCtx): Promise<void> {
  const { queue, deps } = ctx;
  for (;;) {
    const messages = await queue.receive<Job>('video', { max: 4, waitMs: 5_000 }).catch(() => []);
    // TODO: when is a message done with? What do the others know of a job that takes long?
    await Promise.all(messages.map(async message => {
      await queue.ack(message);
      const video = await deps.encoder.call(message.body);
      await deps.store.call(video);
    }));
  }
}
