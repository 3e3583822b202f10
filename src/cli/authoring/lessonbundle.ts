import { parse } from 'acorn';
import { build } from 'esbuild';
import { dirname } from 'node:path';
import { LESSON_CODE, veil } from '../../course/veil.ts';

const LIBRARIES = ['faultlab', 'faultlab/author'];
const LOADER = './src/lab/veiledmodule.ts';

interface Imported {
  readonly from: string;
  readonly imported: string;
  readonly local: string;
}

/**
 * The module of a lesson: what `scenarios`, an absolute path, exports by default as `lesson`, and the `constants`. Its
 * text is veiled; what it imports of the libraries stands before it, so that each lesson loads only what it uses.
 */
export async function bundleLesson(scenarios: string, constants: Readonly<Record<string, unknown>>): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [scenarios], absWorkingDir: dirname(scenarios), bundle: true, write: false, format: 'esm', platform: 'neutral', target: 'es2022', external: LIBRARIES,
    minifyWhitespace: true, minifySyntax: true, legalComments: 'none', logLevel: 'silent',
  });
  const { imports, body, result } = takenApart(outputFiles[0]!.text);
  const members = Object.entries(constants).map(([name, value]) => `${name}:${JSON.stringify(value)}`);
  const parameters = imports.map(({ local }) => local).join(',');
  const program = `(function(${parameters}){"use strict";${body}\nreturn{lesson:${result},${members.join(',')}}})\n//# sourceURL=${String(constants['id'])}${LESSON_CODE}`;
  return [
    `import { loadVeiled } from ${JSON.stringify(LOADER)};`,
    ...imports.map(({ from, imported }, index) => `import {${imported} as $${index}} from ${JSON.stringify(from)};`),
    `export const {lesson,${Object.keys(constants).join(',')}} = loadVeiled(${JSON.stringify(veil(program))}, [${imports.map((_, index) => `$${index}`).join(',')}]);`,
  ].join('\n');
}

/** A bundle as its imports of values, its statements, and the expression that it exports by default. */
function takenApart(text: string): { readonly imports: readonly Imported[]; readonly body: string; readonly result: string } {
  const imports: Imported[] = [];
  let body = '';
  let result = 'undefined';
  for (const statement of parse(text, { ecmaVersion: 2022, sourceType: 'module' }).body) {
    if (statement.type === 'ImportDeclaration') {
      const from = String(statement.source.value);
      for (const specifier of statement.specifiers) {
        if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') throw new Error(`import names from ${from}, not the whole of it`);
        imports.push({ from, imported: specifier.imported.name, local: specifier.local.name });
      }
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const { local, exported } of statement.specifiers) if (exported.type === 'Identifier' && exported.name === 'default' && local.type === 'Identifier') result = local.name;
    } else body += text.slice(statement.start, statement.end);
  }
  return { imports, body, result };
}
