import { caps, demand, lesson, measure, medium, moves, reference, scenario, tampers, type Fault, type FaultAuthor } from 'faultlab/author';
import { basketTime, bytesSent, callsMade, completeBaskets, genuine } from './checks.ts';
import { INSTANCES, SHOP, shop, type Traffic } from './world.ts';
import { PROMO, ROUND_TRIP_MS } from './world/goods.ts';

const always = [demand('no foreign or changed item', genuine)];
const usual: Traffic = { perSecond: 5, lastsMs: 60_000 };
const rush = { perSecond: 50, lastsMs: 8_000, callMs: 2 } satisfies Traffic;
const nearlyAll = measure('complete baskets', completeBaskets).atLeast(0.995);

/** Long enough for each instance to move. */
const RESTLESS_MS = 105_000;

/** Every 15–30 s an instance, each in turn, gets another address, and `promo` its old one. */
function movers(f: FaultAuthor): Fault[] {
  const order = f.shuffle(INSTANCES);
  const faults: Fault[] = [];
  for (let atMs = f.between(15_000, 30_000); atMs < RESTLESS_MS; atMs += f.between(15_000, 30_000)) {
    faults.push(moves(f, order[faults.length % order.length]!, `10.0.1.${faults.length + 1}`, atMs, { takenBy: PROMO }));
  }
  return faults;
}

export default lesson({
  handlers: { getBasket: { kind: 'function' } },
  picture: 'Cost of a basket',
  scenarios: [
    scenario('latency-is-zero', {
      visible: true, symptom: 'The page takes seconds.', panel: medium,
      world: stage => shop(stage, { ...usual, lastsMs: 20_000 }),
      always, measure: [measure('p95 of a basket', basketTime(0.95), 'ms').atMost(4 * ROUND_TRIP_MS)],
    }),
    scenario('the-network-is-reliable', {
      visible: true, symptom: 'Now and then a page stays empty.', panel: medium,
      world: stage => shop(stage, usual),
      faults: f => [f.lose({ kind: 'call', from: SHOP }, 0.03), f.lose({ kind: 'reply', to: SHOP }, 0.03)],
      always, measure: [measure('complete baskets', completeBaskets).atLeast(0.999)],
    }),
    scenario('bandwidth-is-infinite', {
      symptom: 'Ten times the customers, and nothing moves.', panel: medium,
      world: stage => shop(stage, rush),
      always, measure: [
        measure('bytes, of what is needed', bytesSent, '×').atMost(3),
        measure('calls for a basket', callsMade(rush.perSecond, rush.callMs), 'calls').atMost(2),
        measure('p95 against the reference', basketTime(0.95)).ratio(reference(), 2),
      ],
    }),
    scenario('stranger-at-your-address', {
      symptom: 'Customers see things that the shop does not sell.', panel: medium,
      world: stage => shop(stage, { ...usual, lastsMs: RESTLESS_MS }),
      faults: f => [...movers(f), ...INSTANCES.map(id => tampers(f, id, 0.01))],
      always, measure: [nearlyAll],
    }),
    scenario('one-administrator', {
      symptom: 'Since this morning all pages are empty. Nobody has deployed anything.', panel: medium,
      world: stage => shop(stage, { ...usual, lastsMs: 30_000 }),
      faults: f => {
        const atMs = f.between(10_000, 20_000);
        return INSTANCES.map(id => caps(f, id, 10, atMs));
      },
      always, measure: [nearlyAll],
    }),
    scenario('the-network-is-homogeneous', {
      symptom: 'One page in three stays empty, and every check is green.', panel: medium,
      world: stage => shop(stage, { ...usual, lastsMs: 40_000 }),
      faults: f => [f.lose({ kind: 'reply', from: f.pick(INSTANCES), aboveBytes: 4_096 }, 1)],
      always, measure: [nearlyAll, measure('p99 against the reference', basketTime(0.99)).ratio(reference(), 2)],
    }),
  ],
});
