import { build } from 'esbuild';
import { join } from 'node:path';
import { stripTypes } from '../../src/runner/striptypes.ts';
import { findChromium, howToGetChromium, launchChromium } from '../chromium.ts';
import { HANDLER } from './handler.ts';
import type { Row } from './rows.ts';

/** In a Web Worker of Chromium, by the clock: nobody tells a page its processor time. */
export async function rows(): Promise<Row[]> {
  const chromium = findChromium();
  if (chromium === undefined) {
    console.log(`browser: ${howToGetChromium}`);
    return [];
  }
  const stripped = stripTypes(HANDLER, 'transform');
  if (!stripped.ok) throw new Error(stripped.message);
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'browserload.ts')], bundle: true, write: false, platform: 'browser', format: 'iife', target: 'es2022', logLevel: 'warning',
    define: { PROGRAM: JSON.stringify(stripped.code) },
  });
  const browser = await launchChromium(chromium);
  try {
    const page = await browser.newPage();
    const figure = await page.evaluate(code => new Promise<number>((resolve, reject) => {
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      worker.onmessage = ({ data }) => resolve(data as number);
      worker.onerror = event => reject(new Error(event.message));
    }), outputFiles[0]!.text);
    return [{ name: `promises, sandboxed, 64 worlds a macrotask, Chromium ${browser.version()}`, figure, unit: 'events/s', goal: '≥ 1,000,000' }];
  } finally {
    await browser.close();
  }
}
