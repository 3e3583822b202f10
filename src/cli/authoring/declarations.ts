import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Declarations of the module `faultlab` for the learner's folder, by path: `index.d.ts` is the entry, `platform.d.ts`
 * the globals. Throws where what learners may import reaches anything but the kits.
 */
export function declarationsOf(kits: string): Record<string, string> {
  const entry = resolve(kits, 'index.ts');
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts'], types: [], module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true, declaration: true, emitDeclarationOnly: true, allowImportingTsExtensions: true, verbatimModuleSyntax: true, skipLibCheck: true,
  });
  const declarations: Record<string, string> = {};
  for (const source of program.getSourceFiles()) {
    if (program.isSourceFileDefaultLibrary(source)) continue;
    const path = relative(kits, source.fileName).replaceAll('\\', '/');
    if (path.startsWith('..')) throw new Error(`what learners import from faultlab reaches ${path}: only the kits' own files may be shown to them`);
    program.emit(source, (_, text) => {
      declarations[path.replace(/\.ts$/, '.d.ts')] = withoutExtensions(text);
    });
  }
  return { ...declarations, 'platform.d.ts': readFileSync(resolve(kits, 'platform.d.ts'), 'utf8') };
}

/** `./errors.ts` → `./errors`: declarations stand beside declarations. */
function withoutExtensions(text: string): string {
  const { importedFiles } = ts.preProcessFile(text);
  return importedFiles.reduceRight((result, { fileName, pos }) => {
    const at = result.indexOf(fileName, pos);
    return result.slice(0, at) + fileName.replace(/\.ts$/, '') + result.slice(at + fileName.length);
  }, text);
}
