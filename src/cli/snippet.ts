import type { SourceRange } from '../lab/verdict.ts';
import { shownFile, withoutMark } from '../lab/compile/source.ts';
import type { AttemptSource } from '../runner/protocol.ts';

/** Lines shown before the one that is meant. */
const BEFORE = 2;

/** The line on which a range begins, marked, with a caret below it and the lines before it. */
export function snippet(text: string, { startLineNumber, startColumn }: SourceRange): string[] {
  const lines = withoutMark(text).split(/\r\n|[\n\r\u2028\u2029]/);
  const line = lines[startLineNumber - 1];
  if (line === undefined) return [];
  const width = String(startLineNumber).length;
  const before = lines.slice(Math.max(0, startLineNumber - 1 - BEFORE), startLineNumber - 1);
  const numbered = before.map((each, index) => `  ${String(startLineNumber - before.length + index).padStart(width)} | ${each}`);
  const indent = line.slice(0, startColumn - 1).replace(/[^\t]/g, ' ');
  return [...numbered, `> ${startLineNumber} | ${line}`, `  ${' '.repeat(width)} | ${indent}^`].map(each => each.trimEnd());
}

/** The text that a range of an attempt lies in. */
export function textOf(source: AttemptSource, { file }: SourceRange): string {
  const path = Object.keys(source.files).find(each => shownFile(source, each) === file);
  return path === undefined ? '' : source.files[path]!;
}
