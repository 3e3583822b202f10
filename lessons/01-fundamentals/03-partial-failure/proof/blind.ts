import { sleep } from 'faultlab';
import type { Handlers, NodeContext } from 'faultlab';
import type { BankAnswers, BankRequest, CheckoutRequest, Outcome } from '../contract';

/** The customer leaves after 10 s; the answer has to travel too. */
const CUSTOMER_WAITS_MS = 9_500;
/** The shop waits 10 s for an outcome. */
const SHOP_WAITS_MS = 9_000;
/** After this long no new attempt is begun: it could hardly be settled in time. */
const LAST_ATTEMPT_MS = 9_000;
const DEBIT_TIMEOUT_MS = 500;
const VOID_TIMEOUT_MS = 300;
const MAX_VOID_TIMEOUT_MS = 1_000;

/** Charges customers at the bank. One node runs this, and it does not fail. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  private readonly outcomes = new Map<string, Promise<Outcome>>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    if (request.op === 'outcome') {
      const outcome = this.outcomes.get(request.orderId);
      // An order that never came was never charged, but its `pay` may still be on its way.
      return outcome ? this.within(outcome, SHOP_WAITS_MS) : 'unknown';
    }
    const outcome = this.pay(request.orderId, request.cents);
    this.outcomes.set(request.orderId, outcome);
    return this.within(outcome, CUSTOMER_WAITS_MS);
  }

  /** `unknown` if it is not decided by then; the work goes on. */
  private within(outcome: Promise<Outcome>, ms: number): Promise<Outcome> {
    return Promise.race([outcome, sleep(ms).then((): Outcome => 'unknown')]);
  }

  /** Comes back when the order is decided, however long that takes. Each attempt has its own id and is closed before the next. */
  private async pay(orderId: string, cents: number): Promise<Outcome> {
    const start = performance.now();
    for (let attempt = 1; performance.now() - start < LAST_ATTEMPT_MS; attempt++) {
      const id = `${orderId}#${attempt}`;
      try {
        if (await this.askBank({ op: 'debit', id, cents }, DEBIT_TIMEOUT_MS) === 'done') return 'paid';
      } catch {
        if (await this.close(id) === 'already-done') return 'paid';
      }
      // This attempt is voided: nothing was or will be taken under its id.
    }
    return 'not-paid';
  }

  /** Asks the bank to void an attempt until it says what became of it; that answer is final. */
  private async close(id: string): Promise<BankAnswers['void']> {
    for (let timeoutMs = VOID_TIMEOUT_MS; ; timeoutMs = Math.min(timeoutMs * 2, MAX_VOID_TIMEOUT_MS)) {
      const asked = performance.now();
      try {
        return await this.askBank({ op: 'void', id }, timeoutMs);
      } catch {
        // No answer settles nothing: ask again, but not at once if it failed at once.
        await sleep(Math.max(1, timeoutMs - (performance.now() - asked)));
      }
    }
  }

  /** Asks once; rejects with `Unknown` if no answer comes in time. */
  private askBank<Request extends BankRequest>(request: Request, timeoutMs: number): Promise<BankAnswers[Request['op']]> {
    return this.ctx.call('bank', request, { timeoutMs });
  }
}
