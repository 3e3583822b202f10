import type { Handlers, NodeContext } from 'faultlab';
import type { BankAnswers, BankRequest, CheckoutRequest, Outcome } from './contract';

/** Charges customers at the bank. One node runs this, and it does not fail. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  private readonly outcomes = new Map<string, Outcome>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    if (request.op === 'outcome') return this.outcomes.get(request.orderId) ?? 'unknown';
    const outcome = await this.pay(request.orderId, request.cents);
    this.outcomes.set(request.orderId, outcome);
    return outcome;
  }

  private async pay(orderId: string, cents: number): Promise<Outcome> {
    try {
      await this.askBank({ op: 'debit', id: orderId, cents }, 1_000);
      return 'paid';
    } catch {
      // TODO: no answer within a second. What is certain now?
      return 'not-paid';
    }
  }

  /** Asks once; rejects with `Unknown` if no answer comes in time. */
  private askBank<Request extends BankRequest>(request: Request, timeoutMs: number): Promise<BankAnswers[Request['op']]> {
    return this.ctx.call('bank', request, { timeoutMs });
  }
}
