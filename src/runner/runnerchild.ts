import { fork, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { parseFromRunner, parseWatchdog } from './messages.ts';
import type { ChildOptions } from './childmain.ts';
import type { Child } from './childhost.ts';
import type { FromRunner, ReadyMessage, ToRunner, WatchdogReport } from './protocol.ts';
import { WATCHDOG_FD } from './watchdog.ts';

export interface ForkOptions {
  /** The child's program. */
  readonly program: string;
  /** Folders that the child may read. */
  readonly readable: readonly string[];
  /** The Node that runs it; absent: this process's own. */
  readonly execPath?: string;
  readonly child: ChildOptions;
  /** Node's permission model; some hosts refuse its flags. */
  readonly permissions: boolean;
  /** Wait for a debugger on a free loopback port. */
  readonly inspect?: boolean;
}

/** Newest memory that a child may take before its heap limit ends it, in MiB. */
const HEAP_MIB = 512;

/** Node shows the line of a program in which it ended: all of it, where a program is one line. */
const LONG_LINE = /^(.{200}).+$/gm;

/** One forked process. */
export class RunnerChild implements Child {
  readonly ready: Promise<ReadyMessage>;
  /** With what it wrote to stderr last. */
  readonly ended: Promise<string>;
  readonly inspector: Promise<string>;
  alive = true;
  onMessage: (message: FromRunner) => void = () => {};
  onWatchdog: (report: WatchdogReport) => void = () => {};
  private readonly process: ChildProcess;
  private errors = '';

  constructor(options: ForkOptions) {
    this.process = fork(options.program, [JSON.stringify(options.child)], {
      ...(options.execPath === undefined ? {} : { execPath: options.execPath }),
      execArgv: execArgv(options),
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    });
    this.ended = new Promise(resolve => {
      const end = (): void => resolve(this.errors.replace(LONG_LINE, '$1…'));
      this.process.once('exit', () => {
        this.alive = false;
      });
      // What it wrote last may come after its end.
      this.process.once('close', end);
      this.process.once('error', error => {
        this.alive = false;
        this.errors += String(error);
        end();
      });
    });
    this.ready = this.firstReady();
    this.ready.catch(() => {});
    this.inspector = this.readErrors();
    this.process.stdout!.resume();
    createInterface({ input: this.process.stdio[WATCHDOG_FD] as Readable }).on('line', line => this.onWatchdog(parseWatchdog(line)));
  }

  private firstReady(): Promise<ReadyMessage> {
    return new Promise((resolve, reject) => {
      this.process.on('message', raw => {
        let message: FromRunner;
        try {
          message = parseFromRunner(raw);
        } catch (error) {
          this.errors += `a message of the child is malformed: ${String(error)}`;
          this.kill();
          return;
        }
        if (message.kind === 'ready') resolve(message);
        else this.onMessage(message);
      });
      void this.ended.then(errors => reject(new Error(`the runner ended before it was ready: ${errors.trim()}`)));
    });
  }

  private readErrors(): Promise<string> {
    return new Promise(resolve => {
      this.process.stderr!.setEncoding('utf8').on('data', (text: string) => {
        this.errors = (this.errors + text).slice(-10_000);
        const found = /Debugger listening on (ws:\S+)/.exec(this.errors);
        if (found !== null) resolve(found[1]!);
      });
    });
  }

  send(message: ToRunner): void {
    if (this.process.connected) this.process.send(message);
  }

  leave(graceMs: number): void {
    this.alive = false;
    if (this.process.connected) this.process.disconnect();
    const timer = setTimeout(() => this.kill(), graceMs);
    void this.ended.then(() => clearTimeout(timer));
  }

  kill(): void {
    this.alive = false;
    this.process.kill('SIGKILL');
  }
}

function execArgv({ readable, permissions, inspect }: ForkOptions): string[] {
  if (inspect === true) return ['--inspect-wait=127.0.0.1:0'];
  const walls = permissions ? ['--permission', '--allow-worker', ...readable.map(folder => `--allow-fs-read=${folder}`)] : [];
  return [...walls, '--no-warnings', `--max-old-space-size=${HEAP_MIB}`];
}
