import type { Drain } from '../../lab/drain.ts';
import type { LessonChunk } from '../../lab/lessonjobs.ts';
import { lockRealm } from '../../lab/sandbox/lockdown.ts';
import { CELLS } from '../cells.ts';
import type { LabJobs } from '../labjobs.ts';
import { afterMicrotasks } from './macrotask.ts';
import { parseToWorker, type LessonFiles } from './messages.ts';
import { scope } from './scope.ts';

const DRAIN: Drain = { kind: 'batch', worlds: 64 };
/** A request that has waited for the worker comes sooner. */
const REHEARSE_AFTER_MS = 50;

/** The lessons whose scripts this worker was given. */
export class LessonScripts {
  private readonly files = new Map<string, LessonFiles>();

  add(files: LessonFiles): void {
    this.files.set(files.lesson, files);
  }

  /** Runs the lesson's script; undefined where none was given. */
  load(id: string): { readonly chunk: LessonChunk; readonly twins: LessonFiles['twins'] } | undefined {
    const files = this.files.get(id);
    if (files === undefined) return undefined;
    scope.importScripts(files.script);
    return { chunk: scope.faultlabLesson!, twins: files.twins };
  }
}

/**
 * The life of a worker: load what must be loaded before the language is frozen, freeze it, load the lab, then serve
 * requests. `loadLab` is called after the freeze.
 */
export async function runWorker(loadLab: (lessons: LessonScripts) => Promise<LabJobs>): Promise<void> {
  scope.faultlabWasm = await firstMessage();
  const { stripTypes } = await import('../striptypes.ts');
  stripTypes('', 'strip');
  const later = afterMicrotasks();
  lockRealm();
  const lessons = new LessonScripts();
  const [lab, { RequestServer }] = await Promise.all([loadLab(lessons), import('../server.ts')]);
  const server = new RequestServer({
    lab, drain: DRAIN, stripTypes, debug: false, later,
    // Nobody else can look into this worker's memory: its parent listens.
    watchdog: { cells: new Int32Array(CELLS), watch: () => {} },
    send: message => scope.postMessage(message),
    end: () => scope.close(),
  });
  scope.addEventListener('unhandledrejection', event => {
    event.preventDefault();
    server.rejected(event.reason);
  });
  scope.addEventListener('error', event => {
    event.preventDefault();
    server.broken(event.error ?? event.message);
  });
  scope.addEventListener('message', ({ data }) => {
    const message = parseToWorker(data);
    if (message.kind === 'lesson') lessons.add(message);
    else if (message.kind !== 'begin') server.receive(message);
  });
  scope.postMessage({ kind: 'ready', engine: lab.engine, platform: scope.navigator.userAgent, drain: 'batch', blocked: [] });
  setTimeout(() => server.rehearse(), REHEARSE_AFTER_MS);
}

function firstMessage(): Promise<WebAssembly.Module> {
  return new Promise(resolve => {
    scope.addEventListener('message', ({ data }) => {
      const message = parseToWorker(data);
      if (message.kind === 'begin') resolve(message.wasm);
    }, { once: true });
  });
}
