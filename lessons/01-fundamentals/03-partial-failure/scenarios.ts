import { demand, lesson, measure, scenario, uniform } from 'faultlab/author';
import { answered, debitedOnce, decided, decidedInTheEnd, paid, paidAfterwards, wordsAreTrue } from './checks.ts';
import { BANK, CHECKOUT, PATIENCE_MS, shop, WORK_MS } from './world.ts';

const always = [demand('no order is debited twice', debitedOnce), demand('what is said is true', wordsAreTrue)];
const final = [demand('every order is decided in the end', decidedInTheEnd)];
/** Until the last customer has left. */
/** Fewer than is usual for runs so short: whoever is wrong fails in each. */
const panel = { visible: 50, hidden: 120 };

const whilePaying = { lastsMs: WORK_MS + PATIENCE_MS };

export default lesson({
  handlers: { Checkout: { kind: 'class', methods: ['onRequest'] } },
  scenarios: [
    scenario('fair-weather', {
      visible: true, symptom: 'Nothing fails.', panel, world: shop,
      always, final, measure: [measure('orders decided', decided).atLeast(0.99), measure('orders paid', paid).atLeast(0.99)],
    }),
    scenario('lost-reply', {
      visible: true, symptom: 'Told “not paid”, and charged.', panel, world: shop,
      faults: f => [f.lose({ kind: 'reply', from: BANK }, f.between(0.1, 0.3), 0, whilePaying)],
      always, final, measure: [measure('orders paid', paid).atLeast(0.98)],
    }),
    scenario('lost-request', {
      symptom: 'Customers leave who wanted to pay.', panel, world: shop,
      faults: f => [f.lose({ kind: 'call', to: BANK }, f.between(0.1, 0.3), 0, whilePaying)],
      always, final, measure: [measure('orders paid', paid).atLeast(0.98)],
    }),
    scenario('still-in-flight', {
      symptom: 'Money is taken long after everybody has left.', panel, world: shop,
      faults: f => [
        f.late({ kind: 'call', method: 'debit', to: BANK }, f.between(0.2, 0.6), uniform(3_000, 15_000), 0, whilePaying),
        f.pause(BANK, f.between(2_000, WORK_MS - 5_000), { lastsMs: f.between(5_000, 15_000), inbox: 'queue' }),
      ],
      always, final,
    }),
    scenario('bank-reboots', {
      symptom: 'The bank was away for a moment.', panel, world: shop,
      faults: f => [f.crash(BANK, f.between(3_000, 12_000), { lastsMs: f.between(5_000, 8_000) })],
      always, final, measure: [measure('paid, of those who still had 5 s', paidAfterwards(5_000)).atLeast(0.9)],
    }),
    scenario('bank-gone', {
      symptom: 'The bank is gone, and the customers stand there.', panel, world: shop,
      faults: f => [f.cut([CHECKOUT], [BANK], f.between(3_000, 15_000))],
      always, measure: [measure('answered within 10 s', answered).atLeast(0.99)],
    }),
  ],
});
