// scenario: bank-gone
// message: had no answer within 10 s
import type { Handlers, NodeContext } from 'faultlab';
import type { BankRequest, CheckoutRequest, Outcome } from '../contract';

/** Asks until it knows. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    const { orderId: id } = request;
    if (request.op === 'pay' && await this.ask({ op: 'debit', id, cents: request.cents }) === 'done') return 'paid';
    for (;;) {
      const answer = await this.ask({ op: 'void', id });
      if (answer !== undefined) return answer === 'already-done' ? 'paid' : 'not-paid';
    }
  }

  private ask(request: BankRequest): Promise<string | undefined> {
    return this.ctx.call<string>('bank', request, { timeoutMs: 400 }).catch(() => undefined);
  }
}
