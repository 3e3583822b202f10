import { relative } from 'node:path';

/** A path as a person here would write it. */
export function shownPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') || path === '' ? file : path;
}

/** `exercise.ts:12:5`, as terminals and editors understand it. */
export function placeOf(place: { readonly file: string; readonly line: number; readonly column: number }): string {
  return `${shownPath(place.file)}:${place.line}:${place.column}`;
}
