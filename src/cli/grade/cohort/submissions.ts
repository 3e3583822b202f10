import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Assignment } from '../../../course/assignment/assignment.ts';
import { UsageError } from '../../usage.ts';
import { readSubmission, type Submitted } from '../submission.ts';

/** One learner's repository. */
export interface Submission {
  /** Of its folder. */
  readonly name: string;
  /** In the assignment's order. */
  readonly lessons: readonly Submitted[];
}

/** Every folder below `folder` is a repository; hidden ones and files are none. By name. Throws `UsageError`. */
export function readSubmissions(folder: string, { lessons }: Assignment): Submission[] {
  const entries = list(folder).filter(entry => !entry.name.startsWith('.') && !entry.isFile());
  const names = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (names.length === 0) throw new UsageError(`there is no repository in ${folder}: each folder in it is one, with a folder faultlab in it`);
  return names.map(entry => ({
    name: entry.name,
    lessons: lessons.map(({ lesson }): Submitted =>
      (entry.isDirectory() ? readSubmission(join(folder, entry.name), lesson) : { kind: 'refused', reason: 'the repository is a link or no folder' })),
  }));
}

function list(folder: string) {
  try {
    return readdirSync(realpathSync(folder), { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`cannot read the submissions in ${folder}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}
