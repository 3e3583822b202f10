// scenario: fair-weather
// message: did not hear "paid"
import type { Handlers } from 'faultlab';
import type { CheckoutRequest, Outcome } from '../contract';

/** Takes no money, and says so. */
export class Checkout implements Handlers {
  async onRequest(_request: CheckoutRequest): Promise<Outcome> {
    return 'not-paid';
  }
}
