import type { SourceRange } from '../lab/verdict.ts';
import type { Child } from './childhost.ts';
import type { Stuck } from './outcome.ts';
import type { FromRunner, WorkRequest } from './protocol.ts';

/** How long a child may be silent. */
export interface Patience {
  /** While it loads a lesson and compiles. */
  readonly loadMs: number;
  /** While it runs learner code, in processor time. */
  readonly silentMs: number;
  /** After a request to cancel. */
  readonly cancelMs: number;
}

/** How a request ended. */
export type Ending =
  | { readonly kind: 'done'; readonly durationMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'stuck'; readonly stuck: Stuck }
  | { readonly kind: 'broken'; readonly message: string };

const TICK_MS = 50;

/** A working child whose watchdog is silent too has so many times its processor time. */
const SLOWNESS = 8;
const SILENT = 'the program did not give control back';

/** Watches one request in one child: silence, memory, crashes, cancellation. */
export class Supervisor {
  private scenario = '';
  private hidden = false;
  private seed = 0;
  private done = 0;
  private working = false;
  private silentForMs = 0;
  private lastTick = performance.now();
  private busyIn: SourceRange | undefined;
  private cancelledForMs: number | undefined;
  private readonly child: Child;
  private readonly patience: Patience | undefined;

  /** `patience` undefined: for ever, under a debugger. */
  constructor(child: Child, patience: Patience | undefined) {
    this.child = child;
    this.patience = patience;
  }

  /** `onMessage` gets what the child says about the request. */
  async watch(request: WorkRequest, onMessage: (message: FromRunner) => void, signal: AbortSignal | undefined): Promise<Ending> {
    const { child } = this;
    if (signal?.aborted === true) return { kind: 'cancelled' };
    return new Promise(resolve => {
      const cancel = (): void => {
        child.send({ kind: 'cancel', id: request.id });
        this.cancelledForMs = 0;
      };
      const timer = setInterval(() => this.tick(end), TICK_MS);
      const end = (ending: Ending): void => {
        clearInterval(timer);
        signal?.removeEventListener('abort', cancel);
        child.onMessage = () => {};
        child.onWatchdog = () => {};
        resolve(ending);
      };
      child.onMessage = message => {
        if (!('id' in message) || message.id !== request.id) return;
        this.note(message);
        if (message.kind === 'done') end(message.cancelled ? { kind: 'cancelled' } : { kind: 'done', durationMs: message.durationMs });
        else if (message.kind === 'broken') {
          child.kill();
          end({ kind: 'broken', message: message.message });
        }
        else onMessage(message);
      };
      child.onWatchdog = report => {
        this.seed = report.seed;
        this.done = report.done;
        if (this.working) this.silentForMs = 0;
        if (report.kind === 'busy') this.busyIn = report.range;
        else if (report.kind === 'silent') this.kill(end, 'silent', SILENT);
        else if (report.kind === 'memory') this.kill(end, 'memory', `the program took ${Math.round(report.rssBytes / 2 ** 20)} MiB of memory`);
      };
      void child.ended.then(errors => this.ended(end, errors));
      child.send(request);
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  private note(message: FromRunner): void {
    this.silentForMs = 0;
    this.busyIn = undefined;
    if (message.kind === 'started') {
      this.working = true;
      this.scenario = message.scenario;
      this.hidden = message.hidden;
      this.done = 0;
    } else if (message.kind === 'progress') {
      this.seed = message.seed;
      this.done = message.done;
    }
  }

  /** Time in which this process itself was held up does not count. */
  private tick(end: (ending: Ending) => void): void {
    const now = performance.now();
    const passedMs = Math.min(now - this.lastTick, 2 * TICK_MS);
    this.lastTick = now;
    if (this.patience === undefined) return;
    this.silentForMs += passedMs;
    if (this.cancelledForMs !== undefined) {
      this.cancelledForMs += passedMs;
      if (this.cancelledForMs > this.patience.cancelMs) {
        this.child.kill();
        return end({ kind: 'cancelled' });
      }
    }
    if (this.silentForMs <= (this.working ? SLOWNESS * this.patience.silentMs : this.patience.loadMs)) return;
    if (this.working) return this.kill(end, 'silent', SILENT);
    this.child.kill();
    end({ kind: 'broken', message: 'the runner did not load the lesson in time' });
  }

  private ended(end: (ending: Ending) => void, errors: string): void {
    if (this.cancelledForMs !== undefined) return end({ kind: 'cancelled' });
    if (!this.working) return end({ kind: 'broken', message: errors.trim() || 'the runner ended' });
    const memory = /heap out of memory|Array buffer allocation failed|OOM/i.test(errors);
    this.kill(end, memory ? 'memory' : 'crashed', memory ? 'the program took all memory it may have' : `the process of the program ended: ${errors.trim().split('\n').at(-1) ?? ''}`);
  }

  private kill(end: (ending: Ending) => void, reason: Stuck['reason'], message: string): void {
    this.child.kill();
    const { scenario, hidden, seed, done, busyIn } = this;
    end({ kind: 'stuck', stuck: { scenario, hidden, seed, done, reason, message, ...(busyIn === undefined ? {} : { range: busyIn }) } });
  }
}
