import { lockRealm } from '../lab/sandbox/lockdown.ts';
import { copyFieldByField } from '../sim/literalcopy.ts';
import type { LabJobs } from './labjobs.ts';
import { nodeDrain } from './nodedrain.ts';
import { parseToRunner } from './messages.ts';
import type { FromRunner } from './protocol.ts';
import type { RequestServer } from './server.ts';
import { stripTypes } from './striptypes.ts';
import { createWatchdog } from './watchdog.ts';

/** How a parent configures its child, as JSON in `argv[2]`. */
export interface ChildOptions {
  /** For tests of the other way to run promises. */
  readonly drain?: 'batch';
  /** Types only away, no step meter, no watchdog. */
  readonly debug?: boolean;
  readonly silentMs: number;
  readonly limitBytes: number;
}

/** What is loaded once the language is frozen. */
export interface Served {
  readonly lab: LabJobs;
  readonly RequestServer: typeof RequestServer;
}

/** A request that has waited for the child comes sooner. */
const REHEARSE_AFTER_MS = 50;

const PERMISSIONS = ['fs.read', 'fs.write', 'child', 'net'];

/**
 * The life of a child process: load what must be loaded before the language is frozen, freeze it, load the lab, then
 * serve requests. `load` is called after the freeze.
 */
export async function runChild(load: () => Promise<Served>): Promise<void> {
  const options = JSON.parse(process.argv[2]!) as ChildOptions;
  const send = (message: FromRunner): void => {
    process.send!(message);
  };
  if (options.debug === true) copyFieldByField();
  stripTypes('', 'strip');
  const watchdog = createWatchdog(options.debug === true ? undefined : options);
  const drain = options.drain === 'batch' ? ({ kind: 'batch', worlds: 64 } as const) : await nodeDrain();
  process.on('disconnect', () => process.exit());
  // Ctrl-C in a terminal reaches the whole group; the parent decides what becomes of a run.
  process.on('SIGINT', () => {});
  lockRealm();
  const { lab, RequestServer } = await load();
  const server = new RequestServer({
    lab, drain, watchdog, stripTypes, debug: options.debug === true, send,
    later: act => void setImmediate(act),
    end: () => {
      process.exitCode = 1;
      process.disconnect();
    },
  });
  process.on('unhandledRejection', reason => server.rejected(reason));
  process.on('uncaughtException', error => server.broken(error));
  process.on('message', message => server.receive(parseToRunner(message)));
  const { permission } = process as { permission?: { has(scope: string): boolean } };
  const blocked = permission === undefined ? [] : PERMISSIONS.filter(scope => !permission.has(scope));
  send({ kind: 'ready', engine: lab.engine, platform: `Node ${process.version}`, drain: drain.kind, blocked });
  setTimeout(() => server.rehearse(), REHEARSE_AFTER_MS);
}
