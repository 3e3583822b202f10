import { parse, type Comment, type Node, type Program } from 'acorn';
import { LineIndex, Refusal, rangeOf, type Position } from './source.ts';
import type { SourceRange } from '../verdict.ts';
import type { Stripped } from './strip.ts';

/** Any node of the tree, with the fields that the passes look at. */
export type TreeNode = Node & { readonly [field: string]: unknown };

/** One file's plain JavaScript as a tree, its comments already blanked. */
export interface ParsedFile {
  /** Path relative to the entry's folder. */
  readonly path: string;
  /** Where the learner sees it. */
  readonly file: string;
  readonly code: string;
  readonly program: Program;
  readonly stripped: Stripped;
  /** Where in the learner's text something stands. */
  range(node: { readonly start: number; readonly end: number }): SourceRange;
  position(offset: number): Position;
}

export function parseFile(path: string, file: string, stripped: Stripped): ParsedFile {
  const lines = new LineIndex(stripped.code);
  const position = (offset: number): Position => stripped.original(lines.position(offset));
  const comments: Comment[] = [];
  let program: Program;
  try {
    program = parse(stripped.code, { ecmaVersion: 2024, sourceType: 'module', onComment: comments });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { pos = 0, raisedAt = pos } = error as SyntaxError & { pos?: number; raisedAt?: number };
    throw new Refusal(error.message.replace(/ \(\d+:\d+\)$/, ''), rangeOf(file, position(pos), position(Math.max(raisedAt, pos + 1))));
  }
  const range = (node: { readonly start: number; readonly end: number }) => rangeOf(file, position(node.start), position(node.end));
  return { path, file, code: blankComments(stripped.code, comments), program, stripped, range, position };
}

function blankComments(code: string, comments: readonly Comment[]): string {
  let result = '';
  let done = 0;
  for (const { start, end } of comments) {
    result += code.slice(done, start) + code.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, ' ');
    done = end;
  }
  return result + code.slice(done);
}

/** The nodes directly below one, in source order. */
export function childrenOf(node: TreeNode): TreeNode[] {
  const children: TreeNode[] = [];
  for (const field of Object.keys(node)) {
    const value = node[field];
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item === 'object' && item !== null && typeof (item as TreeNode).type === 'string') children.push(item as TreeNode);
    }
  }
  return children.sort((a, b) => a.start - b.start);
}

export const isFunction = (node: TreeNode): boolean =>
  node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';

/** Names that a binding pattern declares. */
export function boundNames(pattern: TreeNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern['name'] as string];
    case 'ObjectPattern':
      return (pattern['properties'] as TreeNode[]).flatMap(property => boundNames((property['value'] ?? property['argument']) as TreeNode));
    case 'ArrayPattern':
      return (pattern['elements'] as (TreeNode | null)[]).flatMap(element => (element === null ? [] : boundNames(element)));
    case 'AssignmentPattern':
      return boundNames(pattern['left'] as TreeNode);
    case 'RestElement':
      return boundNames(pattern['argument'] as TreeNode);
    default:
      return [];
  }
}

/** Names that `var` declares for a whole program, wherever in it outside of functions. */
export function hoistedNames(program: TreeNode): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: TreeNode): void => {
    if (isFunction(node)) return;
    if (node.type === 'VariableDeclaration' && node['kind'] === 'var') {
      for (const { id } of node['declarations'] as unknown as { id: TreeNode }[]) for (const name of boundNames(id)) names.add(name);
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return names;
}
