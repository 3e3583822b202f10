import { Worker } from 'node:worker_threads';
import { CELLS, Cell, type Watchdog } from './cells.ts';

/** File descriptor on which a child's watchdog writes its reports. */
export const WATCHDOG_FD = 4;

const WATCHING_EVERY_MS = 500;

/**
 * Runs in a thread of its own. When the main thread gives no beat it reports the function that was entered last, then
 * that it is silent; also memory beyond the limit, and now and then that it still watches. Silence is counted in
 * processor time: a machine that is busy with other things makes no program stuck.
 */
const THREAD = `
const { workerData: { buffer, fd, silentMs, limitBytes }, parentPort } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const cells = new Int32Array(buffer);
let ranges = [];
let beat = -1;
let sinceMs = 0;
let told = '';
let toldAt = 0;
parentPort.on('message', message => { ranges = message; });
const run = () => ({ seed: cells[${Cell.seedHigh}] * 4294967296 + (cells[${Cell.seedLow}] >>> 0), done: cells[${Cell.done}] });
const tell = report => { toldAt = performance.now(); try { writeSync(fd, JSON.stringify({ ...report, ...run() }) + '\\n'); } catch {} };
const usedMs = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
setInterval(() => {
  const nowMs = usedMs();
  if (cells[${Cell.busy}] === 0 || cells[${Cell.beat}] !== beat) { beat = cells[${Cell.beat}]; sinceMs = nowMs; told = ''; }
  const range = ranges[cells[${Cell.lastFunction}]];
  if (told === '' && nowMs - sinceMs >= silentMs / 2 && range !== undefined) { told = 'busy'; tell({ kind: 'busy', range }); }
  if (told !== 'silent' && nowMs - sinceMs >= silentMs) { told = 'silent'; tell({ kind: 'silent' }); }
  const rssBytes = process.memoryUsage.rss();
  if (rssBytes > limitBytes) tell({ kind: 'memory', rssBytes });
  if (cells[${Cell.busy}] !== 0 && performance.now() - toldAt >= ${WATCHING_EVERY_MS}) tell({ kind: 'watching' });
}, 50);
`;

/**
 * The watchdog of a child. Without threads, or without the pipe, there is only the memory to count in. Its thread starts with
 * the first program: beside the rest of a child's start it would slow that down.
 */
export function createWatchdog(options: { readonly silentMs: number; readonly limitBytes: number } | undefined): Watchdog {
  const buffer = new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT);
  let thread: Worker | undefined;
  return {
    cells: new Int32Array(buffer),
    watch(checkpoints) {
      if (options !== undefined) thread ??= startThread({ buffer, fd: WATCHDOG_FD, ...options });
      thread?.postMessage(checkpoints.map(({ range }) => range));
    },
  };
}

function startThread(workerData: object): Worker | undefined {
  try {
    const thread = new Worker(THREAD, { eval: true, workerData });
    thread.unref();
    return thread;
  } catch {
    return undefined;
  }
}
