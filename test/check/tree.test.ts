import assert from 'node:assert/strict';
import { sampledAlike, tree } from '../../src/check/tree.ts';
import { hopsRun, parent, type HandMade } from './hops.ts';

const about = { noun: 'order', method: 'begin' };
const found = (hops: readonly HandMade[]) => tree(about)(hopsRun(hops));
const torn = (hops: readonly HandMade[]) => sampledAlike(about)(hopsRun(hops));

/** edge → api → cart, recorded by all. */
const GOOD: readonly [HandMade, HandMade, HandMade] = [
  { service: 'edge', sent: [[parent('a', '1')]], span: ['a', '1', null] },
  { service: 'api', caller: 0, headers: [parent('a', '1')], sent: [[parent('a', '2')]], span: ['a', '2', '1'] },
  { service: 'cart', caller: 1, headers: [parent('a', '2')], span: ['a', '3', '2'] },
];
const [EDGE, API, CART] = GOOD;
const other = (hop: HandMade, caller: number | undefined, changes: Partial<HandMade>): HandMade => ({ ...hop, operation: 2, ...(caller === undefined ? {} : { caller }), ...changes });

describe('a trace', () => {
  it('may be one tree, and any number of them', () => {
    assert.equal(found(GOOD), undefined);
    assert.equal(found([...GOOD, other(EDGE, undefined, { span: ['b', '4', null], sent: [[parent('b', '4')]] }), other(API, 3, { headers: [parent('b', '4')], span: ['b', '5', '4'], sent: [] })]), undefined);
  });

  it('may not be recorded at all', () => {
    assert.equal(found([{ service: 'edge', sent: [[parent('a', '1', '00')]] }, { service: 'api', caller: 0, headers: [parent('a', '1', '00')] }]), undefined);
  });

  it('does not go on in another one', () => {
    const finding = found([EDGE, { ...API, sent: [[parent('b', '2')]], span: ['b', '2', null] }, CART])!;
    assert.equal(finding.message, 'api got order 1 from edge in trace aaaaaaaa… at 0.01 s and went on in trace bbbbbbbb…. So did 1 of 1 requests from edge: each trace breaks there, and no half knows of the other');
    assert.deepEqual([finding.node, finding.method, finding.atUs], ['api', 'begin', 10_000]);
    assert.match(found([EDGE, { ...API, sent: [[]] }, CART])!.message, /^api got order 1 .* and went on without any\./);
    assert.match(found([EDGE, API, { ...CART, span: ['b', '3', null] }])!.message, /^cart recorded order 1 in trace bbbbbbbb…; api, which called it, in trace aaaaaaaa… \(0\.02 s\)/);
  });

  it('begins anew where no trace context arrived, and there alone', () => {
    const spoilt: HandMade = { ...API, garbled: true, headers: [['traceparent', 'ff-…']], sent: [[parent('b', '2')]], span: ['b', '2', null] };
    assert.equal(found([EDGE, spoilt, { ...CART, headers: [parent('b', '2')], span: ['b', '3', '2'] }]), undefined);
    assert.match(found([EDGE, { ...spoilt, sent: [[parent('a', '2')]], span: undefined! }])!.message, /^api put order 1 into trace aaaaaaaa… at 0\.01 s, to which nothing that arrived entitles it/);
  });

  it('holds one order', () => {
    const finding = found([...GOOD, other(EDGE, undefined, { span: ['a', '4', null], sent: [] })])!;
    assert.match(finding.message, /^Trace aaaaaaaa… holds order 1 \(at edge\) and order 2 \(at edge, 0\.03 s\): 2 requests became one waterfall/);
  });

  it('has a batch in none of its places', () => {
    const batch: HandMade = { service: 'warehouse', kind: 'consumer', span: ['a', '4', '3'] };
    assert.match(found([...GOOD, batch])!.message, /holds order 1 \(at edge\) and a batch of 0 orders \(at warehouse/);
    assert.equal(found([...GOOD, { ...batch, span: ['b', '4', null] }]), undefined);
  });

  it('hangs each span under that of the caller', () => {
    assert.match(found([EDGE, API, { ...CART, span: ['a', '3', '1'] }])!.message, /^cart recorded order 1 under edge; it was api that had called it \(0\.02 s\)/);
    assert.match(found([EDGE, API, { ...CART, span: ['a', '3', null] }])!.message, /^cart recorded order 1 as if nobody had called it; api had/);
    assert.match(found([EDGE, API, { ...CART, span: ['a', '3', '9'] }])!.message, /^cart recorded order 1 under parent 99999999…, and no service ever recorded a span of that id/);
    assert.match(found([{ ...EDGE, span: ['a', '1', '9'] }, API, CART])!.message, /^edge recorded order 1 under parent 99999999…/);
  });

  it('skips a service that records nothing', () => {
    const silent: HandMade = { service: 'api', caller: 0, records: false, headers: [parent('a', '1')], sent: [[parent('a', '1')]] };
    assert.equal(found([EDGE, silent, { ...CART, headers: [parent('a', '1')], span: ['a', '3', '1'] }]), undefined);
    assert.match(found([EDGE, { ...silent, sent: [[parent('a', '2')]] }, CART])!.message, /^cart recorded order 1 under parent 22222222…/);
  });

  it('has no span id twice', () => {
    assert.match(found([EDGE, API, { ...CART, span: ['a', '2', '2'] }])!.message, /^api and cart recorded order 1 under one span id, 22222222…/);
  });

  it('may have ids of any form', () => {
    const run = hopsRun([EDGE, API]);
    const odd = { traceId: 7, spanId: undefined, parentId: {}, attrs: { request: 1 } };
    const facts = run.facts.map(each => (each.type === 'reported' && each.node === 'api' ? { ...each, data: odd } : each));
    assert.match(tree(about)({ ...run, facts })!.message, /^api recorded order 1 in trace 7; edge, which called it, in trace aaaaaaaa…/);
  });
});

describe('the decision to record', () => {
  it('is the same for all of a trace', () => {
    assert.equal(torn(GOOD), undefined);
    assert.equal(torn([{ service: 'edge' }, { service: 'api', caller: 0 }]), undefined);
    assert.equal(torn([EDGE, { service: 'api', caller: 0, records: false }, CART]), undefined);
  });

  it('is told of with how much is whole', () => {
    const whole: HandMade[] = [other(EDGE, undefined, { span: ['b', '4', null] }), other(API, 3, { span: ['b', '5', '4'] })];
    const finding = torn([EDGE, { ...API, span: undefined! }, CART, ...whole])!;
    assert.match(finding.message, /^Order 1 was recorded by edge and not by api \(0\.01 s\)\. Of 2 traces 1 is whole: /);
    assert.equal(finding.node, 'api');
    assert.match(torn([EDGE, { ...API, span: undefined! }, CART])!.message, /No trace of this run is whole: /);
  });

  it('may be another one where a trace begins anew', () => {
    assert.equal(torn([EDGE, { service: 'api', caller: 0, garbled: true }]), undefined);
  });
});
