import type { Handlers, NodeContext } from 'faultlab';
import type { BankRequest, CheckoutRequest, Outcome } from '../contract';

/** One debit for each order; what stays silent is cleared up behind the customer's back until it is certain. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  private readonly orders = new Map<string, Promise<Outcome>>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    const { orderId } = request;
    if (request.op === 'pay') this.orders.set(orderId, this.decide(orderId, request.cents, performance.now() + 8_000));
    const decided = this.orders.get(orderId);
    if (!decided) return 'not-paid';
    return Promise.race([decided, new Promise<Outcome>(resolve => setTimeout(() => resolve('unknown'), 9_500))]);
  }

  /** Ends when the order is decided, however long that takes. */
  private async decide(orderId: string, cents: number, tryUntilMs: number): Promise<Outcome> {
    for (let attempt = 0; ; attempt++) {
      const id = `${orderId}#${attempt}`;
      if (await this.ask({ op: 'debit', id, cents }) === 'done') return 'paid';
      let answer: string | undefined;
      for (let waitMs = 200; (answer = await this.ask({ op: 'void', id })) === undefined; waitMs = Math.min(2_000, 1.5 * waitMs)) {
        await new Promise(resolve => setTimeout(resolve, waitMs));
      }
      if (answer === 'already-done') return 'paid';
      if (performance.now() > tryUntilMs) return 'not-paid';
    }
  }

  private ask(request: BankRequest): Promise<string | undefined> {
    return this.ctx.call<string>('bank', request, { timeoutMs: 300 }).catch(() => undefined);
  }
}
