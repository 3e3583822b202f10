import type { Child } from '../childhost.ts';
import { parseFromRunner } from '../messages.ts';
import type { FromRunner, ReadyMessage, RunRequest, ToRunner, WatchdogReport, WorkRequest } from '../protocol.ts';
import type { WorkerFiles } from './files.ts';
import type { ToWorker } from './messages.ts';

const TICK_MS = 100;

/**
 * One worker and the watchdog over it. The worker's messages are its only signs of life. It runs many worlds at once: when
 * it falls silent another worker takes its place and does the same request again, from where the first got to one world
 * at a time, to tell in which of them a program keeps the control for itself.
 */
export class WorkerChild implements Child {
  readonly ready: Promise<ReadyMessage>;
  readonly ended: Promise<string>;
  readonly inspector = new Promise<string>(() => {});
  alive = true;
  onMessage: (message: FromRunner) => void = () => {};
  onWatchdog: (report: WatchdogReport) => void = () => {};
  private readonly files: WorkerFiles;
  private readonly silentMs: number;
  private readonly end: (why: string) => void;
  private worker: Worker | undefined;
  private lessons = new Set<string>();
  private outgoing: Promise<unknown>;
  private request: WorkRequest | undefined;
  /** The run that the worker told of last. */
  private run: { seed: number; done: number } | undefined;
  private silentForMs = 0;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(files: WorkerFiles, silentMs: number) {
    this.files = files;
    this.silentMs = silentMs;
    let end = (_why: string): void => {};
    this.ended = new Promise(resolve => (end = resolve));
    this.end = why => {
      this.alive = false;
      clearInterval(this.timer);
      this.worker?.terminate();
      this.worker = undefined;
      end(why);
    };
    this.ready = this.start();
    this.outgoing = this.ready.catch((error: unknown) => this.end(error instanceof Error ? error.message : String(error)));
  }

  send(message: ToRunner): void {
    if (message.kind === 'cancel' || message.kind === 'stop') return this.post(message);
    this.request = message;
    this.outgoing = this.outgoing.then(() => this.deliver(message)).catch((error: unknown) => this.end(String(error)));
  }

  leave(): void {
    this.kill();
  }

  kill(): void {
    this.end('');
  }

  private async start(): Promise<ReadyMessage> {
    const [program, wasm] = await Promise.all([this.files.program(), this.files.wasm()]);
    this.lessons = new Set();
    if (!this.alive) throw new Error('the worker was ended');
    return new Promise((resolve, reject) => {
      const worker = this.worker = new Worker(program, { name: 'Faultlab' });
      worker.onmessage = ({ data }) => {
        if (this.worker !== worker) return;
        try {
          const message = parseFromRunner(data);
          if (message.kind === 'ready') resolve(message);
          else this.take(message);
        } catch (error) {
          this.end(`a message of the worker is malformed: ${String(error)}`);
        }
      };
      worker.onerror = event => {
        reject(new Error(event.message));
        this.end(event.message);
      };
      this.post({ kind: 'begin', wasm });
    });
  }

  private async deliver(request: WorkRequest): Promise<void> {
    const { lesson } = request;
    if (request.pack === undefined && !this.lessons.has(lesson)) this.post(await this.files.lesson(lesson));
    this.lessons.add(lesson);
    this.post(request);
  }

  private post(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  private take(message: FromRunner): void {
    this.silentForMs = 0;
    if (message.kind === 'started') {
      this.run = { seed: 0, done: 0 };
      this.watch();
    } else if (message.kind === 'progress') {
      this.run = message;
    } else if (message.kind === 'done') {
      clearInterval(this.timer);
      this.request = this.run = undefined;
    }
    this.onMessage(message);
  }

  private watch(): void {
    clearInterval(this.timer);
    let last = performance.now();
    this.timer = setInterval(() => {
      const now = performance.now();
      // A tab that sleeps does not count.
      this.silentForMs += Math.min(now - last, 2 * TICK_MS);
      last = now;
      const { run, request } = this;
      if (run === undefined || request === undefined) return;
      const { seed, done } = run;
      if (this.silentForMs < this.silentMs) this.onWatchdog({ kind: 'watching', seed, done });
      else if (request.kind === 'explore' || request.kind === 'describe') this.onWatchdog({ kind: 'silent', seed, done });
      else if (request.kind !== 'run') this.onWatchdog({ kind: 'silent', seed: request.seed, done });
      else if (request.careful !== undefined || request.seeds?.length === 1) this.onWatchdog({ kind: 'silent', seed: request.seeds?.length === 1 ? request.seeds[0]! : seed, done });
      else void this.repeat(request, done);
    }, TICK_MS);
  }

  /** In a new worker, with care. */
  private async repeat(request: RunRequest, careful: number): Promise<void> {
    clearInterval(this.timer);
    this.silentForMs = 0;
    this.worker?.terminate();
    this.request = { ...request, careful };
    await this.start().then(() => this.deliver(this.request!)).catch((error: unknown) => this.end(String(error)));
  }
}
