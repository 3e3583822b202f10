import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleForHost } from '../workbench/bundle.ts';
import { findChromium, howToGetChromium, launchChromium } from '../workbench/chromium.ts';
import { runHostSuite } from '../workbench/hostSuite.ts';
import { installWorkbench } from '../workbench/install.ts';
import { startServer } from '../workbench/server.ts';
import type { Row } from './rows.ts';

const root = join(import.meta.dirname, '..', '..');
const TIMES = 10;
const LIMIT_MS = 180_000;

/** What one waking took in a real extension host. */
interface Woken {
  readonly clockMs: number;
  readonly processorMs: number;
}

/** How long the extension takes to wake: by itself, and with all that VS Code does for it. Build first. */
export async function rows(): Promise<readonly Row[]> {
  if (!existsSync(join(root, 'dist', 'extension.cjs'))) throw new Error('build first: node esbuild.mjs');
  return [...alone(), ...await inHost()];
}

/** With a stand-in for VS Code. */
function alone(): Row[] {
  const times = Array.from({ length: TIMES }, () => JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, 'activationload.ts')], { encoding: 'utf8' })) as { readonly loadMs: number; readonly activateMs: number });
  const [best] = times.sort((a, b) => a.loadMs + a.activateMs - b.loadMs - b.activateMs);
  return [
    { name: 'the extension is loaded', figure: best!.loadMs, unit: 'ms of processor time' },
    { name: 'the extension is loaded and awake', figure: best!.loadMs + best!.activateMs, unit: 'ms of processor time', goal: '≤ 50' },
  ];
}

/** In a new extension host of code-server each time, in a folder without exercises. */
async function inHost(): Promise<Row[]> {
  const chromium = findChromium();
  if (chromium === undefined) {
    console.log(`activation in VS Code: ${howToGetChromium}`);
    return [];
  }
  const { codeServer } = await installWorkbench(line => console.log(line));
  await bundleForHost([join(import.meta.dirname, 'activationhost.ts')], join(root, 'dist', 'test', 'bench'));
  const home = await mkdtemp(join(tmpdir(), 'faultlab-activation-'));
  const folder = join(home, 'folder');
  await mkdir(folder);
  const server = await startServer({ codeServer, home, testDriver: true });
  const browser = await launchChromium(chromium);
  try {
    const woken: Woken[] = [];
    const url = server.testUrl(folder, root, 'dist/test/bench/activationhost.cjs');
    while (woken.length < TIMES) await runHostSuite({ browser, url, limitMs: LIMIT_MS, say: line => woken.push(JSON.parse(line) as Woken) });
    const clockMs = woken.map(each => each.clockMs).sort((a, b) => a - b);
    return [
      { name: 'the extension is loaded and awake in VS Code, the least', figure: clockMs[0]!, unit: 'ms' },
      { name: 'the extension is loaded and awake in VS Code, the median', figure: clockMs[TIMES / 2]!, unit: 'ms', goal: '≤ 50' },
      { name: 'the extension is loaded and awake in VS Code, the least', figure: Math.min(...woken.map(each => each.processorMs)), unit: 'ms of processor time' },
    ];
  } finally {
    await browser.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}
