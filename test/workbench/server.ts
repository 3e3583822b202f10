import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quietSettings } from './settings.ts';

const untrustedSettings = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' };

export interface ServerOptions {
  /** code-server's entry script. */
  readonly codeServer: string;
  /** Where this server keeps its user data, extensions and log. */
  readonly home: string;
  /** Settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Extensions to install before the start. */
  readonly vsix?: readonly string[];
  /** Workspaces are not trusted until somebody says so, and nobody is asked. Default: all are. */
  readonly untrusted?: boolean;
  /** Lets a page's `payload` start extension tests; it also suppresses notification toasts. */
  readonly testDriver?: boolean;
  /** Default: a free one. */
  readonly port?: number;
}

export interface Server {
  readonly port: number;
  /** Where the workbench opens a folder. */
  url(folder: string): string;
  /** Where it also runs a program of an extension that is under development in its host: needs the test driver. */
  testUrl(folder: string, extension: string, program: string): string;
  /** Settled with the exit code when the server ends, for whatever reason. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts code-server on loopback and waits until it answers. Throws with the end of its output if it ends before. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { home, codeServer } = options;
  await mkdir(join(home, 'data', 'User'), { recursive: true });
  await writeFile(join(home, 'data', 'User', 'settings.json'), JSON.stringify({ ...quietSettings, ...(options.untrusted ? untrustedSettings : {}), ...options.settings }, null, 2));
  const folders = ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions'), '--config', join(home, 'config.yaml')];
  await writeFile(join(home, 'config.yaml'), 'auth: none\n');

  for (const file of options.vsix ?? []) {
    const install = run(codeServer, [...folders, '--install-extension', file]);
    if (await install.ended !== 0) throw new Error(`code-server could not install ${file}:\n${install.output()}`);
  }

  const port = options.port ?? await freePort();
  const server = run(codeServer, [
    ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check',
    '--disable-getting-started-override', ...(options.untrusted ? [] : ['--disable-workspace-trust']),
    ...(options.testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ]);
  const stop = async () => {
    server.child.kill('SIGTERM');
    const late = setTimeout(() => server.child.kill('SIGKILL'), 5_000);
    await server.ended;
    clearTimeout(late);
  };
  const deadline = Date.now() + 60_000;
  while (!await answers(`http://127.0.0.1:${port}/healthz`)) {
    if (server.child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`code-server did not start:\n${server.output()}`);
    }
    await sleep(100);
  }
  const url = (folder: string): string => `http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`;
  const testUrl = (folder: string, extension: string, program: string): string => {
    const remote = `vscode-remote://127.0.0.1:${port}${extension}`;
    return `${url(folder)}&payload=${encodeURIComponent(JSON.stringify([['extensionDevelopmentPath', remote], ['extensionTestsPath', `${remote}/${program}`]]))}`;
  };
  return { port, url, testUrl, ended: server.ended, stop };
}

function run(codeServer: string, args: string[]): { child: ChildProcess; ended: Promise<number | null>; output(): string } {
  // No gallery: nothing is looked up anywhere.
  const env = { ...process.env, EXTENSIONS_GALLERY: '{}' };
  const child = spawn(process.execPath, [codeServer, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer) => { output = (output + chunk.toString()).slice(-8_000); };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return { child, ended: once(child, 'close').then(([code]) => code as number | null), output: () => output };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
