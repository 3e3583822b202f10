import assert from 'node:assert/strict';
import { stateIntact, validHeaders } from '../../src/check/propagation.ts';
import type { HeaderLine } from '../../src/check/tracecontext.ts';
import { hopsRun, parent, span, trace, type HandMade } from './hops.ts';

const about = { noun: 'order', method: 'inject' };
const EDGE: HandMade = { service: 'edge' };
const state = (text: string): HeaderLine => ['tracestate', text];
/** What is said of an inner service that got `received` and sent `sent`. */
const intact = (received: readonly HeaderLine[], sent: readonly HeaderLine[], hop: Partial<HandMade> = {}) =>
  stateIntact({ ...about, key: 'fl' })(hopsRun([EDGE, { service: 'api', caller: 0, headers: received, sent: [sent], ...hop }]))?.message;
const list = (count: number): string => Array.from({ length: count }, (_, index) => `k${index}=1`).join(',');

describe('headers on the wire', () => {
  const valid = (headers: readonly HeaderLine[], hop: Partial<HandMade> = {}) => validHeaders(about)(hopsRun([EDGE, { service: 'api', caller: 0, sent: [headers], ...hop }]));

  it('have to be valid', () => {
    assert.equal(valid([parent('a', '1'), state('fl=1')]), undefined);
    const finding = valid([parent('a', '1', '09')])!;
    assert.match(finding.message, /^At 0\.01 s api called next for order 1 with traceparent 00-a{32}-1{16}-09 \(flags that version 00 does not know\): whoever follows the standard/);
    assert.deepEqual([finding.node, finding.method, finding.atUs], ['api', 'inject', 11_000]);
  });

  it('are those of the learner', () => assert.equal(valid([parent('a', '1', '09')], { by: 'given' }), undefined));
});

describe('the entries of others', () => {
  const came = [parent('a', '1'), state('red=1,fl=0,blue=2')];
  const went = parent('a', '2');

  it('go on as they came behind the own one', () => {
    assert.equal(intact(came, [went, state('fl=9,red=1,blue=2')]), undefined);
    assert.equal(intact([parent('a', '1'), ['TraceState', 'red=1'], state(' blue=2,')], [went, state('fl=9'), state('red=1,blue=2')]), undefined);
  });

  it('are not changed, lost, or put in another order', () => {
    assert.match(intact(came, [went, state('fl=9,red=7,blue=2')])!, /api called next for order 1 with red=7 where red=1 had arrived/);
    assert.match(intact(came, [went, state('fl=9,red=1')])!, /without the entry blue=2 that had arrived/);
    assert.match(intact(came, [went, state('fl=9,blue=2,red=1')])!, /in another order/);
  });

  it('stand behind the own one, which is there', () => {
    assert.match(intact(came, [went, state('red=1,fl=9,blue=2')])!, /the first entry is that of red/);
    assert.match(intact(came, [went, state('red=1,blue=2')])!, /without an entry fl in tracestate/);
    assert.match(intact(came, [went])!, /without an entry fl in tracestate/);
  });

  it('may lose the last where there would be too many', () => {
    const full = [parent('a', '1'), state(list(32))];
    assert.equal(intact(full, [went, state(`fl=9,${list(31)}`)]), undefined);
    assert.match(intact(full, [went, state(`fl=9,${list(30)}`)])!, /without the entry k30=1/);
    assert.match(intact([parent('a', '1'), state(list(31))], [went, state(`fl=9,${list(30)}`)])!, /without the entry k30=1/);
  });

  it('may be dropped where the list was not valid', () => {
    assert.equal(intact([parent('a', '1'), state('red=1,B')], [went, state('fl=9')]), undefined);
    assert.equal(intact([parent('a', '1'), state('red=1,B')], [went, state('fl=9,red=1')]), undefined);
  });

  it('are gone where a trace begins', () => {
    for (const hop of [{ garbled: true }, { kind: 'edge' as const }]) {
      assert.equal(intact([['traceparent', 'ff'], state('red=1')], [went, state('fl=9')], hop), undefined);
      assert.match(intact([['traceparent', 'ff'], state('red=1')], [went, state('fl=9,red=1')], hop)!, /in a trace that begins there, with the entry red=1 of another trace/);
    }
  });
});

describe('a service that records nothing', () => {
  const came = [parent('a', '1'), state('red=1')];
  const silent = (sent: readonly HeaderLine[], received: readonly HeaderLine[] = came) => intact(received, sent, { records: false });

  it('passes on what it got', () => {
    assert.equal(silent(came), undefined);
    assert.equal(silent([parent('a', '1'), state(' red=1,')]), undefined);
    assert.equal(silent([parent('a', '1')], [['traceparent', `cc-${trace('a')}-${span('1')}-09-x`]]), undefined);
    assert.equal(silent([], []), undefined);
  });

  it('and nothing else', () => {
    assert.match(silent([])!, /without the trace context that had arrived/);
    assert.match(silent([parent('a', '2'), state('red=1')])!, /under parent 2{16}, and it records nothing/);
    assert.match(silent([parent('a', '1', '00'), state('red=1')])!, /had arrived, and it records nothing/);
    assert.match(silent([parent('a', '1'), state('fl=9,red=1')])!, /with tracestate fl=9,red=1 where red=1 had arrived/);
  });
});
