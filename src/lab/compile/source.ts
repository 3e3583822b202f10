import type { AttemptProblem, SourceRange } from '../verdict.ts';

/** A learner's program as text. Same shape as the runner's request carries. */
export interface SourceFiles {
  /** Where the learner sees the entry file (path or URI text). */
  readonly file: string;
  /** Name of the entry in `files`. */
  readonly entry: string;
  /** Text by path relative to the entry's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Removes the byte order mark; editors do not count it in columns. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Offsets of a text as lines and columns; CR LF is one line break. */
export class LineIndex {
  private readonly starts: number[] = [0];

  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || code === 0x2028 || code === 0x2029 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.starts.push(i + 1);
    }
  }

  position(offset: number): Position {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low]! + 1 };
  }

  offset({ line, column }: Position): number {
    const start = this.starts[Math.min(line, this.starts.length) - 1]!;
    return Math.min(start + column - 1, this.text.length);
  }

  /** Column after the last visible character of a line. */
  endColumn(line: number): number {
    const start = this.starts[line - 1] ?? this.text.length;
    return this.text.slice(start, this.starts[line] ?? this.text.length).trimEnd().length + 1;
  }
}

/** A construct that keeps the program from being run. */
export class Refusal extends Error {
  readonly problem: AttemptProblem;

  constructor(message: string, range?: SourceRange) {
    super(message);
    this.problem = range === undefined ? { message } : { message, range };
  }
}

export function rangeOf(file: string, start: Position, end: Position): SourceRange {
  return { file, startLineNumber: start.line, startColumn: start.column, endLineNumber: end.line, endColumn: end.column };
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The path in `files` that a relative specifier means, or undefined. */
export function resolveSibling(specifier: string, importer: string, files: Readonly<Record<string, string>>): string | undefined {
  const path = normalise(folderOf(importer) + specifier);
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}.js`, `${path}/index.ts`];
  return candidates.find(candidate => Object.hasOwn(files, candidate));
}

/** Where the learner sees a sibling: the entry's own folder with the sibling's path. */
export function shownFile(source: SourceFiles, path: string): string {
  if (path === source.entry) return source.file;
  const cut = Math.max(source.file.lastIndexOf('/'), source.file.lastIndexOf('\\'));
  const separator = source.file[cut] === '\\' ? '\\' : '/';
  return source.file.slice(0, cut + 1) + path.split('/').join(separator);
}
