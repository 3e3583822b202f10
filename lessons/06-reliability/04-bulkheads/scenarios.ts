import { answersWith, demand, lesson, pooled, releasesTwice, scenario, slower } from 'faultlab/author';
import { everybody, neverTooMany, others, placesBack } from './checks.ts';
import { betweenCrowds, GATEWAY, OTHER_ROUTES, otherShip, shop } from './world.ts';

/** Each run has thousands of requests. */
const panel = { visible: 6, hidden: 6 };
const FIRE_MS = 6_000;
const LASTS_MS = 10_500;

const always = [demand('as many inside as there are workers', neverTooMany)];

export default lesson({
  picture: 'Hull',
  handlers: { Bulkheads: { kind: 'class', methods: ['tryEnter'] } },
  scenarios: [
    scenario('one-fire', {
      visible: true, symptom: 'One service behind the gateway is slow, and nobody can log in.', panel,
      world: stage => shop(stage, LASTS_MS),
      faults: f => [slower(f, f.pick(['login', 'search', 'images']), 100, f.between(3_000, 4_000), { lastsMs: FIRE_MS })],
      always, pooled: [pooled('answered, of those with another dependency', others).atLeast(0.985)],
    }),
    scenario('sale', {
      visible: true, symptom: 'Four times as many people search as usual. Nothing is broken.', panel,
      world: stage => shop(stage, 7_000, { search: 4 }),
      always, pooled: [pooled('answered, of all', everybody).atLeast(0.98)],
    }),
    scenario('two-fires', {
      symptom: 'Search and pictures are slow, and nobody can log in.', panel,
      world: stage => shop(stage, LASTS_MS),
      faults: f => ['search', 'images'].map(name => slower(f, name, 100, f.between(3_000, 4_000), { lastsMs: FIRE_MS })),
      always, pooled: [pooled('answered, of those with another dependency', others).atLeast(0.985)],
    }),
    scenario('handlers-throw', {
      symptom: 'Since that bad day the gateway lets fewer requests in than before it, or more than it has workers.', panel,
      world: betweenCrowds,
      faults: f => [
        slower(f, 'search', 100, 4_500, { lastsMs: 7_000 }),
        ...['login', 'search', 'reports', 'images'].map(name => answersWith(f, name, { status: 500, code: 'Broken' }, 0.05, 'request', 3_000, { lastsMs: 9_000 })),
        releasesTwice(f, GATEWAY, 0.1, 3_000, { lastsMs: 12_000 }),
      ],
      always, final: [demand('all places are back', placesBack)],
    }),
    scenario('other-ship', {
      symptom: 'The same code at another gateway: one route is slow, and all suffer.', panel,
      world: stage => otherShip(stage, LASTS_MS),
      faults: f => [slower(f, f.pick(OTHER_ROUTES), 100, f.between(3_000, 4_000), { lastsMs: FIRE_MS })],
      always, pooled: [pooled('answered, of those with another dependency', others).atLeast(0.985)],
    }),
  ],
});
