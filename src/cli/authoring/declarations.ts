import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Declarations of the module `faultlab` for the learner's folder, by path: `index.d.ts` is the entry, `platform.d.ts`
 * the globals. Throws where what learners may import reaches anything but the kits.
 */
export function declarationsOf(kits: string): Record<string, string> {
  const declarations = emitted(kits, 'index.ts');
  const outside = Object.keys(declarations).find(path => path.startsWith('..'));
  if (outside !== undefined) throw new Error(`what learners import from faultlab reaches ${outside}: only the kits' own files may be shown to them`);
  return { ...declarations, 'platform.d.ts': platform(kits) };
}

/** Writes the declarations of `faultlab` and `faultlab/author`, for the authors of packs, where `exports` of package.json says. */
export async function writeDeclarations(root: string): Promise<void> {
  const source = join(root, 'src');
  const all = { ...emitted(source, 'kits/index.ts', 'course/author.ts'), 'kits/platform.d.ts': platform(join(source, 'kits')) };
  for (const [path, text] of reached(all, 'kits/index.d.ts', 'kits/platform.d.ts', 'course/author.d.ts')) {
    const file = join(root, 'dist', 'declarations', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** Entries and what they import: declarations of what only stands in bodies are left out. */
function reached(declarations: Readonly<Record<string, string>>, ...entries: string[]): Map<string, string> {
  const found = new Map<string, string>();
  const add = (path: string): void => {
    if (found.has(path)) return;
    const text = declarations[path];
    if (text === undefined) throw new Error(`the declarations reach ${path}, which is none of them`);
    found.set(path, text);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) add(`${posix.join(posix.dirname(path), fileName)}.d.ts`);
  };
  entries.forEach(add);
  return found;
}

const platform = (kits: string): string => readFileSync(join(kits, 'platform.d.ts'), 'utf8');

/** Declarations of entries below a folder and of all that they reach, by path relative to it. */
function emitted(folder: string, ...entries: string[]): Record<string, string> {
  const program = ts.createProgram(entries.map(entry => resolve(folder, entry)), {
    target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true, declaration: true, emitDeclarationOnly: true, allowImportingTsExtensions: true, verbatimModuleSyntax: true, skipLibCheck: true,
  });
  const declarations: Record<string, string> = {};
  for (const source of program.getSourceFiles()) {
    if (program.isSourceFileDefaultLibrary(source) || source.isDeclarationFile) continue;
    const path = relative(folder, source.fileName).replaceAll('\\', '/');
    program.emit(source, (_, text) => {
      declarations[path.replace(/\.ts$/, '.d.ts')] = withoutExtensions(text);
    });
  }
  return declarations;
}

/** `./errors.ts` → `./errors`: declarations stand beside declarations. */
function withoutExtensions(text: string): string {
  const { importedFiles } = ts.preProcessFile(text);
  return importedFiles.reduceRight((result, { fileName, pos }) => {
    const at = result.indexOf(fileName, pos);
    return result.slice(0, at) + fileName.replace(/\.ts$/, '') + result.slice(at + fileName.length);
  }, text);
}
