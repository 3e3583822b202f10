// scenario: one-down
// message: answered ok: 0
import type { Answer } from '../contract';

/** Promises nothing. */
export class Coordinator {
  async onRequest(): Promise<Answer> {
    return { ok: false, why: 'not-done' };
  }
}
