import { Refused, Unknown, type Dep } from 'faultlab';
import type { CartOf, Quote, Req, Stock, Visit } from './contract';

/** Time left to the user when the request was sent, milliseconds. */
const LEFT_MS = 'left-ms';
/** The way to a server and back; an answer that is not on its way by then comes too late. */
const WAY_MS = 2;
/** Inventory answers 999 of 1,000 calls within 190 ms. */
const INVENTORY_ATTEMPT_MS = 200;

/** Runs on the machine `api`, which users ask. */
export async function api({ cart, patienceMs }: Visit, { checkout }: { checkout: Dep<CartOf, Quote> }): Promise<Quote> {
  return checkout.call({ cart }, { timeoutMs: patienceMs, headers: { [LEFT_MS]: String(patienceMs - WAY_MS) } });
}

/** Runs on the machine `checkout`, in a process of its own. */
export async function checkout({ cart, headers }: Req, { inventory, pricing }: { inventory: Dep<CartOf, Stock>; pricing: Dep<Stock, Quote> }): Promise<Quote> {
  const deadline = performance.now() + Number(headers[LEFT_MS]);
  const stock = await askInventory(cart, inventory, deadline);
  return attempt(pricing, stock, leftUntil(deadline));
}

/** Some of its answers get lost: what is not there when nearly every answer would be is asked for again. */
async function askInventory(cart: string, inventory: Dep<CartOf, Stock>, deadline: number): Promise<Stock> {
  for (;;) {
    try {
      return await attempt(inventory, { cart }, Math.min(INVENTORY_ATTEMPT_MS, leftUntil(deadline)));
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
    }
  }
}

function leftUntil(deadline: number): number {
  const leftMs = deadline - performance.now();
  if (leftMs <= 0) throw new Refused('TooLate', 'the user has left');
  return leftMs;
}

/** Whoever is asked is told when the time is over, and stops. */
async function attempt<Request, Answer>(dep: Dep<Request, Answer>, request: Request, ms: number): Promise<Answer> {
  const signal = AbortSignal.timeout(ms);
  try {
    return await dep.call(request, { signal });
  } catch (error) {
    throw signal.aborted ? new Unknown('Timeout', `no answer from ${dep.name} within ${ms} ms`) : error;
  }
}
