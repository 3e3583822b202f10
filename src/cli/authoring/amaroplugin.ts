import type { Plugin } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const BYTES = 'amaro-bytes';
const TEXT = /Buffer\d*\.from\("([A-Za-z0-9+/=]+)", "base64"\)/;

/**
 * amaro carries its WebAssembly as text within its program, and to read that takes longer than the rest of a child's
 * start. Here it becomes a file of `folder`, in which the code that uses it must be, too.
 */
export function amaroPlugin(folder: string): Plugin {
  return {
    name: 'amaro',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${BYTES}$`) }, ({ path }) => ({ path, namespace: 'amaro' }));
      build.onLoad({ filter: /.*/, namespace: 'amaro' }, () => ({
        contents: "import { readFileSync } from 'node:fs'; export const bytes = readFileSync(new URL('./amaro.wasm', import.meta.url));",
        resolveDir: folder,
      }));
      build.onLoad({ filter: /[\\/]amaro[\\/]dist[\\/]internal\.js$/ }, async ({ path }) => {
        const program = await readFile(path, 'utf8');
        const base64 = TEXT.exec(program)?.[1];
        if (base64 === undefined) throw new Error('this amaro keeps its WebAssembly in another way');
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, 'amaro.wasm'), Buffer.from(base64, 'base64'));
        return { contents: program.replace(TEXT, `require('${BYTES}').bytes`), loader: 'js' };
      });
    },
  };
}
