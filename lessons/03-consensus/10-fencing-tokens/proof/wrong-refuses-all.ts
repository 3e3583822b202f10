// scenario: clean-handover
// message: did not let the auditor read
import type { FencedReply } from '../contract';

/** Safe from everybody. */
export class Shard {
  async recover(): Promise<void> {}

  async onRequest(): Promise<FencedReply> {
    return { ok: false, reason: 'fenced' };
  }
}

export async function runJob(): Promise<void> {
  throw new Error('fenced');
}
