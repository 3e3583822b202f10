import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtLessons } from '../../../src/cli/authoring/lessonsplugin.ts';

/** What `goldenpage.ts` puts there. */
interface GoldenPage {
  traceHash(lesson: string, program: string, scenario: string, seed: number): Promise<string>;
}

type Golden = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * The first golden run of each lesson, recorded in the extension's worker as a browser has it: frozen, with types stripped there. Those that differ
 * from Node's. (`engines` compares all golden runs, in a worker that is not frozen.) `page` shows something of the server that serves the built extension.
 */
export async function goldenDifferences(root: string, page: Page): Promise<string[]> {
  const { outputFiles } = await build({ entryPoints: [join(import.meta.dirname, 'goldenpage.ts')], bundle: true, write: false, platform: 'browser', format: 'iife', target: 'es2022', logLevel: 'warning' });
  await page.addScriptTag({ content: outputFiles[0]!.text });
  const golden = JSON.parse(await readFile(join(root, 'test', 'lessons', 'golden.json'), 'utf8')) as Golden;
  const different: string[] = [];
  for (const { id, folder } of builtLessons(root)) {
    const program = await readFile(join(root, 'lessons', folder, 'solution.ts'), 'utf8');
    const [scenario, [hash]] = Object.entries(golden[id]!)[0] as [string, [string]];
    const found = await page.evaluate(run => (globalThis as unknown as GoldenPage).traceHash(...run), [id, program, scenario, 1] as const);
    if (found !== hash) different.push(`${id} ${scenario}: ${found} instead of ${hash}`);
  }
  return different;
}
