/** What the tests that compare a kit with the real server need: find its program, start it by itself in a folder of its own, stop it. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Wanted {
  /** As people call it: `etcd`. */
  readonly name: string;
  readonly program: string;
  /** Debian's package that brings it. */
  readonly debian: string;
  /** Where it may be beside `PATH`, as patterns of file names. */
  readonly folders?: readonly string[];
}

/**
 * Tests that need a server's program; `tests` gets its path. Where it is not installed they are skipped with a word on what to
 * install, in CI (`CI` is set) they fail.
 */
export function describeAgainst(wanted: Wanted, title: string, tests: (this: Mocha.Suite, program: string) => void): void {
  const { name, debian, program: file } = wanted;
  const program = find(wanted);
  describe(title, function () {
    if (program !== undefined) return tests.call(this, program);
    const needed = `needs ${name}: there is no ${file} on the PATH; Debian and Ubuntu have it in the package ${debian}`;
    if (process.env['CI']) it(needed, () => assert.fail(needed));
    else it(needed);
  });
}

function find({ program, folders = [] }: Wanted): string | undefined {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...globSync([...folders]).sort().reverse()];
  return places.filter(place => place !== '').map(place => join(place, program)).find(file => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/** A port of the loopback interface on which nobody listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Who runs a program if the tests run as root: some servers refuse to be root. For `spawn` and `execFileSync`. */
export function runningAs(user: string): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** An empty folder for a server's data; `owner` as of `runningAs`. Whoever makes it removes it, or `start` does. */
export function dataFolder({ uid, gid }: { readonly uid?: number; readonly gid?: number } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'faultlab-server-'));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Its data, removed when it has ended; also where it runs. */
  readonly folder: string;
  readonly as?: { readonly uid?: number; readonly gid?: number };
  /** Whether it answers; asked again until it does. A rejection is a no. */
  ready(): Promise<boolean>;
}

export interface RunningServer {
  /** Ends it and all that it has started, and removes its data. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const ASK_EVERY_MS = 100;
const STOPS_WITHIN_MS = 10_000;

const wait = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms); });

/** Starts a server and waits until it is ready; rejects with what it said if it ends before. */
export async function start({ program, args, env = {}, folder, as = {}, ready }: Launch): Promise<RunningServer> {
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...as });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { said = (said + text).slice(-4_000); });
  let ended = false;
  const end = new Promise<void>(resolve => {
    child.once('exit', () => resolve());
    child.once('error', error => {
      said += error.message;
      resolve();
    });
  }).then(() => { ended = true; });
  const kill = (signal: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // Nobody of its group is left.
    }
  };
  const killNow = (): void => kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    kill('SIGTERM');
    const patience = setTimeout(killNow, STOPS_WITHIN_MS);
    await end;
    clearTimeout(patience);
    killNow();
    process.off('exit', killNow);
    rmSync(folder, { recursive: true, force: true });
  };
  for (const giveUpMs = performance.now() + READY_WITHIN_MS; !(await ready().catch(() => false));) {
    if (ended || performance.now() > giveUpMs) {
      await stop();
      throw new Error(`${program} ${ended ? 'ended' : 'did not answer'}:\n${said}`);
    }
    await wait(ASK_EVERY_MS);
  }
  return { stop };
}
