import { answersWith, demand, lesson, pooled, scenario, uniform, type FaultAuthor } from 'faultlab/author';
import { askedMeanwhile, backAgain, GRACE_S, keptMeanwhile, neverOpens, openings, promptMeanwhile, sum } from './checks.ts';
import { REVIEWS, SHOPS, shops } from './world.ts';

/** Every page of every run counts: these are enough. */
const panel = { visible: 6, hidden: 6 };

const prompt = [
  pooled(`pages within 300 ms, from ${GRACE_S} s on`, promptMeanwhile).atLeast(0.95),
  pooled(`calls of reviews for each page, from ${GRACE_S} s on`, askedMeanwhile, { unit: 'calls' }).atMost(0.15),
];
const silence = (f: FaultAuthor, fromMs: number, lastsMs: number) => f.lose({ kind: 'reply', from: REVIEWS }, 1, fromMs, { lastsMs });

export default lesson({
  handlers: { Breaker: { kind: 'class', methods: ['call'] }, BreakerOpen: { kind: 'class' } },
  picture: 'Breakers',
  scenarios: [
    scenario('hang', {
      visible: true, symptom: 'Reviews does not answer, and the shop is down.', panel, world: stage => shops(stage, 24_000),
      faults: f => [silence(f, f.between(3_000, 5_000), f.between(17_000, 19_000))],
      pooled: prompt,
    }),
    scenario('comes-back', {
      visible: true, symptom: 'Reviews is well again, and nobody sees any.', panel, world: stage => shops(stage, 28_000),
      faults: f => [silence(f, f.between(3_000, 5_000), f.between(6_000, 8_000))],
      pooled: [pooled('pages with reviews, from 10 s after the end on', backAgain).atLeast(0.95)],
    }),
    scenario('one-shard-of-four', {
      symptom: 'Some reviews cannot be had, and all are gone.', panel, world: stage => shops(stage, 24_000),
      faults: f => [answersWith(f, REVIEWS, { status: 503, code: 'ShardDown' }, 0.25, 'request', 3_000, { lastsMs: 20_000 })],
      pooled: [pooled('pages that the breaker lets ask for reviews, meanwhile', keptMeanwhile).atLeast(0.92)],
    }),
    scenario('slow-not-dead', {
      symptom: 'Reviews answers every call, and the shop is down.', panel, world: stage => shops(stage, 24_000),
      faults: f => [f.slow([REVIEWS], SHOPS, uniform(680, 850), f.between(3_000, 5_000), { lastsMs: f.between(17_000, 19_000), oneWay: true })],
      pooled: prompt,
    }),
    scenario('night', {
      symptom: 'Hardly anybody is awake, and reviews comes and goes.', panel, world: stage => shops(stage, 120_000, 0.5),
      faults: f => [answersWith(f, REVIEWS, { status: 503, code: 'Oops' }, 0.12, 'request')],
      pooled: [pooled('openings, all runs together', openings, { unit: 'openings', reduce: sum }).atMost(1)],
    }),
    scenario('not-found', {
      symptom: 'Most products have no reviews yet, and the others lose theirs.', panel, world: stage => shops(stage, 8_000),
      faults: f => [answersWith(f, REVIEWS, { status: 404, code: 'NoReviews' }, 0.6, 'request')],
      final: [demand('never opens', neverOpens)],
    }),
  ],
});
