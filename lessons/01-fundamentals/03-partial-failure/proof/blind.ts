import type { Handlers, NodeContext } from 'faultlab';
import type { BankAnswers, BankRequest, CheckoutRequest, Outcome } from '../contract.ts';

/** How long a customer may be kept waiting; he leaves after 10 s. */
const BUDGET_MS = 9_000;
/** No new debit is started with less left: there must be time to close it again. */
const LAST_DEBIT_MS = 1_500;
const FIRST_TIMEOUT_MS = 400;
const MAX_TIMEOUT_MS = 1_000;
const LATER_TIMEOUT_MS = 2_000;

/** Charges customers at the bank. One node runs this, and it does not fail. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  private readonly outcomes = new Map<string, Outcome>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    if (request.op === 'outcome') return this.outcomes.get(request.orderId) ?? 'unknown';
    const { orderId, cents } = request;
    // Each attempt has its own id, debited once. The next one starts only when the last is voided.
    // `left` is counted down by the whole timeout of each call, so it never shows too much.
    let left = BUDGET_MS;
    for (let attempt = 1; left >= LAST_DEBIT_MS; attempt++) {
      const id = `${orderId}/${attempt}`;
      left -= FIRST_TIMEOUT_MS;
      const debit = await this.tryBank({ op: 'debit', id, cents }, FIRST_TIMEOUT_MS);
      if (debit === 'done') return this.decide(orderId, 'paid');
      if (debit === 'refused') continue;

      let timeout = FIRST_TIMEOUT_MS;
      for (;;) {
        if (left < 100) {
          this.outcomes.set(orderId, 'unknown');
          void this.closeLater(orderId, id);
          return 'unknown';
        }
        timeout = Math.min(timeout, left);
        left -= timeout;
        const closed = await this.tryBank({ op: 'void', id }, timeout);
        if (closed === 'already-done') return this.decide(orderId, 'paid');
        if (closed === 'voided') break;
        timeout = Math.min(timeout * 2, MAX_TIMEOUT_MS);
      }
    }
    return this.decide(orderId, 'not-paid'); // every attempt was voided
  }

  /** The customer has gone: close the open attempt, however long it takes. */
  private async closeLater(orderId: string, id: string): Promise<void> {
    for (;;) {
      const closed = await this.tryBank({ op: 'void', id }, LATER_TIMEOUT_MS);
      if (closed === 'already-done') return void this.decide(orderId, 'paid');
      if (closed === 'voided') return void this.decide(orderId, 'not-paid');
    }
  }

  private decide(orderId: string, outcome: Outcome): Outcome {
    this.outcomes.set(orderId, outcome);
    return outcome;
  }

  /** Asks once; `undefined` means that nothing is known. */
  private async tryBank<Request extends BankRequest>(request: Request, timeoutMs: number): Promise<BankAnswers[Request['op']] | undefined> {
    try {
      return await this.askBank(request, timeoutMs);
    } catch {
      return undefined;
    }
  }

  /** Asks once; rejects with `Unknown` if no answer comes in time. */
  private askBank<Request extends BankRequest>(request: Request, timeoutMs: number): Promise<BankAnswers[Request['op']]> {
    return this.ctx.call('bank', request, { timeoutMs });
  }
}
