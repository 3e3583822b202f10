import { lognormal, poisson, Services, times, type Built, type ServerSpec, type Stage } from 'faultlab/author';
import type { Charge, Order, Receipt } from './contract';

export const DEADLINE_MS = 2_000;
/** Orders before that are not judged. */
export const WARM_UP_MS = 5_000;

/** Mean service time 100 ms. */
function payments(workers: number, queue: number): ServerSpec {
  return {
    workers, queue, serviceMs: lognormal(88, 0.5), method: 'charge', effect: 'charged',
    answer: (charge, number): Receipt => ({ orderId: (charge as Charge).orderId, chargeId: `ch-${number}` }),
  };
}

function ordersOf(stage: Stage, services: Services): (process: string, number: number) => void {
  const { random } = stage;
  return (process, number) => {
    const request: Order = { id: `o-${number}`, amountCents: random.integer(500, 20_000), deadlineMs: DEADLINE_MS };
    services.ask(process, { number, f: 'pay', request, timeoutMs: DEADLINE_MS });
  };
}

/** Ten processes of a shop and `payments` with room for 160 charges a second; orders come at random. */
export function shop(stage: Stage, { perSecond, lastsMs }: { readonly perSecond: number; readonly lastsMs: number }): Built {
  const services = new Services(stage);
  services.server('payments', payments(16, 400));
  const processes = Array.from({ length: 10 }, (_, index) => `shop-${index + 1}`);
  services.processes(processes, { handler: 'pay', deps: ['payments'] });
  const instants = poisson(stage.random, perSecond, 0, lastsMs);
  const where = instants.map(() => stage.random.pick(processes));
  const order = ordersOf(stage, services);
  times(stage, instants, index => order(where[index]!, index + 1));
  services.start();
  const endMs = lastsMs + DEADLINE_MS + 500;
  services.chart(endMs, { users: 'payments' });
  return { endMs };
}

/** Many processes with one order each, all within 10 ms; `payments` has room for 320 charges a second. */
export function crowd(stage: Stage, count: number): Built {
  const services = new Services(stage);
  services.server('payments', payments(32, 600));
  const processes = Array.from({ length: count }, (_, index) => `till-${index + 1}`);
  services.processes(processes, { handler: 'pay', deps: ['payments'] });
  const order = ordersOf(stage, services);
  times(stage, processes.map(() => stage.random.between(5_000, 5_010)), index => order(processes[index]!, index + 1));
  services.start();
  services.chart(9_000, { users: 'payments' });
  return { endMs: 9_000 };
}
