import { demand, heavy, lesson, pooled, sampledAlike, scenario, stateIntact, tree, validHeaders } from 'faultlab/author';
import { batchesApart, batchesLinked, bill, everyOrderDone, recorded } from './checks.ts';
import { eager, shop, type Setting } from './world.ts';

/** Spans at the store, over what one order in ten comes to. */
const BILL = 1.4;

const untouched = demand('entries of others stay as they are', stateIntact({ noun: 'order', method: 'inject', key: 'fl' }));
const always = [
  demand('one trace, one tree', tree({ noun: 'order', method: 'begin' })),
  demand('valid headers', validHeaders({ noun: 'order', method: 'inject' })),
  untouched,
];

const final = [demand('recorded by all or by none', sampledAlike({ noun: 'order', method: 'begin' })), demand('every order is done', everyOrderDone)];

const FRONT: Setting['services'] = { edge: { does: 'order', calls: ['api'] } };
const OWN: Setting['services'] = {
  ...FRONT, api: { does: 'order', calls: ['cart'] }, cart: { does: 'read cart', calls: ['checkout'] },
  checkout: { does: 'checkout', calls: [['pricing', 'payment']] }, pricing: { does: 'price' }, payment: { does: 'pay' },
};
const RED: Setting['services'] = { ...FRONT, api: { does: 'order', calls: ['red'] }, red: { does: 'session', calls: ['checkout'], vendor: 'red' } };
const MIXED: Setting['services'] = {
  ...RED, checkout: { does: 'checkout', calls: [['pricing', 'green']] }, pricing: { does: 'price' }, green: { does: 'check fraud', calls: ['payment'], vendor: 'green' },
  payment: { does: 'pay', calls: ['cart'] }, cart: { does: 'empty cart' },
};
const NEWER: Setting['services'] = { ...MIXED, green: { ...MIXED['green']!, newer: true } };
const SILENT: Setting['services'] = {
  ...RED, checkout: { does: 'checkout', calls: ['pricing'] }, pricing: { does: 'price', calls: [['green', 'payment']], silent: true },
  green: { does: 'check fraud', vendor: 'green' }, payment: { does: 'pay' },
};
const QUEUED: Setting['services'] = { ...FRONT, api: { does: 'order', calls: ['checkout'] }, checkout: { does: 'checkout', calls: ['orders'] }, warehouse: { does: 'pack' } };
const share = [pooled('orders recorded', recorded, { unit: '%' }).atLeast(7), pooled('orders recorded, at most', recorded, { unit: '%' }).atMost(16)];
const costs = pooled('spans sent, of what one order in ten comes to', bill).atMost(BILL);

export default lesson({
  picture: 'Traces',
  handlers: { extract: { kind: 'function' }, begin: { kind: 'function' }, inject: { kind: 'function' }, links: { kind: 'function' } },
  scenarios: [
    scenario('six-hops', {
      visible: true, symptom: 'One trace in ten is paid for. Nearly all have holes.', panel: heavy,
      world: stage => shop(stage, { services: OWN }),
      always, final, pooled: share,
    }),
    scenario('mixed-fleet', {
      visible: true, symptom: 'Behind the bought services every order begins anew.', panel: heavy,
      world: stage => shop(stage, { services: MIXED, partners: true }),
      always, final,
    }),
    scenario('dirty-wire', {
      symptom: 'One trace holds hundreds of orders.', panel: heavy,
      world: stage => shop(stage, { services: OWN, dirt: 0.05 }),
      always, final,
    }),
    scenario('newer-than-you', {
      symptom: 'Since green was updated its orders end there.', panel: heavy,
      world: stage => shop(stage, { services: NEWER }),
      always, final,
    }),
    scenario('popular-id', {
      symptom: 'The store is full of the orders of one app.', panel: heavy,
      world: stage => shop(stage, { services: OWN, headers: eager }),
      always, final, pooled: [costs],
    }),
    scenario('forty-at-once', {
      symptom: 'Orders go into the queue, and nobody finds their parcels.', panel: heavy,
      world: stage => shop(stage, { services: QUEUED, queue: true }),
      always: [demand('no batch is part of an order', batchesApart), ...always], final: [demand('batches are linked', batchesLinked), ...final],
    }),
    scenario('not-looking', {
      symptom: 'A service that records nothing takes the trace apart.', panel: heavy,
      world: stage => shop(stage, { services: SILENT, partners: true }),
      always: [untouched, ...always.filter(each => each !== untouched)], final,
    }),
  ],
});
