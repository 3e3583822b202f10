import { answersWith, demand, lesson, measure, scenario, slower, type Fault, type FaultAuthor } from 'faultlab/author';
import { content, delivered, honest, liveAgain, PAGE_MS, pricesFirst, refusedHonestly, silentWhenOff, slowestHundredth, sparing } from './checks.ts';
import { SHOP, shop, type PartName } from './world.ts';

const panel = { visible: 10, hidden: 12 };
const always = [demand('parts are what they say', honest), demand('bestsellers hold up no price', pricesFirst), demand('catalog is spared', sparing)];
const fast = measure('p99 of the pages', slowestHundredth, 'ms').atMost(PAGE_MS);

type Way = 'errors' | 'silence' | 'crawl';

/** A service is of no use for a while. */
function gone(f: FaultAuthor, id: string, way: Way, fromMs: number, lastsMs: number): Fault {
  if (way === 'errors') return answersWith(f, id, { status: 503, code: 'Unavailable' }, 1, 'attempt', fromMs, { lastsMs });
  return way === 'silence' ? f.cut([SHOP], [id], fromMs, { lastsMs }) : slower(f, id, 30, fromMs, { lastsMs });
}

const OPTIONAL: readonly PartName[] = ['stock', 'reviews', 'recs'];

export default lesson({
  handlers: { productPage: { kind: 'function' } },
  picture: 'Pages',
  scenarios: [
    scenario('sunny', {
      visible: true, symptom: 'Everything is well: nothing may be missing.', panel,
      world: stage => shop(stage, { perSecond: 50, lastsMs: 9_000 }),
      always, measure: [measure('content, of what could be had', content).atLeast(0.99), fast],
    }),
    scenario('reviews-die', {
      visible: true, symptom: 'The stars are gone, and with them the shop.', panel,
      world: stage => shop(stage, { perSecond: 40, lastsMs: 18_000 }),
      faults: f => [gone(f, 'reviews', f.pick<Way>(['errors', 'silence']), f.between(7_000, 9_000), 20_000)],
      always, measure: [measure('pages delivered', delivered).atLeast(0.999), fast],
    }),
    scenario('any-subset', {
      symptom: 'Every other hour something is missing, and stays so.', panel,
      world: stage => shop(stage, { perSecond: 15, lastsMs: 40_000 }),
      faults: f => f.shuffle(OPTIONAL).slice(0, f.integer(2, 3)).map(part => gone(f, part, f.pick<Way>(['errors', 'silence', 'crawl']), f.between(7_000, 14_000), f.between(10_000, 18_000))),
      always, measure: [measure('content, of what could be had', content).atLeast(0.95), measure('live again after 5 s', liveAgain).atLeast(0.9), fast],
    }),
    scenario('price-blinks', {
      symptom: 'A customer quotes a price that nobody has seen for an hour.', panel,
      world: stage => shop(stage, { perSecond: 6, lastsMs: 145_000 }),
      faults: f => [
        gone(f, 'price', f.pick<Way>(['errors', 'silence']), f.between(8_000, 10_000), 20_000),
        gone(f, 'price', f.pick<Way>(['errors', 'silence']), f.between(42_000, 46_000), 90_000),
      ],
      always, measure: [
        measure('content, of what could be had', content).atLeast(0.95), measure('refused within 300 ms, of the hopeless', refusedHonestly).atLeast(0.95),
        measure('live again after 5 s', liveAgain).atLeast(0.9),
      ],
    }),
    scenario('the-fallback', {
      symptom: 'The recommendations were down. Then nothing could be bought.', panel,
      world: stage => shop(stage, { perSecond: 50, lastsMs: 10_000 }),
      faults: f => [gone(f, 'recs', f.pick<Way>(['errors', 'silence']), 0, 20_000)],
      always, measure: [measure('content, of what could be had', content).atLeast(0.95), fast],
    }),
    scenario('kill-switch', {
      symptom: 'It was switched off an hour ago, and it still does harm.', panel,
      world(stage) {
        const { random } = stage;
        const flag = random.pick(OPTIONAL);
        return shop(stage, {
          perSecond: 15, lastsMs: 33_000,
          switches: [{ flag, atMs: random.between(6_000, 8_000), on: false }, { flag, atMs: random.between(23_000, 24_000), on: true }],
        });
      },
      faults: f => [gone(f, 'flags', f.pick<Way>(['errors', 'silence', 'crawl']), f.between(10_000, 11_000), f.between(9_000, 11_000))],
      always: [...always, demand('nothing asks what is off', silentWhenOff)],
      measure: [measure('content, of what could be had', content).atLeast(0.95), measure('live again after 5 s', liveAgain).atLeast(0.9), fast],
    }),
  ],
});
