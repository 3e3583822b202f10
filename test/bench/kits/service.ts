import { exponential, poisson, scenario, Services, times } from '../../../src/course/author.ts';
import type { KitWorld } from './kitworld.ts';

/** Five processes send each order to a server with a queue, and once more if that failed. */
export const service: KitWorld = {
  scenario: scenario('shop', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      services.server('bank', { workers: 8, queue: 50, serviceMs: exponential(50), method: 'charge', effect: 'charged', answer: (_, number) => number });
      const shops = Array.from({ length: 5 }, (_, index) => `shop-${index + 1}`);
      services.processes(shops, { handler: 'pay', deps: ['bank'] });
      services.start();
      times(stage, poisson(stage.random, 120, 0, 10_000), index => services.ask(shops[index % shops.length]!, { number: index + 1, f: 'pay', request: { id: index }, timeoutMs: 1_000 }));
      return { endMs: 11_000 };
    },
  }),
  program: `
    export async function pay(order, { bank }) {
      const charge = { key: String(order.id) };
      try {
        return await bank.call(charge, { timeoutMs: 300 });
      } catch {
        return bank.call(charge, { timeoutMs: 300 });
      }
    }`,
};
