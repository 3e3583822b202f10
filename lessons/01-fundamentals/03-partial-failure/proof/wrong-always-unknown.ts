// scenario: fair-weather
// message: orders stayed undecided
// message: the bank was healthy
import type { Handlers } from 'faultlab';
import type { CheckoutRequest, Outcome } from '../contract';

/** Never wrong while the customers are there. */
export class Checkout implements Handlers {
  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    return request.op === 'pay' ? 'unknown' : 'not-paid';
  }
}
