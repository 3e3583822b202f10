import {
  answersWith, atMostOnceDeclined, demand, disconnect, effectOnce, heavy, lesson, lessCapacity, measure, pooled, scenario, silentAfter, truthful, uniform, waitsAsAsked,
} from 'faultlab/author';
import { RECOVERY_S, cameBack, largestReturn, payable, recovery, successes } from './checks.ts';
import { DEADLINE_MS, crowd, shop } from './world.ts';

const always = [
  demand('no order is charged twice', effectOnce({ type: 'charged', noun: 'order', why: 'the customer pays twice for one thing' })),
  demand('every receipt is real', truthful({ type: 'charged', noun: 'order', why: 'goods leave the house that nobody has paid for' })),
];

/** When single attempts fail again, long after the brown-out. */
const AFTERMATH_MS = 66_000;

export default lesson({
  handlers: { pay: { kind: 'function' } },
  scenarios: [
    scenario('blip', {
      visible: true, symptom: 'Now and then an order fails, and nobody knows why.', panel: heavy,
      world: stage => shop(stage, { perSecond: 100, lastsMs: 20_000 }),
      faults: f => [answersWith(f, 'payments', { status: 503, code: 'Unavailable' }, 0.05, 'attempt')],
      pooled: [pooled('orders paid in time', successes()).atLeast(0.995)],
    }),
    scenario('brown-out', {
      visible: true, label: 'Brown-out', symptom: 'Payments was slow for ten seconds. That was an hour ago, and it is still down.', panel: heavy,
      world: stage => shop(stage, { perSecond: 100, lastsMs: AFTERMATH_MS + 14_000 }),
      faults: f => [
        lessCapacity(f, 'payments', 0.3, f.between(20_000, 30_000), { lastsMs: 10_000 }),
        answersWith(f, 'payments', { status: 503, code: 'Unavailable' }, 0.05, 'attempt', AFTERMATH_MS),
      ],
      pooled: [pooled('orders paid in time, long after', successes(AFTERMATH_MS)).atLeast(0.99)],
      measure: [measure('recovery after the brown-out', recovery, 's').atMost(RECOVERY_S, { passShare: 1 })],
    }),
    scenario('lost-answers', {
      symptom: 'Some customers wait in vain, some pay twice.', panel: heavy,
      world: stage => shop(stage, { perSecond: 100, lastsMs: 12_000 }),
      faults: f => [f.lose({ kind: 'reply', from: 'payments' }, 0.02)],
      always, pooled: [pooled('orders paid in time', successes()).atLeast(0.995)],
    }),
    scenario('reconnect', {
      symptom: 'The network is back, and payments goes under.', panel: heavy,
      world: stage => crowd(stage, 300),
      faults: f => [disconnect(f, f.nodes('learner'), 'payments', 5_012, 200)],
      measure: [measure('processes that come back', cameBack).atLeast(0.9), measure('largest share within 20 ms', largestReturn).atMost(0.6)],
    }),
    scenario('declined', {
      symptom: 'Payments complains about the shop.', panel: { visible: 100, hidden: 100 },
      world: stage => shop(stage, { perSecond: 40, lastsMs: 3_000 }),
      faults: f => [
        answersWith(f, 'payments', { status: 402, code: 'Declined' }, 0.2, 'request'),
        answersWith(f, 'payments', { status: 429, code: 'TooManyRequests', retryAfterMs: uniform(300, 2_500) }, 0.05, 'attempt'),
      ],
      always: [
        demand('one attempt for what is declined', atMostOnceDeclined('order')),
        demand('nothing before Retry-After', waitsAsAsked('order')),
        demand('nothing after the deadline', silentAfter('order', DEADLINE_MS)),
      ],
      pooled: [pooled('paid, of those told to wait up to 1.5 s', payable).atLeast(0.75)],
    }),
  ],
});
