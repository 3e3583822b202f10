// scenario: still-in-flight
// message: and again at
// message: the customer pays twice
import type { Handlers, NodeContext } from 'faultlab';
import type { BankRequest, CheckoutRequest, Outcome } from '../contract';

/** A new attempt whenever the bank has not seen the last one. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    const untilMs = performance.now() + 9_000;
    const { orderId: id } = request;
    while (performance.now() < untilMs) {
      if (request.op === 'pay' && await this.ask({ op: 'debit', id, cents: request.cents }) === 'done') return 'paid';
      const status = await this.ask({ op: 'status', id });
      if (status === 'done') return 'paid';
      if (status === 'never-seen' && request.op === 'outcome') return 'not-paid';
    }
    return 'unknown';
  }

  private ask(request: BankRequest): Promise<string | undefined> {
    return this.ctx.call<string>('bank', request, { timeoutMs: 400 }).catch(() => undefined);
  }
}
