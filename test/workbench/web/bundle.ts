import { build, type BuildOptions, type Plugin } from 'esbuild';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const shared: BuildOptions = { bundle: true, platform: 'browser', format: 'cjs', target: 'es2022', logLevel: 'warning', external: ['vscode'] };

/** Where `bundleWebSuite` puts it, in the checkout. */
export const webSuite = 'dist/test/web/suite.cjs';

/** Bundles the suite for the extension host of a browser. */
export async function bundleWebSuite(root: string): Promise<void> {
  await build({
    ...shared, entryPoints: [join(import.meta.dirname, 'suite.ts')], outfile: join(root, webSuite), sourcemap: 'inline',
    alias: { 'node:assert': join(import.meta.dirname, 'assert.ts') }, plugins: [mochaForBrowsers],
  });
}

/** Bundles the extension that lets the workbench open a folder of this machine into `folder`. */
export async function bundleFolderExtension(folder: string): Promise<void> {
  const source = join(import.meta.dirname, 'folder');
  await build({ ...shared, entryPoints: [join(source, 'extension.ts')], outfile: join(folder, 'extension.cjs') });
  await cp(join(source, 'package.json'), join(folder, 'package.json'));
}

/** Its file would otherwise take the bundle's own `module.exports`. */
const mochaForBrowsers: Plugin = {
  name: 'mocha',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]mocha[\\/]mocha\.js$/ }, async ({ path }) => ({
      contents: `const module = { exports: {} };\n(function (exports) {${await readFile(path, 'utf8')}\n}).call(globalThis, module.exports);\nexport default module.exports;`,
    }));
  },
};
