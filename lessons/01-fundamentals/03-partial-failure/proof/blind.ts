import { sleep, type Handlers, type NodeContext } from 'faultlab';
import type { BankAnswers, BankRequest, CheckoutRequest, Outcome } from '../contract';

/** When the customer must have heard something; he leaves after 10 s. */
const ANSWER_MS = 9_500;
/** After that no new attempt: there is no time left to hear how it went. */
const LAST_ATTEMPT_MS = 8_500;
/** How long one request is listened for. Others are sent meanwhile: a late answer still counts. */
const LISTEN_MS = 30_000;

type Decided = 'paid' | 'not-paid';

/** Charges customers at the bank. One node runs this, and it does not fail. */
export class Checkout implements Handlers {
  private readonly ctx: NodeContext;
  private readonly orders = new Map<string, Promise<Decided>>();

  constructor(ctx: NodeContext) {
    this.ctx = ctx;
  }

  async onRequest(request: CheckoutRequest): Promise<Outcome> {
    if (request.op === 'outcome') {
      const order = this.orders.get(request.orderId);
      return order ? this.within(order, 9_000) : 'unknown';
    }
    const order = this.pay(request.orderId, request.cents);
    this.orders.set(request.orderId, order);
    return this.within(order, ANSWER_MS);
  }

  private within(order: Promise<Decided>, ms: number): Promise<Outcome> {
    return Promise.race([order, sleep(ms).then((): Outcome => 'unknown')]);
  }

  /** One attempt after the other, each under its own id; the next one only when the one before is closed for good. */
  private async pay(orderId: string, cents: number): Promise<Decided> {
    const start = performance.now();
    for (let attempt = 1; performance.now() - start < LAST_ATTEMPT_MS; attempt++) {
      const id = `${orderId}/${attempt}`;
      const patienceMs = Math.min(500 * attempt, 2_000);
      if (await this.attempt(id, cents, patienceMs, start) === 'paid') return 'paid';
    }
    return 'not-paid';
  }

  /** Sends one debit, once. Without an answer in time, asks the bank to void it until it says what became of it. */
  private attempt(id: string, cents: number, patienceMs: number, start: number): Promise<Decided> {
    return new Promise((resolve) => {
      let settled = false;
      const settle = (decided: Decided) => {
        settled = true;
        resolve(decided);
      };
      this.askBank({ op: 'debit', id, cents }, LISTEN_MS)
        .then((answer) => settle(answer === 'done' ? 'paid' : 'not-paid'), () => undefined);
      const close = async () => {
        await sleep(patienceMs);
        for (let pauseMs = 500; !settled;) {
          this.askBank({ op: 'void', id }, LISTEN_MS)
            .then((answer) => settle(answer === 'already-done' ? 'paid' : 'not-paid'), () => undefined);
          await sleep(pauseMs);
          // With a customer waiting, ask often; afterwards spare the bank.
          pauseMs = Math.min(pauseMs * 1.5, performance.now() - start < ANSWER_MS ? 1_500 : 5_000);
        }
      };
      void close();
    });
  }

  /** Asks once; rejects with `Unknown` if no answer comes in time. */
  private askBank<Request extends BankRequest>(request: Request, timeoutMs: number): Promise<BankAnswers[Request['op']]> {
    return this.ctx.call('bank', request, { timeoutMs });
  }
}
