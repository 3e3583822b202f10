import assert from 'node:assert/strict';
import type { FromRunner, RunRequest, WatchdogReport } from '../../src/runner/protocol.ts';
import type { WorkerFiles } from '../../src/runner/web/files.ts';
import { parseToWorker } from '../../src/runner/web/messages.ts';
import { WorkerChild } from '../../src/runner/web/workerchild.ts';

const SILENT_MS = 150;
const wasm = new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
const files = { program: async () => 'blob:program', wasm: async () => wasm, lesson: async (lesson: string) => ({ kind: 'lesson', lesson, script: 'blob:lesson' }) } as unknown as WorkerFiles;
const request: RunRequest = { kind: 'run', id: 7, lesson: 'a/b', source: { file: '/x.ts', entry: 'x.ts', files: { 'x.ts': '' } }, scenario: 'calm' };

/** A worker that is ready at once and otherwise says what it is told to. */
class FakeWorker {
  static readonly made: FakeWorker[] = [];
  readonly posted: unknown[] = [];
  terminated = false;
  onmessage: (event: { readonly data: FromRunner }) => void = () => {};

  constructor() {
    FakeWorker.made.push(this);
  }

  postMessage(message: { readonly kind: string }): void {
    this.posted.push(parseToWorker(message));
    if (message.kind === 'begin') this.say({ kind: 'ready', engine: '1', platform: 'none', drain: 'batch', blocked: [] });
    if (message.kind === 'run') nextAsked.shift()?.(this);
  }

  say(data: FromRunner): void {
    queueMicrotask(() => this.onmessage({ data }));
  }

  terminate(): void {
    this.terminated = true;
  }
}

/** What the workers do when they get the request, one after the other. */
const nextAsked: ((worker: FakeWorker) => void)[] = [];

const at = (seed: number, done: number) => (worker: FakeWorker): void => {
  worker.say({ kind: 'started', id: 7, scenario: 'calm', hidden: false });
  worker.say({ kind: 'progress', id: 7, scenario: 'calm', seed, done, total: 200 });
};

describe('a worker', () => {
  const own = globalThis.Worker;
  before(() => Object.assign(globalThis, { Worker: FakeWorker }));
  after(() => Object.assign(globalThis, { Worker: own }));
  beforeEach(() => {
    FakeWorker.made.length = nextAsked.length = 0;
  });

  it('gets the stripper, then the lesson once, then requests', async () => {
    const child = new WorkerChild(files, SILENT_MS);
    await child.ready;
    for (let i = 0; i < 2; i++) {
      const done = new Promise<void>(resolve => (child.onMessage = ({ kind }) => void (kind === 'done' && resolve())));
      nextAsked.push(worker => worker.say({ kind: 'done', id: 7, durationMs: 1, cancelled: false }));
      child.send(request);
      await done;
    }
    assert.deepEqual(FakeWorker.made.map(({ posted }) => posted.map(message => (message as { kind: string }).kind)), [['begin', 'lesson', 'run', 'run']]);
    child.kill();
    assert.equal(await child.ended, '');
    assert.ok(FakeWorker.made[0]!.terminated);
  });

  it('that falls silent gives way to another, which finds out in which run with care', async () => {
    const child = new WorkerChild(files, SILENT_MS);
    await child.ready;
    const silent = new Promise<WatchdogReport>(resolve => (child.onWatchdog = report => void (report.kind === 'silent' && resolve(report))));
    nextAsked.push(at(128, 64), at(71, 70));
    child.send(request);
    assert.deepEqual(await silent, { kind: 'silent', seed: 71, done: 70 });
    const [first, second] = FakeWorker.made;
    assert.deepEqual([FakeWorker.made.length, first!.terminated, second!.terminated], [2, true, false]);
    assert.deepEqual(second!.posted.at(-1), { ...request, careful: 64 });
    child.kill();
  });

  it('that runs a single seed needs no second one to name it', async () => {
    const child = new WorkerChild(files, SILENT_MS);
    await child.ready;
    const silent = new Promise<WatchdogReport>(resolve => (child.onWatchdog = report => void (report.kind === 'silent' && resolve(report))));
    nextAsked.push(worker => worker.say({ kind: 'started', id: 7, scenario: 'calm', hidden: false }));
    child.send({ ...request, seeds: [5] });
    assert.deepEqual(await silent, { kind: 'silent', seed: 5, done: 0 });
    assert.equal(FakeWorker.made.length, 1);
    child.kill();
  });

  it('refuses what is no message of its parent', () => {
    for (const message of [undefined, {}, { kind: 'begin' }, { kind: 'begin', wasm: {} }, { kind: 'lesson', lesson: 'a/b' }, { kind: 'lesson', lesson: 'a/b', script: 1 }, { kind: 'run' }]) assert.throws(() => parseToWorker(message), JSON.stringify(message));
  });
});
