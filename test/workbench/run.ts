import type { Browser } from 'playwright-core';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, noTests, type Counts } from '../counts.ts';
import { bundleSuite, type SuiteName } from './bundle.ts';
import { findChromium, howToGetChromium, launchChromium } from '../chromium.ts';
import { runEngines } from './engines/run.ts';
import { runHostSuite } from './hostSuite.ts';
import { installWorkbench } from './install.ts';
import { startServer } from './server.ts';
import { runTour } from './tour.ts';
import { runWeb } from './web/run.ts';
import { makeWorkspace } from './workspace.ts';

/** Everything that needs a browser: one trace hash in all engines, the suites in the real extension hosts, of Node and of a browser, the tour of the packaged extension. */
export async function runWorkbench(root: string): Promise<Counts> {
  const chromium = findChromium();
  if (chromium === undefined) {
    if (process.env['CI']) throw new Error(howToGetChromium);
    console.log(`skipped, ${howToGetChromium}`);
    return { ...noTests, skipped: 1 };
  }
  const say = (line: string) => console.log(line);
  const workbench = await installWorkbench(say);
  const home = await mkdtemp(join(tmpdir(), 'faultlab-workbench-'));
  const browser = await launchChromium(chromium);
  try {
    const engines = await runEngines({ root, browser, node22: workbench.node22, folder: home, say });
    if (!existsSync(join(root, 'dist', 'extension.cjs'))) {
      say('skipped, there is no dist/extension.cjs to test in a VS Code');
      return add(engines, { ...noTests, skipped: 1 });
    }

    const suite = (name: SuiteName) => runSuite({ root, home, browser, codeServer: workbench.codeServer, name, say });
    const tour = await runTour({ browser, codeServer: workbench.codeServer, root, home: join(home, 'tour'), say });
    return [await suite('suite'), await suite('untrusted'), await runWeb({ root, home: join(home, 'web'), browser, say }), tour].reduce(add, engines);
  } finally {
    await browser.close();
    await rm(home, { recursive: true, force: true });
  }
}

const SUITE_LIMIT_MS = 300_000;

interface SuiteOptions {
  readonly root: string;
  readonly home: string;
  readonly browser: Browser;
  readonly codeServer: string;
  readonly name: SuiteName;
  readonly say: (line: string) => void;
}

async function runSuite({ root, home, browser, codeServer, name, say }: SuiteOptions): Promise<Counts> {
  await bundleSuite(root, name);
  const workspace = join(home, `${name} workspace`);
  await makeWorkspace(root, workspace);
  const server = await startServer({ codeServer, home: join(home, name), testDriver: true, untrusted: name === 'untrusted' });
  try {
    return await runHostSuite({ browser, url: server.testUrl(workspace, root, `dist/test/${name}/index.cjs`), limitMs: SUITE_LIMIT_MS, say });
  } finally {
    await server.stop();
  }
}
