import { answersWith, lesson, measure, p99, pooled, scenario, slower, starter } from 'faultlab/author';
import { failures, keyedWaits, slowestHundredth, waits } from './checks.ts';
import { BACKENDS, KEYED_FROM_MS, keyed, plain, PLAIN_FROM_MS } from './world.ts';

/** Each run has thousands of requests; six differ by a few per cent. */
const panel = { visible: 6, hidden: 6 };

const errors = (fromMs: number, most: number) => pooled('users without a page', failures(fromMs)).atMost(most);
const slowest = (values: ReturnType<typeof waits>, mostMs: number) => pooled('p99', values, { unit: 'ms', reduce: p99 }).atMost(mostMs);

export default lesson({
  handlers: { Balancer: { kind: 'class', methods: ['pick', 'members', 'started', 'finished'] } },
  scenarios: [
    scenario('equal', {
      visible: true, symptom: 'Ten backends that are all alike: nothing may get worse.', panel,
      world: stage => plain(stage, { perSecond: 700, lastsMs: 8_000 }),
      measure: [measure('p99, times the starter’s', slowestHundredth).ratio(starter(), 1.5)],
      pooled: [errors(PLAIN_FROM_MS, 0.005)],
    }),
    scenario('old-machines', {
      visible: true, symptom: 'Three backends are half as fast, and one user in a hundred waits for seconds.', panel,
      world: stage => plain(stage, { perSecond: 640, lastsMs: 11_000 }),
      faults: f => f.shuffle(BACKENDS).slice(0, 3).map(id => slower(f, id, 2, 0)),
      measure: [measure('p99, times the starter’s', slowestHundredth).ratio(starter(), 0.2)],
      pooled: [errors(PLAIN_FROM_MS, 0.005)],
    }),
    scenario('sick', {
      symptom: 'One backend is up, says the health check, and some users wait for ever.', panel,
      world: stage => plain(stage, { perSecond: 700, lastsMs: 9_000 }),
      faults: f => [slower(f, f.pick(BACKENDS), 15, f.between(2_000, 4_000))],
      pooled: [errors(PLAIN_FROM_MS, 0.005), slowest(waits(PLAIN_FROM_MS), 4_000)],
    }),
    scenario('black-hole', {
      symptom: 'Every dashboard is green, and a fifth of the pages are errors.', panel,
      world: stage => plain(stage, { perSecond: 700, lastsMs: 9_000 }),
      faults: f => [answersWith(f, f.pick(BACKENDS), { status: 503, code: 'Unavailable' }, 1, 'attempt', f.between(2_000, 4_000))],
      pooled: [errors(PLAIN_FROM_MS, 0.02)],
    }),
    scenario('keys', {
      symptom: 'Every page is built again and again.', panel,
      world: stage => keyed(stage, { perSecond: 800, lastsMs: 10_500 }),
      pooled: [slowest(keyedWaits, 120), errors(KEYED_FROM_MS, 0.005)],
    }),
    scenario('hot-key', {
      symptom: 'One page is in the news.', panel,
      world: stage => keyed(stage, { perSecond: 800, lastsMs: 10_500, hotFromMs: 6_000 }),
      pooled: [slowest(keyedWaits, 120), errors(KEYED_FROM_MS, 0.005)],
    }),
    scenario('key-node-lost', {
      symptom: 'One backend of ten has died, and all pages are slow.', panel,
      world: stage => keyed(stage, { perSecond: 800, lastsMs: 10_500 }),
      faults: f => [f.crash(f.pick(BACKENDS), f.between(6_000, 7_000))],
      pooled: [slowest(keyedWaits, 240), errors(KEYED_FROM_MS, 0.005)],
    }),
  ],
});
