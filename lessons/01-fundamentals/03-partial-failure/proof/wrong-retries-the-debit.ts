// scenario: lost-reply
// message: and again at
// message: the customer pays twice
import type { Handlers, NodeContext } from 'faultlab';
import type { BankRequest, CheckoutRequest, Outcome } from '../contract';

/** The same id, so it must be safe. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  private readonly outcomes = new Map<string, Outcome>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    if (request.op === 'outcome') return this.outcomes.get(request.orderId) ?? 'unknown';
    const debit: BankRequest = { op: 'debit', id: request.orderId, cents: request.cents };
    for (let attempt = 0; attempt < 9; attempt++) {
      try {
        await this.ctx.call('bank', debit, { timeoutMs: 1_000 });
        this.outcomes.set(request.orderId, 'paid');
        return 'paid';
      } catch {
        // Once more.
      }
    }
    return 'unknown';
  }
}
