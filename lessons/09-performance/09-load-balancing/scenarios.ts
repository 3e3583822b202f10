import { answersWith, lesson, p99, pooled, scenario, slower } from 'faultlab/author';
import { failures, waits } from './checks.ts';
import { BACKENDS, KEYED_FROM_MS, keyed, plain, PLAIN_FROM_MS } from './world.ts';

/** Each run has thousands of requests; six differ by a few per cent. */
const panel = { visible: 6, hidden: 6 };

const slowest = (fromMs: number, mostMs: number) => pooled('p99', waits(fromMs), { unit: 'ms', reduce: p99 }).atMost(mostMs);
const errors = (fromMs: number, most = 0.005) => pooled('users without a page', failures(fromMs)).atMost(most);

export default lesson({
  handlers: { Balancer: { kind: 'class', methods: ['pick', 'members', 'started', 'finished'] } },
  picture: 'Topology',
  scenarios: [
    scenario('equal', {
      visible: true, symptom: 'Ten backends that are all alike: nothing may get worse.', panel,
      world: stage => plain(stage, { perSecond: 700, lastsMs: 8_000 }),
      pooled: [slowest(PLAIN_FROM_MS, 300), errors(PLAIN_FROM_MS)],
    }),
    scenario('old-machines', {
      visible: true, symptom: 'Three backends are half as fast, and one user in a hundred waits for seconds.', panel,
      world: stage => plain(stage, { perSecond: 640, lastsMs: 11_000 }),
      faults: f => f.shuffle(BACKENDS).slice(0, 3).map(id => slower(f, id, 2, 0)),
      pooled: [slowest(PLAIN_FROM_MS, 600), errors(PLAIN_FROM_MS)],
    }),
    scenario('sick', {
      symptom: 'One backend is up, says the health check, and some users wait for ever.', panel,
      world: stage => plain(stage, { perSecond: 700, lastsMs: 9_000 }),
      faults: f => [slower(f, f.pick(BACKENDS), 15, f.between(2_000, 4_000))],
      pooled: [slowest(PLAIN_FROM_MS, 4_000), errors(PLAIN_FROM_MS)],
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
      pooled: [slowest(KEYED_FROM_MS, 120), errors(KEYED_FROM_MS)],
    }),
    scenario('hot-key', {
      symptom: 'One page is in the news.', panel,
      world: stage => keyed(stage, { perSecond: 800, lastsMs: 10_500, hotFromMs: 6_000 }),
      pooled: [slowest(KEYED_FROM_MS, 120), errors(KEYED_FROM_MS)],
    }),
    scenario('key-node-lost', {
      symptom: 'One backend of ten has died, and all pages are slow.', panel,
      world: stage => keyed(stage, { perSecond: 800, lastsMs: 10_500 }),
      faults: f => [f.crash(f.pick(BACKENDS), f.between(6_000, 7_000))],
      pooled: [slowest(KEYED_FROM_MS, 240), errors(KEYED_FROM_MS)],
    }),
  ],
});
