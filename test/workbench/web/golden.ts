import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtLessons } from '../../../src/cli/authoring/lessonsplugin.ts';

type Golden = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * The first golden run of each scenario of all lessons, recorded in the extension's worker as a browser has it: frozen, with types stripped there.
 * Those that differ from Node's. (`engines` compares all golden runs in an open worker.) `page` shows something of the server that serves the built extension.
 */
export async function goldenDifferences(root: string, page: Page): Promise<string[]> {
  const { outputFiles } = await build({ entryPoints: [join(import.meta.dirname, 'goldenpage.ts')], bundle: true, write: false, platform: 'browser', format: 'iife', target: 'es2022', logLevel: 'warning' });
  await page.addScriptTag({ content: outputFiles[0]!.text });
  const golden = JSON.parse(await readFile(join(root, 'test', 'lessons', 'golden.json'), 'utf8')) as Golden;
  const different: string[] = [];
  for (const { id, folder } of builtLessons(root)) {
    const program = await readFile(join(root, 'lessons', folder, 'solution.ts'), 'utf8');
    const runs = Object.entries(golden[id] ?? {}).map(([scenario, [hash]]) => ({ scenario, hash }));
    const found = await page.evaluate(async ({ lesson, text, wanted }) => {
      const { traceHash } = globalThis as unknown as { traceHash(lesson: string, program: string, scenario: string, seed: number): Promise<string> };
      const hashes: string[] = [];
      // Each asked for at the same time would have a worker of its own.
      for (const { scenario } of wanted) hashes.push(await traceHash(lesson, text, scenario, 1));
      return hashes;
    }, { lesson: id, text: program, wanted: runs });
    runs.forEach(({ scenario, hash }, index) => {
      if (found[index] !== hash) different.push(`${id} ${scenario}: ${found[index]!} instead of ${hash!}`);
    });
  }
  return different;
}
