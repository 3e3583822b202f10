import type { OnLoadResult, Plugin } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MODULE = 'amaro-module';
const TEXT = /Buffer\d*\.from\("([A-Za-z0-9+/=]+)", "base64"\)/;
const COMPILED = /new WebAssembly\.Module\(bytes\)/;

const PROGRAM = /[\\/]amaro[\\/]dist[\\/]internal\.js$/;

/**
 * amaro carries its WebAssembly as text within its program, and to read that takes longer than the rest of a child's
 * start. Here it becomes a file of `folder`, in which the code that uses it must be, too.
 */
export function amaroPlugin(folder: string): Plugin {
  return {
    name: 'amaro',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${MODULE}$`) }, ({ path }) => ({ path, namespace: 'amaro' }));
      build.onLoad({ filter: /.*/, namespace: 'amaro' }, () => ({
        contents: `
          import { readFileSync } from 'node:fs';
          import { setFlagsFromString } from 'node:v8';
          // A function is looked at when it is first called: most never are. While a flag differs, nothing of Node itself comes from its code cache.
          setFlagsFromString('--wasm-lazy-validation');
          export const compiled = new WebAssembly.Module(readFileSync(new URL('./amaro.wasm', import.meta.url)));
          setFlagsFromString('--no-wasm-lazy-validation');`,
        resolveDir: folder,
      }));
      build.onLoad({ filter: PROGRAM }, async ({ path }) => {
        const program = await readFile(path, 'utf8');
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, 'amaro.wasm'), Buffer.from(find(TEXT, program)[1]!, 'base64'));
        return javaScript(replaced(program, [[TEXT, 'undefined'], [COMPILED, `require('${MODULE}').compiled`]]));
      });
    },
  };
}

/** For a browser's worker, which is given the compiled file as a global: see `src/runner/web/scope.ts`. */
export const amaroInWorkers: Plugin = {
  name: 'amaro',
  setup(build) {
    build.onLoad({ filter: PROGRAM }, async ({ path }) => {
      const program = await readFile(path, 'utf8');
      return javaScript(replaced(program, [[/require\("util"\)/, 'globalThis'], [/var \{ Buffer: \w+ \} = require\("node:buffer"\);/, ''], [TEXT, 'undefined'], [COMPILED, 'globalThis.faultlabWasm']]));
    });
  },
};

function replaced(program: string, changes: readonly (readonly [RegExp, string])[]): string {
  return changes.reduce((text, [what, by]) => text.replace(find(what, text)[0], by), program);
}

function find(what: RegExp, program: string): RegExpExecArray {
  const found = what.exec(program);
  if (found === null) throw new Error('this amaro keeps its WebAssembly in another way');
  return found;
}

const javaScript = (contents: string): OnLoadResult => ({ contents, loader: 'js' });
