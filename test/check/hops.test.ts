import assert from 'node:assert/strict';
import { begins, hopsOf, segmentsOf, type Hop } from '../../src/check/hops.ts';
import { hopsRun, parent, span, trace, type HandMade } from './hops.ts';
import { fact, runOf } from './runs.ts';

/** edge → api → cart, and edge → search. */
const CALLS: readonly HandMade[] = [
  { service: 'edge', sent: [[parent('a', '1')], [parent('a', '1')]], span: ['a', '1', null] },
  { service: 'api', caller: 0, headers: [parent('a', '1')], sent: [[parent('a', '2')]], span: ['a', '2', '1'] },
  { service: 'search', caller: 0, headers: [parent('a', '1')], records: false },
  { service: 'cart', caller: 1, headers: [parent('a', '2')], span: ['a', '3', '2'] },
];
const listOf = (hops: readonly HandMade[]): Hop[] => [...hopsOf(hopsRun(hops)).values()];
const segments = (hops: readonly HandMade[]): unknown => [...segmentsOf(hopsOf(hopsRun(hops)))].map(([root, own]) => [root, own.map(({ id }) => id)]);

describe('hops', () => {
  it('are what services received, in order, each with who called it', () => {
    assert.deepEqual(listOf(CALLS).map(({ id, service, kind, caller, operation, atUs }) => [id, service, kind, caller, operation, atUs]), [
      [0, 'edge', 'edge', undefined, 1, 0], [1, 'api', 'inner', 0, 1, 10_000], [2, 'search', 'inner', 0, 1, 20_000], [3, 'cart', 'inner', 1, 1, 30_000],
    ]);
  });

  it('have what each has sent and reported, and nothing of another', () => {
    const [edge, api, search] = listOf(CALLS);
    assert.deepEqual(edge!.sent.map(({ to, headers, atUs }) => [to, headers, atUs]), [['next', [parent('a', '1')], 1_000], ['next', [parent('a', '1')], 1_000]]);
    assert.deepEqual(api!.spans.map(({ traceId, spanId, parentId, atUs }) => [traceId, spanId, parentId, atUs]), [[trace('a'), span('2'), span('1'), 15_000]]);
    assert.deepEqual([search!.records, search!.sent, search!.spans], [false, [], []]);
  });

  it('are not made up from what nobody received', () => {
    const strays = [fact('sent', 1, { by: 9, to: 'api', headers: [] }), fact('reported', 2, { traceId: 'a', spanId: 'b', parentId: null, attrs: { request: 9 } }), fact('reported', 3, { traceId: 'a', spanId: 'b', parentId: null, attrs: {} })];
    assert.equal(hopsOf(runOf({ facts: strays })).size, 0);
  });

  it('are listed once for a run, however many checks ask', () => {
    const run = hopsRun(CALLS);
    assert.equal(hopsOf(run), hopsOf(run));
    assert.notEqual(hopsOf(run), hopsOf(hopsRun(CALLS)));
  });
});

describe('segments of a trace', () => {
  it('are all hops that one request from outside has caused', () => {
    assert.deepEqual(segments(CALLS), [[0, [0, 1, 2, 3]]]);
    assert.deepEqual(segments([...CALLS, { service: 'edge', operation: 2 }, { service: 'api', operation: 2, caller: 4 }]), [[0, [0, 1, 2, 3]], [4, [4, 5]]]);
  });

  it('begin anew with a batch, and where no trace context has arrived', () => {
    assert.deepEqual(segments([...CALLS, { service: 'mail', kind: 'consumer' }, { service: 'api', caller: 4 }]), [[0, [0, 1, 2, 3]], [4, [4, 5]]]);
    assert.deepEqual(segments([CALLS[0]!, { ...CALLS[1]!, garbled: true }, CALLS[2]!, CALLS[3]!]), [[0, [0, 2]], [1, [1, 3]]]);
  });

  it('begin where nobody of the house has called', () => {
    const [edge, api] = listOf(CALLS) as [Hop, Hop];
    assert.deepEqual([edge, api, { ...api, garbled: true }, { ...api, kind: 'consumer' as const }, { ...edge, kind: 'inner' as const }].map(begins), [true, false, true, true, true]);
  });
});
