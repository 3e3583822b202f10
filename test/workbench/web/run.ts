import type { Browser } from 'playwright-core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { add, failure, noTests, type Counts } from '../../counts.ts';
import { stillPage } from '../../chromium.ts';
import { runHostSuite } from '../hostSuite.ts';
import { installCodeOss } from '../install.ts';
import { quietSettings } from '../settings.ts';
import { makeWorkspace } from '../workspace.ts';
import { bundleFolderExtension, bundleWebSuite, webSuite } from './bundle.ts';
import { goldenDifferences } from './golden.ts';
import { startWebServer, type WebServerOptions } from './server.ts';

export interface WebOptions {
  readonly root: string;
  /** A folder of its own. */
  readonly home: string;
  readonly browser: Browser;
  readonly say: (line: string) => void;
}

const SUITE_LIMIT_MS = 600_000;
const PAGE_LIMIT_MS = 120_000;

/** VS Code for the Web on a folder that is reached through `workspace.fs` only: the suite in its extension host, and what is there after a restart. */
export async function runWeb({ root, home, browser, say }: WebOptions): Promise<Counts> {
  const [workspace, folderExtension] = [join(home, 'workspace'), join(home, 'folder')];
  await Promise.all([makeWorkspace(root, workspace), mkdir(folderExtension, { recursive: true })]);
  const [codeOss] = await Promise.all([installCodeOss(say), bundleWebSuite(root), bundleFolderExtension(folderExtension)]);
  const served = { codeOss, extension: root, folderExtension, workspace, settings: quietSettings };
  const suite = await withServer({ ...served, tests: webSuite }, url => runHostSuite({ browser, url, limitMs: SUITE_LIMIT_MS, say }));
  const later = await withServer(served, async url => {
    const restarted = await test('what was passed is there after a restart, and a lesson\'s text is drawn', say, () => openAgain(browser, url));
    return add(restarted, await test('the worker records the same golden runs as Node', say, () => compareGolden(root, browser, url)));
  });
  return add(suite, later);
}

async function withServer<T>(options: WebServerOptions, use: (url: string) => Promise<T>): Promise<T> {
  const server = await startWebServer(options);
  try {
    return await use(server.url);
  } finally {
    await server.stop();
  }
}

async function test(name: string, say: (line: string) => void, act: () => Promise<void>): Promise<Counts> {
  try {
    await act();
  } catch (error) {
    say(`  ✗ ${failure(name, error)}`);
    return { ...noTests, failures: [failure(name, error)] };
  }
  say(`  ✔ ${name}`);
  return { ...noTests, passed: 1 };
}

/** The suite has passed lesson 1.1. */
async function openAgain(browser: Browser, url: string): Promise<void> {
  const page = await stillPage(browser);
  page.setDefaultTimeout(PAGE_LIMIT_MS);
  try {
    await page.goto(url);
    await page.locator('.activitybar a.action-label[aria-label^="Faultlab"]').click();
    await page.getByRole('treeitem', { name: /^Module 1,/ }).waitFor();
    await page.getByRole('treeitem', { name: /^Lesson 1\.1, .*, passed/ }).click();
    await page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator('h1').waitFor();
  } finally {
    await page.close();
  }
}

async function compareGolden(root: string, browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage();
  try {
    await page.goto(`${url}faultlab/package.json`);
    const different = await goldenDifferences(root, page);
    if (different.length > 0) throw new Error(different.map(each => `\n    ${each}`).join(''));
  } finally {
    await page.close();
  }
}
