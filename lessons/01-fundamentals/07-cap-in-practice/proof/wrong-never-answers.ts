// scenario: sunny
// message: had no answer when its client left

import type { Handlers } from 'faultlab';

/** Waits for better times. */
export class AccountNode implements Handlers {
  onRequest(): Promise<never> {
    return new Promise(() => {});
  }
}
