// scenario: long-jobs
// message: no worker has ever received it
import type { BrokerCtx, Job } from '../contract';

export async function submit(ctx: BrokerCtx, job: Job): Promise<'accepted' | 'rejected'> {
  await ctx.queue.send('video', job, { id: job.id });
  return 'accepted';
}

export async function worker(): Promise<void> {}
