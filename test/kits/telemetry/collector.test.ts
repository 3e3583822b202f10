import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { constant, type RunRecord } from '../../../src/sim/index.ts';
import { stored, watched, type Stored } from './watched.ts';

const SPANS = { kind: 'send', method: 'spans' } as const;

/** Spans whose parent the store does not have, but for those that nobody of the house called. */
const orphans = (spans: readonly Stored[]): Stored[] => spans.filter(({ service, parentId }) => service !== 'front' && !spans.some(({ spanId }) => spanId === parentId));

describe('a store of spans', () => {
  it('keeps what services report, as they reported it', async () => {
    const record = await watched({ requests: 2 });
    const spans = stored(record);
    assert.deepEqual(spans.map(({ service }) => service).sort(), ['back', 'back', 'front', 'front', 'middle', 'middle']);
    assert.deepEqual(orphans(spans), []);
    const [front, back] = ['front', 'back'].map(name => spans.find(({ service }) => service === name)!);
    assert.equal(back!.endMs - back!.startMs, 10);
    assert.equal(front!.endMs - front!.startMs, 34);
    assert.ok(front!.storedMs >= 34 + 200);
  });

  it('refuses what is beyond the budget of a window, in order of arrival, until the next', async () => {
    const record = await watched({ requests: 20, store: { budget: { spans: 12, windowMs: 1_000 } } });
    const inSecond = (spans: readonly Stored[], second: number): number => spans.filter(({ storedMs }) => Math.floor(storedMs / 1_000) === second).length;
    const [kept, refused] = [stored(record), stored(record, 'refused')];
    assert.deepEqual([0, 1, 2].map(second => inSecond(kept, second)), [12, 12, inSecond(kept, 2)]);
    assert.ok(inSecond(refused, 0) > 0 && inSecond(refused, 1) > 0);
    assert.equal(kept.length + refused.length, 60);
    const lastKept = Math.max(...kept.filter(({ storedMs }) => storedMs < 1_000).map(({ storedMs }) => storedMs));
    assert.ok(refused.filter(({ storedMs }) => storedMs < 1_000).every(({ storedMs }) => storedMs >= lastKept));
    assert.deepEqual(record.facts.filter(({ type }) => type === 'full').map(({ data }) => data['fromUs']), [0, 1_000_000]);
    assert.equal(stored(await watched({ requests: 20 }), 'refused').length, 0);
  });
});

describe('faults of telemetry', () => {
  const run = (faults?: (f: FaultAuthor) => ReturnType<FaultAuthor['lose']>[]): Promise<RunRecord> => watched({ requests: 30, ...(faults ? { faults } : {}) });

  it('lost: the store holds spans whose parents it never got', async () => {
    assert.deepEqual(orphans(stored(await run())), []);
    assert.ok(orphans(stored(await run(f => [f.lose({ ...SPANS, from: 'middle' }, 0.5)]))).length > 3);
  });

  it('late: a trace that is read a second after its end has holes', async () => {
    const readEarly = (record: RunRecord): number => {
      const spans = stored(record);
      return spans.filter(({ service }) => service === 'front').filter(front => !spans.some(back => back.service === 'back' && back.startMs > front.startMs && back.endMs < front.endMs && back.storedMs < front.storedMs + 1_000)).length;
    };
    assert.equal(readEarly(await run()), 0);
    assert.ok(readEarly(await run(f => [f.late({ ...SPANS, from: 'back' }, 0.5, constant(1_500))])) > 3);
  });

  it('doubled: whoever counts spans counts work that was never done', async () => {
    const count = (record: RunRecord): number => stored(record).filter(({ service }) => service === 'back').length;
    assert.equal(count(await run()), 30);
    assert.ok(count(await run(f => [f.double({ ...SPANS, from: 'back' }, 0.5, constant(5))])) > 35);
  });

  it('skewed: a span begins before the one that caused it', async () => {
    const tooEarly = (record: RunRecord): number => {
      const spans = stored(record);
      return spans.filter(({ parentId, startMs }) => spans.some(parent => parent.spanId === parentId && startMs < parent.startMs)).length;
    };
    assert.equal(tooEarly(await run()), 0);
    assert.equal(tooEarly(await run(f => [f.jump('middle', -400)])), 30);
  });

  it('cut off: the store hears nothing of a machine that works as ever', async () => {
    const ofMiddle = (record: RunRecord, type: string): number => stored(record, type).filter(({ service, storedMs }) => service === 'middle' && storedMs > 1_000 && storedMs < 2_000).length;
    const record = await run(f => [f.cut(['middle'], ['store'], 1_000, { lastsMs: 1_000 })]);
    assert.equal(ofMiddle(record, 'stored'), 0);
    assert.equal(ofMiddle(record, 'reported'), 10);
    assert.ok(record.operations.every(({ outcome }) => outcome === 'ok'));
    assert.ok(ofMiddle(await run(), 'stored') >= 8);
  });

  it('a crash takes what its agent had gathered', async () => {
    const missing = (record: RunRecord): number => stored(record, 'reported').length - stored(record).length;
    assert.equal(missing(await run()), 0);
    assert.ok(missing(await run(f => [f.crash('back', 1_115, { lastsMs: 500 })])) > 0);
  });
});
