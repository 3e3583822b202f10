// Builds dist/: node esbuild.mjs [--watch]
import { build, context } from 'esbuild';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { amaroInWorkers, amaroPlugin } from './src/cli/authoring/amaroplugin.ts';
import { cataloguePlugin } from './src/cli/authoring/catalogueplugin.ts';
import { writeDeclarations } from './src/cli/authoring/declarations.ts';
import { stringBundle } from './src/cli/authoring/editorstrings.ts';
import { lessonScripts, lessonsPlugin } from './src/cli/authoring/lessonsplugin.ts';

const shared = { bundle: true, target: 'node22', sourcemap: 'linked', logLevel: 'warning', legalComments: 'none' };
const root = import.meta.dirname;

/** What lessons import. */
const alias = { faultlab: './src/kits/index.ts', 'faultlab/author': './src/course/author.ts' };

/** Node programs in pieces that are loaded when they are needed. */
const modules = {
  ...shared, outdir: 'dist', platform: 'node', format: 'esm', splitting: true, chunkNames: 'chunks/[name]-[hash]',
  banner: { js: "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);" },
};

/** The extension host waits for the extension's code to be compiled: what is rarely needed is required when it is. */
const foreignApart = {
  name: 'foreign',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/foreign\.ts$/ }, () => ({ path: './foreign.cjs', external: true }));
  },
};
const editorOnNode = { ...shared, minifyWhitespace: true, minifySyntax: true, outdir: 'dist', platform: 'node', format: 'cjs', outExtension: { '.js': '.cjs' }, supported: { 'dynamic-import': false } };

/** One entry an output; the extension host loads CommonJS. */
const bundles = [
  { ...editorOnNode, entryPoints: { extension: 'src/editor/node.ts' }, external: ['vscode'], plugins: [foreignApart] },
  { ...editorOnNode, entryPoints: { foreign: 'src/editor/foreign.ts' } },
  { ...modules, entryPoints: { cli: 'src/cli/main.ts' }, chunkNames: 'cli/[name]-[hash]', banner: { js: `#!/usr/bin/env node\n${modules.banner.js}` } },
  {
    ...modules, minifyWhitespace: true, minifySyntax: true, entryPoints: { child: 'src/runner/child.ts', 'chunks/lessons': 'faultlab:lessons', 'chunks/striptypes': 'src/runner/striptypes.ts' },
    plugins: [lessonsPlugin(root), cataloguePlugin(root), amaroPlugin('dist/chunks')], alias,
  },
  // By itself: with what it shares, the child would be in twice as many pieces.
  { ...modules, splitting: false, entryPoints: { tabulate: 'src/runner/tabulate.ts' }, plugins: [lessonsPlugin(root)], alias },
  { ...shared, entryPoints: { panel: 'src/panel/main.ts' }, outdir: 'dist', platform: 'browser', format: 'iife', target: 'es2022', loader: { '.ttf': 'file' } },
  { ...shared, entryPoints: { lesson: 'src/editor/page/main.ts' }, outdir: 'dist', platform: 'browser', format: 'iife', target: 'es2022', loader: { '.ttf': 'file' } },
  // For a browser, which has no Node: whatever asks for a part of it fails the build.
  { ...shared, minifyWhitespace: true, minifySyntax: true, entryPoints: { extension: 'src/editor/browser.ts' }, outdir: 'dist/web', platform: 'browser', format: 'cjs', target: 'es2022', outExtension: { '.js': '.cjs' }, external: ['vscode'] },
  { ...shared, minifyWhitespace: true, minifySyntax: true, entryPoints: { worker: 'src/runner/web/worker.ts' }, outdir: 'dist/web', platform: 'browser', format: 'iife', target: 'es2022', plugins: [amaroInWorkers, lessonsPlugin(root)], alias },
  { ...shared, minifyWhitespace: true, minifySyntax: true, outdir: 'dist/web/lessons', target: 'es2022', ...lessonScripts(root) },
].filter(bundle => Object.values(bundle.entryPoints).every(path => path.startsWith('faultlab:') || existsSync(path)));

await rm('dist', { recursive: true, force: true });
if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  await Promise.all(bundles.map(bundle => build(bundle)));
  await chmod('dist/cli.js', 0o755);
  await writeDeclarations(root);
  await mkdir('dist/l10n');
  await writeFile('dist/l10n/bundle.l10n.json', JSON.stringify(stringBundle(root), null, 2));
}
