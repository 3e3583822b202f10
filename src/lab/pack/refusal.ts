import type { PackSource } from '../../course/pack/pack.ts';
import { hostStackOf } from '../sandbox/stack.ts';
import type { AttemptProblem, SourceRange } from '../verdict.ts';

/** A lesson of a pack cannot be used: its author has something to correct. */
export class PackRefusal extends Error {
  readonly problems: readonly AttemptProblem[];

  constructor(problems: readonly AttemptProblem[]) {
    super('the lesson pack cannot be used');
    this.problems = problems;
  }
}

/** What code of a pack threw, with the line of the pack that did, where it can be told. */
export function problemOf(error: unknown, { file, addedTo }: PackSource): AttemptProblem {
  const text = error instanceof Error ? String(error) : 'something that is no Error was thrown';
  const message = `${addedTo === undefined ? 'the lesson pack fails' : 'the private scenarios fail'}: ${text}`;
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  const shown = folder.replace(/\s/g, encodeURIComponent);
  for (const line of hostStackOf(error).split('\n')) {
    const at = line.indexOf(shown);
    const found = at < 0 ? null : /^(.*?\.ts):(\d+):\d+/.exec(line.slice(at + shown.length));
    if (found) return { message, range: wholeLine(folder + found[1]!, Number(found[2])) };
  }
  return { message };
}

export const wholeLine = (file: string, line: number): SourceRange => ({ file, startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1_000 });
