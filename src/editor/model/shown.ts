import { CONTRACT_FILE, EXERCISE_FILE, isProgramFile } from '../../course/workspace.ts';

/** A learner's file is shown to the runner as the text of its URI; its siblings are shown beside it. */

/** The path relative to the lesson's folder that a shown file means, or undefined where it lies elsewhere. */
export function pathOfShown(entry: string, shown: string): string | undefined {
  const folder = entry.slice(0, entry.lastIndexOf('/') + 1);
  if (shown === entry) return EXERCISE_FILE;
  return shown.startsWith(folder) ? shown.slice(folder.length) : undefined;
}

/** 0-based, as `vscode.Range` wants them. */
export interface PlainRange {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** From 1-based monaco positions; both count UTF-16 code units and no byte order mark. */
export function plainRange(range: { startLineNumber: number; startColumn: number; endLineNumber: number; endColumn: number }): PlainRange {
  const zero = (n: number) => Math.max(0, n - 1);
  return { startLine: zero(range.startLineNumber), startColumn: zero(range.startColumn), endLine: zero(range.endLineNumber), endColumn: zero(range.endColumn) };
}

/** Whether two texts are the same file to a reader: line ends and the byte order mark do not count. */
export function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  return plain(one) === plain(other);
}

/** Files of a lesson that the learner has and that this version of the lesson gives differently; the exercise is the learner's own. */
export function changedFiles(given: Readonly<Record<string, string>>, present: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(given).filter(path => path !== EXERCISE_FILE && present[path] !== undefined && !sameText(given[path]!, present[path]))
    .sort((a, b) => Number(b === CONTRACT_FILE) - Number(a === CONTRACT_FILE));
}

/** What of a lesson's folder goes to the runner: open documents before what is on disk. */
export function programFiles(disk: Readonly<Record<string, string>>, open: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...disk, ...open }).filter(([path]) => isProgramFile(path)));
}
