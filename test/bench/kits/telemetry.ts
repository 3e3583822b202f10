import { Collector, constant, poisson, scenario, Services, Shop, times, type Exports } from '../../../src/course/author.ts';
import type { Instrument } from '../../../src/kits/index.ts';
import type { KitWorld } from './kitworld.ts';

const CALLS: Readonly<Record<string, readonly string[]>> = { front: ['middle'], middle: ['left', 'right'], left: [], right: [] };

/** Four services pass a trace on; each span goes to the store. */
export const telemetry: KitWorld = {
  scenario: scenario('traced', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      const store = new Collector(stage);
      const shop = new Shop(stage, services);
      for (const [name, calls] of Object.entries(CALLS)) {
        shop.service(name, {
          operation: name, workMs: constant(5), calls,
          learner: (exports: Exports, node) => (exports['instrument'] as (...args: unknown[]) => Instrument)(name, node.random.next32.bind(node.random), store.agent(node)),
        });
      }
      services.start();
      store.start();
      times(stage, poisson(stage.random, 50, 0, 10_000), index => shop.ask('front', { number: index + 1, f: 'order', timeoutMs: 1_000, headers: [] }));
      return { endMs: 11_000 };
    },
  }),
  slower: 'every second event is a call or its answer, with headers and facts',
  program: `
    export const instrument = (service, draw, report) => ({
      records: true,
      async serve({ request, operation, headers }, work) {
        const [, traceId, parentId] = headers[0]?.[1].split('-') ?? [0, String(draw()), null];
        const context = { traceId, spanId: String(draw()) };
        const startMs = Date.now();
        await work(context);
        report({ ...context, parentId, service, name: operation, startMs, endMs: Date.now(), status: 'ok', attrs: { request } });
      },
      outgoing: ({ traceId, spanId }) => [['traceparent', '00-' + traceId + '-' + spanId + '-01']],
    });`,
};
