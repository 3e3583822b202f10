import type { Handlers, NodeContext } from 'faultlab';
import type { BankAnswers, BankRequest, CheckoutRequest, Outcome } from './contract';

/** Much longer than a healthy round trip. */
const TIMEOUT_MS = 400;
/** A customer leaves after 10 s; a little is left for the way back. */
const PATIENCE_MS = 9_500;
/** Time that another attempt needs to be worth it. */
const ATTEMPT_MS = 1_500;

/** Every attempt is either confirmed or voided before the next one begins: at most one can ever take money. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  /** The last attempt of each order; all earlier ones are voided. */
  private readonly attempts = new Map<string, string>();
  private readonly decided = new Map<string, Outcome>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    const untilMs = performance.now() + PATIENCE_MS;
    const { orderId } = request;
    const outcome = request.op === 'pay' ? await this.pay(orderId, request.cents, untilMs) : this.decided.get(orderId) ?? await this.close(orderId, untilMs);
    if (outcome !== 'unknown') this.decided.set(orderId, outcome);
    return outcome;
  }

  private async pay(orderId: string, cents: number, untilMs: number): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      const id = `${orderId}/${attempt}`;
      this.attempts.set(orderId, id);
      if (await this.ask({ op: 'debit', id, cents }) === 'done') return 'paid';
      const outcome = await this.close(orderId, untilMs);
      if (outcome !== 'not-paid' || performance.now() + ATTEMPT_MS > untilMs) return outcome;
    }
  }

  /** Makes certain what became of the last attempt: it was carried out, or it never will be. */
  private async close(orderId: string, untilMs: number): Promise<Outcome> {
    const id = this.attempts.get(orderId);
    if (id === undefined) return 'not-paid';
    while (performance.now() + TIMEOUT_MS <= untilMs) {
      const answer = await this.ask({ op: 'void', id });
      if (answer !== undefined) return answer === 'already-done' ? 'paid' : 'not-paid';
    }
    return 'unknown';
  }

  /** Undefined: silence. */
  private async ask<Request extends BankRequest>(request: Request): Promise<BankAnswers[Request['op']] | undefined> {
    try {
      return await this.ctx.call('bank', request, { timeoutMs: TIMEOUT_MS });
    } catch {
      return undefined;
    }
  }
}
