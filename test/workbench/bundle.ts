import { build } from 'esbuild';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The suites by the folder of their tests: one for a workspace that is trusted, one for one that is not. */
export type SuiteName = 'suite' | 'untrusted';

/** Bundles a suite for the extension host, one file a test file, into `dist/test/<suite>` of the checkout. */
export async function bundleSuite(root: string, suite: SuiteName): Promise<void> {
  const tests = globSync('*.test.ts', { cwd: join(import.meta.dirname, suite) }).map(file => join(suite, file));
  await build({
    entryPoints: Object.fromEntries([join('suite', 'index.ts'), ...tests].map(file => [basename(file, '.ts'), join(import.meta.dirname, file)])),
    outdir: join(root, 'dist', 'test', suite), outExtension: { '.js': '.cjs' },
    bundle: true, platform: 'node', format: 'cjs', target: 'node22', sourcemap: 'inline', logLevel: 'warning',
    external: ['vscode', 'mocha'],
  });
}
