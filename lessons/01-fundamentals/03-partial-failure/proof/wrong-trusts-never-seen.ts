// scenario: still-in-flight
// message: when the debit came in
// message: it had said "never-seen"
import type { Handlers, NodeContext } from 'faultlab';
import type { BankRequest, CheckoutRequest, Outcome } from '../contract';

const TIMEOUT_MS = 400;

/** Asks what became of the debit, and believes that "never seen" means never. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    const untilMs = performance.now() + 9_000;
    const { orderId: id } = request;
    if (request.op === 'pay' && await this.ask({ op: 'debit', id, cents: request.cents }) === 'done') return 'paid';
    while (performance.now() < untilMs) {
      const status = await this.ask({ op: 'status', id });
      if (status !== undefined) return status === 'done' ? 'paid' : 'not-paid';
    }
    return 'unknown';
  }

  private ask(request: BankRequest): Promise<string | undefined> {
    return this.ctx.call<string>('bank', request, { timeoutMs: TIMEOUT_MS }).catch(() => undefined);
  }
}
