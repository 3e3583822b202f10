import type { Browser } from 'playwright-core';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Counts } from '../../counts.ts';
import { runHostSuite } from '../hostSuite.ts';
import { installCodeOss } from '../install.ts';
import { quietSettings } from '../settings.ts';
import { bundleFolderExtension, bundleWebSuite, webSuite } from './bundle.ts';
import { startWebServer } from './server.ts';

export interface WebSuiteOptions {
  readonly root: string;
  /** A folder of its own. */
  readonly home: string;
  readonly browser: Browser;
  readonly say: (line: string) => void;
}

const LIMIT_MS = 600_000;

/** The suite in the extension host of VS Code for the Web, on a folder that is reached through `workspace.fs` only. */
export async function runWebSuite({ root, home, browser, say }: WebSuiteOptions): Promise<Counts> {
  const [workspace, folderExtension] = [join(home, 'workspace'), join(home, 'folder')];
  for (const folder of [workspace, folderExtension]) await mkdir(folder, { recursive: true });
  const [codeOss] = await Promise.all([installCodeOss(say), bundleWebSuite(root), bundleFolderExtension(folderExtension)]);
  const server = await startWebServer({ codeOss, extension: root, folderExtension, workspace, settings: quietSettings, tests: webSuite });
  try {
    return await runHostSuite({ browser, url: server.url, limitMs: LIMIT_MS, say });
  } finally {
    await server.stop();
  }
}
