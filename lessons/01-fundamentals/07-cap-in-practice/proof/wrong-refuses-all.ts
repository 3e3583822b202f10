// scenario: sunny
// message: none of them would have harmed anybody

import type { Handlers } from 'faultlab';
import type { Answer } from '../contract';

/** Endangers nobody. */
export class AccountNode implements Handlers {
  async onRequest(): Promise<Answer> {
    return { ok: false, why: 'unavailable' };
  }
}
