// scenario: lost-request
// message: did not hear "paid"
import type { Handlers, NodeContext } from 'faultlab';
import type { BankRequest, CheckoutRequest, Outcome } from '../contract';

/** Voids, and tries again under the id that it has just voided. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    const untilMs = performance.now() + 9_000;
    const { orderId: id } = request;
    let outcome: Outcome = 'unknown';
    while (performance.now() < untilMs) {
      if (request.op === 'pay' && await this.ask({ op: 'debit', id, cents: request.cents }) === 'done') return 'paid';
      const answer = await this.ask({ op: 'void', id });
      if (answer === 'already-done') return 'paid';
      if (answer === 'voided') outcome = 'not-paid';
      if (outcome === 'not-paid' && request.op === 'outcome') return outcome;
    }
    return outcome;
  }

  private ask(request: BankRequest): Promise<string | undefined> {
    return this.ctx.call<string>('bank', request, { timeoutMs: 400 }).catch(() => undefined);
  }
}
