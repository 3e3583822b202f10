import assert from 'node:assert/strict';
import { changedSince, isReplayLink, NoReplayFile, parseReplayFile, parseReplayLink, replayFileName, replayLink, replayFileText, sourceHash, type ReplayFile } from '../../src/course/replayfile.ts';

const file: ReplayFile = {
  format: 1, lesson: 'reliability/retries', scenario: 'brown-out', seed: 7, engine: 'e1', version: 'v1', source: sourceHash('let x;\n'), traceHash: '0123456789abcdef',
  plan: { faults: [{ id: 'crash-1', kind: 'crash', start: { atMs: 5 }, lastsMs: 3, node: 'a' } as never, { id: 'pause-1', kind: 'pause', start: { signal: 'elected', nth: 1, afterMs: 2 }, node: 'b', inbox: 'queue' } as never], off: ['lose-1:4'] },
};

describe('a saved run', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parseReplayFile(replayFileText(file)), file);
    assert.equal(replayFileName(file), 'retries-brown-out-7.faultlab.json');
  });

  it('carries a schedule, as a file and as a link', () => {
    const scheduled: ReplayFile = { ...file, plan: { ...file.plan, schedule: [{ does: 'strike', fault: 'lose-1', message: 'a>b:3' }, { does: 'take', message: 'b>a:0', delayMs: 1.25 }, { does: 'pace', message: 'a>b:7', quantile: 0.98 }] } };
    assert.deepEqual(parseReplayFile(replayFileText(scheduled)), scheduled);
    assert.deepEqual(parseReplayLink(replayLink(scheduled, 'vscode')), scheduled);
    const bad = { ...file, plan: { ...file.plan, schedule: [{ does: 'pace', message: 'a>b:7', quantile: 1 }] } };
    assert.throws(() => parseReplayFile(JSON.stringify(bad)), /plan\.schedule\.0\.quantile/);
  });

  it('carries what of a run takes part', () => {
    for (const more of [{}, { schedule: [{ does: 'strike', fault: 'lose-1', message: 'a>b:3' }] as const }]) {
      const shrunk: ReplayFile = { ...file, plan: { ...file.plan, ...more, only: { operations: ['write k1@n1#2'], decisions: [], nodes: ['n1', 'n2'] } } };
      assert.deepEqual(parseReplayFile(replayFileText(shrunk)), shrunk);
      assert.deepEqual(parseReplayLink(replayLink(shrunk, 'vscode')), shrunk);
    }
  });

  it('is refused with what is wrong', () => {
    const text = (value: object): string => JSON.stringify({ ...file, ...value });
    for (const [bad, words] of [['{', /not JSON/], ['[]', /^format: /], [text({ format: 2 }), /^format: /], [text({ seed: 1.5 }), /^seed: /], [text({ plan: { faults: [{}], off: [] } }), /^plan\.faults\.0\.id: /], [text({ more: 1 }), /^more: /]] as const) {
      assert.throws(() => parseReplayFile(bad), (error: unknown) => error instanceof NoReplayFile && words.test(error.message), bad);
    }
  });

  it('is a link, too, which is refused when it is broken', () => {
    const link = replayLink(file, 'vscode');
    assert.match(link, /^vscode:\/\/faultlab\.faultlab\/replay\?[\w%.~!*'()-]+$/);
    assert.deepEqual(parseReplayLink(link), file);
    assert.deepEqual(parseReplayLink(replayLink(file, 'code-oss')), file);
    for (const [bad, words] of [[link.slice(0, -9), /cut off/], ['vscode://faultlab.faultlab/replay?5', /no link/], ['https://example.org/replay?[]', /no link/], [link.replace('%22v1%22', '7'), /^version: /]] as const) {
      assert.throws(() => parseReplayLink(bad), (error: unknown) => error instanceof NoReplayFile && words.test(error.message), bad);
    }
    assert.deepEqual([link, 'run.faultlab.json', 'c:\\runs\\run.faultlab.json', '6.1'].map(isReplayLink), [true, false, false, false]);
  });

  it('says what has changed since, and takes line ends for no change', () => {
    const now = { engine: 'e1', version: 'v1', source: sourceHash('\uFEFFlet x;\r\n') };
    assert.deepEqual(changedSince(file, now), []);
    assert.deepEqual(changedSince(file, { engine: 'e2', version: 'v2', source: sourceHash('let y;\n') }), ['engine', 'lesson', 'program']);
  });
});
