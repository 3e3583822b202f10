import type { SourceRange } from '../../lab/verdict.ts';
import { TraceKind, type Trace, type TracedPosition } from '../../sim/trace.ts';

export interface LineCount {
  readonly file: string;
  readonly line: number;
  readonly events: number;
}

/** How many events each line of the learner's files did. State changes are part of the event that made them. */
export function lineCounts(trace: Trace): readonly LineCount[] {
  const bySource = new Int32Array(trace.sources.length);
  for (let row = 0; row < trace.length; row++) if (trace.source[row] >= 0 && trace.kind[row] !== TraceKind.state) bySource[trace.source[row]]++;
  const byLine = new Map<string, LineCount>();
  trace.sources.forEach(({ file, line }, source) => {
    const key = `${line} ${file}`;
    if (bySource[source] > 0) byLine.set(key, { file, line, events: (byLine.get(key)?.events ?? 0) + bySource[source] });
  });
  return [...byLine.values()].sort((a, b) => a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line);
}

/** Rows that a line did, in order. */
export function rowsOfLine(trace: Trace, file: string, line: number): readonly number[] {
  const wanted = new Set(trace.sources.flatMap((source, index) => source.file === file && source.line === line ? [index] : []));
  const rows: number[] = [];
  if (wanted.size === 0) return rows;
  for (let row = 0; row < trace.length; row++) if (wanted.has(trace.source[row]) && trace.kind[row] !== TraceKind.state) rows.push(row);
  return rows;
}

/** The learner's position behind a row; behind the arrival or loss of a message, that of its send. */
export function sourceOf(trace: Trace, row: number): SourceRange | undefined {
  return pathTo(trace, row)[0];
}

/** The same, and after it the position that called its function, and so on. */
export function pathTo(trace: Trace, row: number): readonly SourceRange[] {
  const kind = trace.kind[row];
  const ofMessage = kind === TraceKind.deliver || kind === TraceKind.drop || kind === TraceKind.duplicate;
  const path: SourceRange[] = [];
  let position: TracedPosition | undefined = trace.sources[trace.source[row]] ?? (ofMessage ? trace.sources[trace.source[trace.cause[row]]] : undefined);
  while (position) {
    const { file, line, column, calledFrom }: TracedPosition = position;
    path.push({ file, startLineNumber: line, startColumn: column, endLineNumber: line, endColumn: column });
    position = calledFrom === undefined ? undefined : trace.sources[calledFrom];
  }
  return path;
}
