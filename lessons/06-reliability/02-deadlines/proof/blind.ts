import type { Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from '../contract';

/** One way through the network. */
const HOP_MS = 1;
/** What is left to the receiver when the message arrives, as a duration: it means the same on every machine. */
const LEFT = 'left-ms';
/** Inventory's 99.9th percentile (190 ms), and the way there and back. What is not there by then is probably lost. */
const INVENTORY_ATTEMPT_MS = 200;
/** If nobody said how long the user waits: the patience of a web user. */
const DEFAULT_LEFT_MS = 1_500;

/** Runs on the machine `api`, which users ask. */
export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  // The way to checkout and the way back are not checkout's to spend.
  const left = patienceMs - 2 * HOP_MS;
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { [LEFT]: String(left) } });
}

/** Runs on the machine `checkout`, in a process of its own. */
export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const said = Number(headers[LEFT] ?? DEFAULT_LEFT_MS);
  // On this machine's own monotonic clock. The last hop is the abort's way to the server.
  const deadline = performance.now() + (Number.isFinite(said) ? said : DEFAULT_LEFT_MS) - HOP_MS;
  const left = () => Math.floor(deadline - performance.now());

  const stock = await withRetries(left, INVENTORY_ATTEMPT_MS, (signal) => inventory.call({ cart }, { signal }));
  // Pricing loses nothing, it is only slow at times: another attempt would throw the work of the first away.
  return withRetries(left, Infinity, (signal) => pricing.call(stock, { signal }));
}

/** Attempts of at most `attemptMs` each, until one is answered or nothing is left. Gives up by abort, so that the server hears of it. */
async function withRetries<T>(left: () => number, attemptMs: number, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  let failure: unknown = new Error('deadline exceeded');
  for (;;) {
    const ms = Math.min(attemptMs, left());
    if (ms < 1) throw failure;
    const signal = AbortSignal.timeout(ms);
    try {
      return await attempt(signal);
    } catch (error) {
      // Anything but our own giving up is an answer.
      if (!signal.aborted) throw error;
      failure = error;
    }
  }
}
