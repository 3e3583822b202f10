import type { Handlers, NodeContext } from 'faultlab';
import type { BankRequest, CheckoutRequest, Outcome } from '../contract';

const TIMEOUT_MS = 500;
/** How long the bank is asked before an attempt is given up. */
const LOOK_MS = 800;
const PATIENCE_MS = 9_400;

/** Looks first whether a silent debit was carried out, and voids it only when it still has not been. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  private readonly open = new Map<string, string>();
  private readonly decided = new Map<string, 'paid' | 'not-paid'>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    const untilMs = performance.now() + PATIENCE_MS;
    const { orderId } = request;
    const known = this.decided.get(orderId);
    if (known) return known;
    const outcome = request.op === 'pay' ? await this.pay(orderId, request.cents, untilMs) : await this.end(this.open.get(orderId), untilMs);
    if (outcome !== 'unknown') this.decided.set(orderId, outcome);
    return outcome;
  }

  private async pay(orderId: string, cents: number, untilMs: number): Promise<Outcome> {
    for (;;) {
      const id = crypto.randomUUID();
      this.open.set(orderId, id);
      if (await this.ask({ op: 'debit', id, cents }) === 'done' || await this.look(id, untilMs)) return 'paid';
      const outcome = await this.end(id, untilMs);
      if (outcome !== 'not-paid' || performance.now() + 2 * TIMEOUT_MS > untilMs) return outcome;
    }
  }

  /** Whether the bank says within a while that it is done. */
  private async look(id: string, untilMs: number): Promise<boolean> {
    const endMs = Math.min(untilMs - 2 * TIMEOUT_MS, performance.now() + LOOK_MS);
    while (performance.now() < endMs) {
      const status = await this.ask({ op: 'status', id });
      if (status === 'done') return true;
      if (status === 'never-seen') await new Promise(resolve => setTimeout(resolve, 100));
    }
    return false;
  }

  private async end(id: string | undefined, untilMs: number): Promise<Outcome> {
    if (id === undefined) return 'not-paid';
    while (performance.now() + TIMEOUT_MS <= untilMs) {
      const answer = await this.ask({ op: 'void', id });
      if (answer !== undefined) return answer === 'already-done' ? 'paid' : 'not-paid';
    }
    return 'unknown';
  }

  private ask(request: BankRequest): Promise<string | undefined> {
    return this.ctx.call<string>('bank', request, { timeoutMs: TIMEOUT_MS }).catch(() => undefined);
  }
}
