import { demand, lesson, pooled, scenario, slower, type FaultAuthor } from 'faultlab/author';
import { calls, meanwhile, realQuotes, inTime, wasted } from './checks.ts';
import { API, CHECKOUT, INVENTORY, PRICING, shop } from './world.ts';

/** Every user of every run counts: these are enough. */
const panel = { visible: 8, hidden: 8 };
const always = [demand('every quote is real', realQuotes)];
const ordinary = [pooled('web pages answered in time', inTime('web')).atLeast(0.995), pooled('widgets answered in time', inTime('widget')).atLeast(0.98)];
const littleWasted = pooled('work for users who had left', wasted).atMost(0.015);

const pricingSlows = (f: FaultAuthor, factor: number) => [slower(f, PRICING, factor, f.between(1_500, 2_500), { lastsMs: 5_000 })];

export default lesson({
  handlers: { api: { kind: 'function' }, checkout: { kind: 'function' } },
  picture: 'Requests',
  scenarios: [
    scenario('ordinary-day', {
      visible: true, symptom: 'Nothing is wrong.', panel, world: stage => shop(stage, 6_000),
      always, pooled: [...ordinary, pooled('calls of checkout for each user', calls).atMost(2.6)],
    }),
    scenario('pricing-crawls', {
      visible: true, symptom: 'Pricing is slow, and busy for nobody.', panel, world: stage => shop(stage, 9_000),
      faults: f => pricingSlows(f, 20),
      always, pooled: [littleWasted],
    }),
    scenario('no-answer', {
      symptom: 'Now and then a page hangs until its user leaves.', panel, world: stage => shop(stage, 6_000),
      faults: f => [f.lose({ kind: 'reply', from: INVENTORY }, 0.02)],
      always, pooled: [pooled('web pages answered in time', inTime('web')).atLeast(0.993)],
    }),
    scenario('merely-slow', {
      symptom: 'Pricing is slower than usual, and users get nothing at all.', panel, world: stage => shop(stage, 9_000),
      faults: f => pricingSlows(f, 5),
      always, pooled: [pooled('web pages answered in time, meanwhile', meanwhile('web')).atLeast(0.97), littleWasted],
    }),
    scenario('three-clocks', {
      symptom: 'A quiet day, and somebody has moved checkout to a new machine.', panel, world: stage => shop(stage, 6_000),
      faults: f => {
        const apiMs = f.between(-3_000, 3_000);
        return [f.jump(API, apiMs), f.jump(CHECKOUT, apiMs + f.pick([-1, 1]) * f.between(500, 5_000))];
      },
      always, pooled: ordinary,
    }),
  ],
});
