import { answerTime, demand, heavy, lesson, measure, scenario, slowCommits, uniform, without, type Demand, type Fault, type FaultAuthor } from 'faultlab/author';
import { confirmed, drained, exactlyIfCommitted, inOrder, leftInOutbox, placing, repeatsExplained, sameId, toldTheTruth } from './checks.ts';
import { API, RELAYS, shop, type Setting } from './world.ts';

const USUAL: Setting = { ordersPerSecond: 12, workMs: 12_000, settleMs: 12_000 };

const always: readonly Demand[] = [
  demand('confirmed means committed', toldTheTruth),
  demand('an event comes again with the same id', sameId),
  demand('the order of an order\'s events', inOrder),
  demand('nothing twice without a fault', repeatsExplained),
];
const final: readonly Demand[] = [demand('an event exactly for each commit', exactlyIfCommitted)];
const mostConfirmed = measure('orders confirmed', confirmed).atLeast(0.9);

const crashes = (f: FaultAuthor, count: number, nodes: readonly string[], { workMs }: Setting): Fault[] =>
  Array.from({ length: count }, () => f.crash(f.pick(nodes), f.between(500, workMs), { lastsMs: f.between(300, 1_500) }));

/** A node ends at about the time at which a transaction, perhaps its own, is committed. */
const crashesAtCommit = (f: FaultAuthor, count: number): Fault[] =>
  Array.from({ length: count }, () => f.crash(f.pick(API), f.whenFact('committed', f.integer(5, 200), f.between(0, 8)), { lastsMs: f.between(300, 1_500) }));

/** A relay ends right after an event has reached the log. */
const crashesAfterProduce = (f: FaultAuthor, count: number): Fault[] =>
  Array.from({ length: count }, () => f.crash(f.pick(RELAYS), f.whenDelivered('produce', 'log', f.integer(20, 220)), { lastsMs: f.between(300, 1_500) }));

/** A relay stands still right after an event has reached the log. */
const pausesAfterProduce = (f: FaultAuthor): Fault[] =>
  [1, 2, 3, 4].map(number => f.pause(f.pick(RELAYS), f.whenDelivered('produce', 'log', 40 * number + f.integer(0, 30), f.between(0, 4)), { lastsMs: f.between(2_000, 5_000) }));

/** Long runs, each done twice. Whoever is wrong fails in each. */
const few = { visible: 12, hidden: 12 };
const BACKLOG: Setting = { ordersPerSecond: 12, workMs: 26_000, settleMs: 12_000 };

export default lesson({
  picture: 'Events',
  handlers: { place: { kind: 'function' }, relay: { kind: 'function' } },
  scenarios: [
    scenario('crash-after-commit', {
      visible: true, symptom: 'Customers have orders that the warehouse has never heard of.', panel: heavy,
      world: stage => shop(stage, USUAL),
      faults: f => [...crashes(f, 3, API, USUAL), ...crashesAtCommit(f, 7)],
      always, final, measure: [mostConfirmed],
    }),
    scenario('relay-crash', {
      visible: true, symptom: 'A relay died, and a handful of events is missing.', panel: heavy,
      world: stage => shop(stage, USUAL),
      faults: f => [...crashes(f, 4, RELAYS, USUAL), ...crashesAfterProduce(f, 4), f.crash('log', f.between(3_000, 5_000), { lastsMs: 3_000 })],
      always, final, measure: [mostConfirmed],
    }),
    scenario('slow-transactions', {
      symptom: 'Nothing failed, and an event is missing.', panel: heavy,
      world: stage => shop(stage, USUAL),
      faults: f => [slowCommits(f, 'db', 0.05, uniform(200, 5_000), 0, { from: API })],
      always, final, measure: [mostConfirmed],
    }),
    scenario('rollback', {
      symptom: 'The warehouse packs parcels that nobody has ordered.', panel: heavy,
      world: stage => shop(stage, { ...USUAL, workMs: 10_000, settleMs: 6_000, usedCoupons: 0.1 }),
      always, final, measure: [mostConfirmed],
    }),
    scenario('two-relays', {
      symptom: 'Orders are paid before they are placed.', panel: heavy,
      world: stage => shop(stage, { ...USUAL, settleMs: 26_000 }),
      faults: pausesAfterProduce,
      always, final, measure: [mostConfirmed],
    }),
    scenario('backlog', {
      symptom: 'The log was down for a while, and it has not been the same since.', panel: few,
      world: stage => shop(stage, BACKLOG),
      faults: f => [f.crash('log', 4_000, { id: 'outage', lastsMs: 12_000 })],
      always, final,
      measure: [
        measure('99 % of the orders are placed within', answerTime(0.99, placing), 'ms').ratio(without('outage'), 1.2),
        mostConfirmed,
        measure('the log has caught up after', drained, 's').atMost(5),
        measure('rows left in the outbox', leftInOutbox, 'rows').atMost(100),
      ],
    }),
  ],
});
