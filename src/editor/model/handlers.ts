import type { CatalogueHandler } from '../../course/catalogue.ts';

/** Where a handler of the contract is declared: 0-based line and columns of its name. */
export interface HandlerPlace {
  readonly name: string;
  readonly line: number;
  readonly startColumn: number;
  readonly endColumn: number;
}

/** Finds the exported handlers in a learner's text, also those exported as `export { x as name }`. Those that are missing are left out. */
export function findHandlers(text: string, handlers: readonly Pick<CatalogueHandler, 'name'>[]): HandlerPlace[] {
  const code = withoutCommentsAndStrings(text);
  const listed = exportLists(code);
  return handlers.flatMap(({ name }) => {
    const offset = declaration(code, name, true) ?? (listed.has(name) ? declaration(code, listed.get(name)!, false) : undefined);
    if (offset === undefined) return [];
    const before = code.slice(0, offset);
    const line = before.split('\n').length - 1;
    const startColumn = offset - (before.lastIndexOf('\n') + 1);
    const [word] = /^[\w$]+/.exec(code.slice(offset))!;
    return [{ name, line, startColumn, endColumn: startColumn + word.length }];
  });
}

/** Offset of the declared name. */
function declaration(code: string, name: string, exported: boolean): number | undefined {
  const prefix = exported ? String.raw`\bexport\s+(?:default\s+)?` : String.raw`(?<![\w$.])`;
  const what = String.raw`(?:(?:abstract\s+)?class\s+|(?:async\s+)?function\s*\*?\s*|(?:const|let|var)\s+)`;
  const found = new RegExp(`${prefix}${what}(?=${name.replaceAll('$', String.raw`\$`)}(?![\\w$]))`).exec(code);
  return found === null ? undefined : found.index + found[0].length;
}

/** Exported name → local name, of `export { local as name }` without a `from`. */
function exportLists(code: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, list] of code.matchAll(/\bexport\s*\{([^}]*)\}(?!\s*from\b)/g)) {
    for (const [, local, , exported] of list!.matchAll(/([\w$]+)(\s+as\s+([\w$]+))?/g)) names.set(exported ?? local!, local!);
  }
  return names;
}

/** The same text, comments and the insides of strings turned into spaces; line breaks stay. */
function withoutCommentsAndStrings(text: string): string {
  return text.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g, found => found.replace(/[^\r\n]/g, ' '));
}
