// scenario: lost-reply
// message: The shop asked at
// message: somebody's money stays in the air
import type { Handlers, NodeContext } from 'faultlab';
import type { BankRequest, CheckoutRequest, Outcome } from '../contract';

/** Says "unknown" after one silence, and leaves it at that. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  private readonly outcomes = new Map<string, Outcome>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    if (request.op === 'outcome') return this.outcomes.get(request.orderId) ?? 'unknown';
    const debit: BankRequest = { op: 'debit', id: request.orderId, cents: request.cents };
    const outcome = await this.ctx.call('bank', debit, { timeoutMs: 9_000 }).then((): Outcome => 'paid', (): Outcome => 'unknown');
    this.outcomes.set(request.orderId, outcome);
    return outcome;
  }
}
