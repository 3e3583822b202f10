import { globSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readText } from './lessonfolder.ts';

/** A text of the code of the editor or of its panel. */
export interface EditorString {
  /** `src/editor/runs.ts:12`. */
  readonly place: string;
  readonly text: string;
  /** It is asked for through `vscode.l10n.t` or the panel's `t`, which show it in the learner's language. */
  readonly translated: boolean;
}

/** Code whose words the editor shows; the panel tells events in the words that the command line has, too. */
const PARTS = ['src/editor/**/*.ts', 'src/panel/**/*.ts', 'src/lab/{tracewords,foresightwords}.ts'];

/** All texts in the code of the extension and its panel, without module names, types and what is only thrown, logged or compared. */
export function editorStrings(root: string): EditorString[] {
  return globSync(PARTS, { cwd: root }).map(file => file.replaceAll('\\', '/')).sort().flatMap(file => stringsOf(file, readText(join(root, file))));
}

/** The base bundle that translators begin with: each text that is translated, by itself. */
export function stringBundle(root: string): Readonly<Record<string, string>> {
  const texts = editorStrings(root).filter(({ translated }) => translated).map(({ text }) => text);
  return Object.fromEntries([...new Set(texts)].sort().map(text => [text, text]));
}

/** The texts of one file. */
export function stringsOf(file: string, text: string): EditorString[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: EditorString[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isThrowStatement(node) || isLogged(node) || isStyle(node)) return;
    const text = textOf(node);
    if (text !== undefined && !isName(node)) {
      found.push({ place: `${file}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`, text, translated: isTranslated(node, source) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Of a template: with `${}` for each expression. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map(({ literal }) => `\${}${literal.text}`).join('');
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isTranslated(node: ts.Node, source: ts.SourceFile): boolean {
  const { parent } = node;
  return ts.isCallExpression(parent) && parent.arguments[0] === node && /^(\w+\.)*t(Parts)?$/.test(parent.expression.getText(source));
}

/** Names of properties, and what something is compared with. */
function isName(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken || parent.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
  return ts.isCaseClause(parent) || ts.isElementAccessExpression(parent) || (ts.isPropertyAssignment(parent) && parent.name === node);
}

/** The log is for people who look for our mistakes: in English. */
const isLogged = (node: ts.Node): boolean => ts.isCallExpression(node) && /\blog\.\w+$/.test(node.expression.getText());

/** Classes of an element. */
function isStyle(node: ts.Node): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (ts.isPropertyAssignment(parent)) return parent.name !== node && parent.name.getText() === 'class';
  return ts.isBinaryExpression(parent) && parent.right === node && /\.className$/.test(parent.left.getText());
}
