import { build } from 'esbuild';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Bundles the suite for the extension host, one file a test file, into `dist/test` of the checkout. */
export async function bundleSuite(root: string): Promise<void> {
  const files = ['index.ts', ...globSync('*.test.ts', { cwd: join(import.meta.dirname, 'suite') })];
  await build({
    entryPoints: Object.fromEntries(files.map(file => [basename(file, '.ts'), join(import.meta.dirname, 'suite', file)])),
    outdir: join(root, 'dist', 'test'), outExtension: { '.js': '.cjs' },
    bundle: true, platform: 'node', format: 'cjs', target: 'node22', sourcemap: 'inline', logLevel: 'warning',
    external: ['vscode', 'mocha'],
  });
}
