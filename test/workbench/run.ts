import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, noTests, type Counts } from '../counts.ts';
import { bundleSuite } from './bundle.ts';
import { findChromium, howToGetChromium, launchChromium } from './chromium.ts';
import { runEngines } from './engines/run.ts';
import { runHostSuite } from './hostSuite.ts';
import { installWorkbench } from './install.ts';
import { startServer } from './server.ts';

/** Everything that needs a browser: one trace hash in all engines, and the suite in the real extension host. */
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

    await bundleSuite(root);
    const workspace = join(home, 'suite workspace');
    await mkdir(workspace);
    const server = await startServer({ codeServer: workbench.codeServer, home: join(home, 'suite'), testDriver: true });
    try {
      return add(engines, await runHostSuite({ browser, server, extension: root, workspace, limitMs: 300_000, say }));
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
    await rm(home, { recursive: true, force: true });
  }
}
