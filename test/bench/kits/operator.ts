import { FlowIncident, scenario } from '../../../src/course/author.ts';
import type { KitWorld } from './kitworld.ts';

/** Half an hour of two services and a client as quantities, with an operator who looks at them every ten seconds. */
export const operator: KitWorld = {
  scenario: scenario('incident', {
    symptom: '',
    world: stage => new FlowIncident(stage, {
      flow: {
        stepMs: 100,
        services: [
          { id: 'api', instances: 4, maxInstances: 8, workers: 100, serviceMs: 5, queue: 200, calls: [{ to: 'db', timeoutMs: 1_000, retries: 3 }] },
          { id: 'db', instances: 4, maxInstances: 8, workers: 2, serviceMs: 20, queue: 60 },
        ],
        clients: [{ id: 'web', to: 'api', perSecond: 600, timeoutMs: 2_000, retries: 1 }],
      },
      database: 'db', handler: 'respond', pageText: 'db: queue full', pageBelow: 0.5, pageAfterMs: 60_000, promised: 0.95, lastsMs: 30 * 60_000,
      cause: 'real-demand', where: () => [], changes: [],
    }).start(),
  }),
  slower: 'an event is a step of all services, or a question about minutes of them',
  program: `
    export async function respond(c) {
      for (let i = 0; i < 100; i++) {
        await c.metric('queue', 'db', 60_000);
        await c.sleep(10_000);
      }
      return { cause: 'real-demand', where: '' };
    }`,
};
