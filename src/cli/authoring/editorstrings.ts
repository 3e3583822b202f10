import { globSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readText } from './lessonfolder.ts';

/** A text of the editor's code. */
export interface EditorString {
  /** `src/editor/runs.ts:12`. */
  readonly place: string;
  readonly text: string;
  /** It is asked for through `vscode.l10n.t`, which shows it in the learner's language. */
  readonly translated: boolean;
}

/** All texts in the code of the extension, without module names, types and what is only thrown or logged. */
export function editorStrings(root: string): EditorString[] {
  return globSync('src/editor/**/*.ts', { cwd: root }).map(file => file.replaceAll('\\', '/')).sort().flatMap(file => stringsOf(file, readText(join(root, file))));
}

/** The base bundle that translators begin with: each text that is translated, by itself. */
export function stringBundle(root: string): Readonly<Record<string, string>> {
  const texts = editorStrings(root).filter(({ translated }) => translated).map(({ text }) => text);
  return Object.fromEntries([...new Set(texts)].sort().map(text => [text, text]));
}

function stringsOf(file: string, text: string): EditorString[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: EditorString[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isThrowStatement(node) || isLogged(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const place = `${file}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
      const translated = ts.isCallExpression(node.parent) && node.parent.arguments[0] === node && /^(\w+\.)*t$/.test(node.parent.expression.getText(source));
      found.push({ place, text: ts.isStringLiteralLike(node) ? node.text : node.getText(source).slice(1, -1), translated });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The log is for people who look for our mistakes: in English. */
const isLogged = (node: ts.Node): boolean => ts.isCallExpression(node) && /\blog\.\w+$/.test(node.expression.getText());
