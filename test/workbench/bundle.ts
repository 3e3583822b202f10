import { build } from 'esbuild';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The suites by the folder of their tests: one for a workspace that is trusted, one for one that is not. */
export type SuiteName = 'suite' | 'untrusted';

/** Bundles a suite for the extension host, one file a test file, into `dist/test/<suite>` of the checkout. */
export async function bundleSuite(root: string, suite: SuiteName): Promise<void> {
  const tests = globSync('*.test.ts', { cwd: join(import.meta.dirname, suite) }).map(file => join(suite, file));
  await bundleForHost([join('suite', 'index.ts'), ...tests].map(file => join(import.meta.dirname, file)), join(root, 'dist', 'test', suite));
}

/** Bundles programs for the extension host of Node, each into a file of its own. */
export async function bundleForHost(files: readonly string[], outdir: string): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(files.map(file => [basename(file, '.ts'), file])), outdir, outExtension: { '.js': '.cjs' },
    bundle: true, platform: 'node', format: 'cjs', target: 'node22', sourcemap: 'inline', logLevel: 'warning',
    external: ['vscode', 'mocha'],
  });
}
