import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromiumFor, launchChromium } from '../chromium.ts';
import { hashesOf } from '../fixtures/enginehashes.ts';

const SEEDS = [1, 2, 3];

/** The engine and its example as one script that leaves `hashes` on the global object. */
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `import { hashesOf } from './enginehashes.ts'; globalThis.hashes = hashesOf(${JSON.stringify(SEEDS)});`, resolveDir: join(import.meta.dirname, '../fixtures'), loader: 'ts' },
    bundle: true, write: false, format: 'iife', target: 'es2022',
  });
  return outputFiles[0]!.text;
}

describe('the same seed on other platforms', function () {
  this.timeout(60_000);

  it('is the same run in Chromium', async function () {
    const browser = await launchChromium(chromiumFor(this));
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: await bundled() });
      const hashes = await page.evaluate(() => (globalThis as unknown as { hashes: string[] }).hashes);
      assert.deepEqual(hashes, hashesOf(SEEDS));
    } finally {
      await browser.close();
    }
  });

  it('is the same run without the optimising compiler', async () => {
    const script = await bundled();
    const out = execFileSync(process.execPath, ['--jitless', '--no-warnings', '-'], { encoding: 'utf8', input: `${script}; process.stdout.write(JSON.stringify(globalThis.hashes))` });
    assert.deepEqual(JSON.parse(out), hashesOf(SEEDS));
  });
});
