import type { FromRunner, ReadyMessage, ToRunner, WatchdogReport } from './protocol.ts';

/** A place of its own in which learner programs run: a process, or a worker. What it says was checked. */
export interface Child {
  /** Resolves when it can take requests; rejects if it ends before. */
  readonly ready: Promise<ReadyMessage>;
  /** Resolves when it has ended, with what it said of the reason. */
  readonly ended: Promise<string>;
  /** URL of the inspector, when debugged. */
  readonly inspector: Promise<string>;
  readonly alive: boolean;
  onMessage: (message: FromRunner) => void;
  onWatchdog: (report: WatchdogReport) => void;
  send(message: ToRunner): void;
  /** Lets it end by itself, which a debugger notices in its own way; ends it when `graceMs` are over. */
  leave(graceMs: number): void;
  kill(): void;
}

export interface StartOptions {
  /** Wait for a debugger. */
  readonly debug: boolean;
  /** How long a program may keep the control for itself. */
  readonly silentMs: number;
}

/** Starts children. */
export interface ChildHost {
  start(options: StartOptions): Child;
  /** One ended before it was ready: whether the next one is started in another way, which may work. */
  startsOtherwise(why: string): boolean;
}
