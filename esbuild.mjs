// Builds dist/: node esbuild.mjs [--watch]
import { build, context } from 'esbuild';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';

const shared = { bundle: true, target: 'node22', sourcemap: 'linked', logLevel: 'warning', legalComments: 'none' };

/** One entry an output; the extension host loads CommonJS. */
const bundles = [
  { ...shared, entryPoints: { extension: 'src/editor/node.ts' }, outdir: 'dist', platform: 'node', format: 'cjs', outExtension: { '.js': '.cjs' }, external: ['vscode'] },
  { ...shared, entryPoints: { cli: 'src/cli/main.ts' }, outdir: 'dist', platform: 'node', format: 'esm', banner: { js: '#!/usr/bin/env node' } },
  { ...shared, entryPoints: { panel: 'src/panel/main.ts' }, outdir: 'dist', platform: 'browser', format: 'iife', target: 'es2022', loader: { '.ttf': 'file' } },
].filter(bundle => Object.values(bundle.entryPoints).every(existsSync));

await rm('dist', { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  await Promise.all(bundles.map(bundle => build(bundle)));
}
