import assert from 'node:assert/strict';
import { hopsOf, type Hop } from '../../../src/check/hops.ts';
import { parentOf, stateOf } from '../../../src/check/tracecontext.ts';
import type { Header } from '../../../src/kits/service/shop/api.ts';
import { SAMPLED, TRACE, watched, type Watched } from './watched.ts';

const hops = async (setting: Watched, service: string): Promise<Hop[]> => [...hopsOf(await watched(setting)).values()].filter(hop => hop.service === service);
const received = async (setting: Watched, service = 'middle'): Promise<readonly Header[][]> => (await hops(setting, service)).map(({ headers }) => headers as Header[]);

describe('a vendor', () => {
  it('goes on with a trace: same id, its own span, its own entry first, those of others as they came', async () => {
    const state: Header = ['TraceState', ' b=2 , front=old,,a=1'];
    for (const headers of await received({ headers: [SAMPLED, state] })) {
      assert.equal(parentOf(headers)!.traceId, TRACE);
      assert.notEqual(parentOf(headers)!.parentId, '00f067aa0ba902b7');
      assert.equal(parentOf(headers)!.sampled, true);
      assert.deepEqual(stateOf(headers)!.map(([key]) => key), ['front', 'b', 'a']);
    }
  });

  it('does not record what is not sampled, and says so', async () => {
    const [hop] = await hops({ headers: [['traceparent', `00-${TRACE}-00f067aa0ba902b7-00`]] }, 'back');
    assert.equal(parentOf(hop!.headers)!.sampled, false);
    assert.deepEqual(hop!.spans, []);
  });

  it('begins a trace of its own where it gets none, or one that is not valid, without entries of others', async () => {
    const bad = [undefined, `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `00-${TRACE}-${'0'.repeat(16)}-01`, SAMPLED[1].toUpperCase(), `ff${SAMPLED[1].slice(2)}`, SAMPLED[1].slice(0, 54), `${SAMPLED[1]}-01`];
    for (const value of bad) {
      for (const headers of await received({ requests: 3, headers: [...(value === undefined ? [] : [['traceparent', value] as Header]), ['tracestate', 'a=1']] })) {
        assert.ok(parentOf(headers));
        assert.notEqual(parentOf(headers)!.traceId, TRACE);
        assert.deepEqual(stateOf(headers)!.map(([key]) => key), ['front']);
      }
    }
  });

  it('records about one in ten of its own traces', async () => {
    const recorded = (await hops({ requests: 400, headers: [], endMs: 45_000 }, 'front')).filter(({ spans }) => spans.length > 0).length;
    assert.ok(recorded > 20 && recorded < 60, String(recorded));
  });

  it('drops a list that is not valid and keeps the trace', async () => {
    for (const list of ['a=1,B=2', 'a=1,a=2', Array.from({ length: 33 }, (_, index) => `k${index}=1`).join(',')]) {
      const [headers] = await received({ requests: 1, headers: [SAMPLED, ['tracestate', list]] });
      assert.equal(parentOf(headers!)!.traceId, TRACE);
      assert.deepEqual(stateOf(headers!)!.map(([key]) => key), ['front']);
    }
  });

  it('never sends more than 32 entries', async () => {
    const list = Array.from({ length: 32 }, (_, index) => `k${index}=1`).join(',');
    const [headers] = await received({ requests: 1, headers: [SAMPLED, ['tracestate', list]] });
    assert.deepEqual(stateOf(headers!)!.map(([key]) => key).slice(0, 3), ['front', 'k0', 'k1']);
    assert.equal(stateOf(headers!)!.length, 32);
  });

  it('may write loosely, which means the same', async () => {
    const loose = await received({ requests: 60, headers: [], styles: { front: { loose: true, guests: 31 } }, endMs: 8_000 });
    const names = new Set(loose.flat().map(([name]) => name));
    assert.ok(names.size >= 6, [...names].join());
    assert.deepEqual(new Set(loose.map(headers => headers.length - 1)), new Set([1, 2, 3]));
    const sizes = loose.map(headers => stateOf(headers)!.length);
    assert.ok(Math.min(...sizes) < 4 && Math.max(...sizes) > 29, sizes.join());
  });

  it('may be ahead of the standard: other versions, fields and flags, the same trace', async () => {
    const newer = await received({ requests: 40, styles: { front: { newer: true } } });
    for (const headers of newer) {
      const [version] = headers[0]![1].split('-');
      assert.ok(version !== '00' && version !== 'ff');
      assert.deepEqual([parentOf(headers)!.traceId, parentOf(headers)!.sampled], [TRACE, true]);
    }
    assert.deepEqual(new Set(newer.map(headers => headers[0]![1].split('-').length)), new Set([4, 5]));
    assert.ok(new Set(newer.map(headers => headers[0]![1].slice(53, 55))).size > 4);
  });
});
