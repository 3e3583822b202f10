import { Worker } from 'node:worker_threads';
import type { Checkpoint } from '../lab/compile/program.ts';

/**
 * Cells of shared memory: the step meter's two, a beat, whether a request is being worked on, and the run that is
 * under way: its seed's low and high half and how many were finished before.
 */
export const Cell = { fuel: 0, lastFunction: 1, beat: 2, busy: 3, seedLow: 4, seedHigh: 5, done: 6 } as const;
const CELLS = 7;

/** File descriptor on which a child's watchdog writes its reports. */
export const WATCHDOG_FD = 4;

/** Runs in a thread of its own: reports the last function when the main thread is silent, and memory beyond the limit. */
const THREAD = `
const { workerData: { buffer, fd, silentMs, limitBytes }, parentPort } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const cells = new Int32Array(buffer);
let ranges = [];
let beat = -1;
let since = Date.now();
let told = false;
parentPort.on('message', message => { ranges = message; });
const run = () => ({ seed: cells[${Cell.seedHigh}] * 4294967296 + (cells[${Cell.seedLow}] >>> 0), done: cells[${Cell.done}] });
const tell = report => { try { writeSync(fd, JSON.stringify({ ...report, ...run() }) + '\\n'); } catch {} };
setInterval(() => {
  const now = Date.now();
  if (cells[${Cell.busy}] === 0 || cells[${Cell.beat}] !== beat) { beat = cells[${Cell.beat}]; since = now; told = false; }
  const range = ranges[cells[${Cell.lastFunction}]];
  if (!told && now - since >= silentMs && range !== undefined) { told = true; tell({ kind: 'busy', range }); }
  const rssBytes = process.memoryUsage.rss();
  if (rssBytes > limitBytes) tell({ kind: 'memory', rssBytes });
}, 50);
`;

export interface Watchdog {
  readonly cells: Int32Array;
  /** The program that runs from now on. */
  watch(checkpoints: readonly Checkpoint[]): void;
}

/** Starts the watchdog of a child. Without threads, or without the pipe, there is only the memory to count in. */
export function startWatchdog(options: { readonly silentMs: number; readonly limitBytes: number } | undefined): Watchdog {
  const buffer = new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT);
  const cells = new Int32Array(buffer);
  const thread = options === undefined ? undefined : startThread({ buffer, fd: WATCHDOG_FD, ...options });
  return { cells, watch: checkpoints => thread?.postMessage(checkpoints.map(({ range }) => range)) };
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
