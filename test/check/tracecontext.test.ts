import assert from 'node:assert/strict';
import { faultOf, parentOf, stateOf, type HeaderLine } from '../../src/check/tracecontext.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const GOOD = `00-${TRACE}-${SPAN}-01`;
const parent = (value: string) => parentOf([['traceparent', value]]);
const list = (count: number): string => Array.from({ length: count }, (_, index) => `k${index}=1`).join(',');

describe('traceparent', () => {
  it('is read whatever the case of its name', () => {
    for (const name of ['traceparent', 'Traceparent', 'TRACEPARENT']) assert.deepEqual(parentOf([['x', 'y'], [name, GOOD]]), { traceId: TRACE, parentId: SPAN, sampled: true });
  });

  it('says by its lowest bit alone whether the caller recorded', () => {
    for (const [flags, sampled] of [['00', false], ['01', true], ['02', false], ['03', true], ['09', true], ['fe', false], ['ff', true]] as const) {
      assert.equal(parent(`00-${TRACE}-${SPAN}-${flags}`)!.sampled, sampled, flags);
    }
  });

  it('of a higher version is read as far as version 00 goes', () => {
    for (const value of [`01-${TRACE}-${SPAN}-01`, `cc-${TRACE}-${SPAN}-01-what-will-be`, `fe-${TRACE}-${SPAN}-01-`]) assert.equal(parent(value)!.traceId, TRACE, value);
    for (const value of [`cc-${TRACE}-${SPAN}-01.what-will-be`, `cc-${TRACE}-${SPAN}-0`, `ff-${TRACE}-${SPAN}-01`]) assert.equal(parent(value), undefined, value);
  });

  it('is ignored where it is not valid', () => {
    const bad = [`00-${TRACE}-${SPAN}-01-00`, `00-${TRACE}-${SPAN}-01.`, GOOD.slice(0, 54), GOOD.toUpperCase(), `00-${'0'.repeat(32)}-${SPAN}-01`, `00-${TRACE}-${'0'.repeat(16)}-01`,
      `0-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-0g`, `00_${TRACE}-${SPAN}-01`, ''];
    for (const value of bad) assert.equal(parent(value), undefined, value);
    assert.equal(parentOf([['traceparent', GOOD], ['traceparent', GOOD]]), undefined);
    assert.equal(parentOf([['trace-parent', GOOD]]), undefined);
  });
});

describe('tracestate', () => {
  it('is one list, however many lines it came in, without what is empty', () => {
    assert.deepEqual(stateOf([['TraceState', 'a=1 , b=2,'], ['tracestate', ''], ['tracestate', '\t ,c@x=3']]), [['a', '1'], ['b', '2'], ['c@x', '3']]);
    assert.deepEqual(stateOf([]), []);
  });

  it('is not valid with an entry that is none, a key twice, or more than 32', () => {
    for (const value of ['a', 'A=1', '=1', 'a=', 'a=1=2', 'a=ü', 'a=1,a=2', list(33)]) assert.equal(stateOf([['tracestate', value]]), undefined, value);
    assert.equal(stateOf([['tracestate', list(32)]])!.length, 32);
  });
});

describe('headers that are sent', () => {
  const fault = (headers: readonly HeaderLine[], received: readonly HeaderLine[] = []) => faultOf(headers, received);

  it('may be any valid ones, or none', () => {
    assert.equal(fault([]), undefined);
    assert.equal(fault([['traceparent', GOOD], ['tracestate', list(32)]]), undefined);
    assert.equal(fault([['traceparent', `00-${TRACE}-${SPAN}-02`]]), undefined);
  });

  it('may be what was received, whatever it is', () => {
    const received: HeaderLine[] = [['traceparent', `cc-${TRACE}-${SPAN}-09-x`], ['tracestate', 'B=1']];
    assert.equal(fault(received, received), undefined);
    assert.match(fault(received)!, /the version of somebody else|55 are right/);
  });

  it('are told what is wrong with them', () => {
    const wrong: [HeaderLine[], RegExp][] = [
      [[['tracestate', 'a=1']], /tracestate without traceparent/],
      [[['traceparent', GOOD], ['Traceparent', GOOD]], /2 traceparent headers/],
      [[['traceparent', GOOD.slice(0, 54)]], /54 characters, 55 are right/],
      [[['traceparent', GOOD.toUpperCase()]], /lower-case/],
      [[['traceparent', `01-${TRACE}-${SPAN}-01`]], /the version of somebody else/],
      [[['traceparent', `00-${'0'.repeat(32)}-${SPAN}-01`]], /an id of zeros/],
      [[['traceparent', `00-${TRACE}-${SPAN}-09`]], /flags that version 00 does not know/],
      [[['traceparent', GOOD], ['tracestate', list(20)], ['tracestate', `x=1,${list(13).replaceAll('k', 'm')}`]], /34 entries, 32 are allowed/],
      [[['traceparent', GOOD], ['tracestate', 'a=1,a=2']], /two entries of a/],
      [[['traceparent', GOOD], ['tracestate', 'a=1,b']], /an entry that is none/],
    ];
    for (const [headers, why] of wrong) assert.match(fault(headers)!, why);
  });
});
