import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { bundleForHost } from '../workbench/bundle.ts';
import { findChromium, howToGetChromium, launchChromium } from '../chromium.ts';
import { installWorkbench } from '../workbench/install.ts';
import { startServer } from '../workbench/server.ts';
import type { Row } from './rows.ts';

const root = join(import.meta.dirname, '..', '..');
const TIMES = 10;
const LIMIT_MS = 180_000;

/** How long the extension takes to wake: by itself, and as VS Code counts it. Build first. */
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

/**
 * In a new extension host of code-server each time, in a folder without exercises: the figure of "Developer: Show Running
 * Extensions", in which VS Code counts loading the code and the call of `activate` until it first waits.
 */
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
    const url = server.testUrl(folder, root, 'dist/test/bench/activationhost.cjs');
    const times: number[] = [];
    while (times.length < TIMES) times.push(await shownTime(browser, url));
    times.sort((a, b) => a - b);
    return [
      { name: 'VS Code says of the activation, the least', figure: times[0]!, unit: 'ms' },
      { name: 'VS Code says of the activation, the median', figure: times[TIMES / 2]!, unit: 'ms', goal: '≤ 50' },
    ];
  } finally {
    await browser.close();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function shownTime(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  try {
    await page.exposeFunction('codeAutomationLog', () => {});
    await page.exposeFunction('codeAutomationExit', () => {});
    // A headless page that draws nothing is never idle, and VS Code waits for that.
    await page.addInitScript(() => { setInterval(() => requestAnimationFrame(() => {}), 100); });
    await page.goto(url, { timeout: LIMIT_MS });
    const shown = page.locator('.runtime-extensions-editor .extension', { hasText: 'Faultlab' }).locator('.activation-time');
    const text = await shown.innerText({ timeout: LIMIT_MS });
    return Number(/(\d+)\s*ms/.exec(text)![1]);
  } finally {
    await page.close();
  }
}
