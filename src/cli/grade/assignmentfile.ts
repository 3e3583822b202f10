import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ASSIGNMENT_FILE, changedSincePinned, parseAssignment, type Assignment } from '../../course/assignment/assignment.ts';
import type { Catalogue } from '../../course/catalogue.ts';
import { FOLDER } from '../../course/workspace.ts';
import { ContentError } from '../../course/yaml.ts';
import { shownPath } from '../places.ts';
import { UsageError } from '../usage.ts';

/** The assignment of the `faultlab` folder here or in a folder above. Throws `UsageError`. */
export function findAssignment(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, FOLDER, ASSIGNMENT_FILE);
    if (existsSync(file)) return file;
    if (at === dirname(at)) break;
  }
  throw new UsageError(`there is no ${FOLDER}/${ASSIGNMENT_FILE} in ${folder} or above it; name the assignment's file with --assignment`);
}

/** Throws `UsageError`, which tells file, line and what belongs there. */
export function readAssignment(file: string, catalogue: Catalogue): Assignment {
  try {
    return parseAssignment(assignmentText(file), shownPath(file), catalogue);
  } catch (error) {
    throw error instanceof ContentError ? new UsageError(error.message) : error;
  }
}

/** Throws `UsageError`. */
export function assignmentText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the assignment ${shownPath(file)}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}`);
  }
}

/** Refuses to grade with another engine or other lessons than the assignment was made with. */
export function requirePinned(assignment: Assignment, file: string, catalogue: Catalogue): void {
  const changed = changedSincePinned(assignment, catalogue);
  if (changed === undefined) throw new UsageError(`${shownPath(file)} does not say which engine and lessons it was made with; its author writes them into it with: faultlab assignment pin ${shownPath(file)}`);
  if (changed.length > 0) {
    throw new UsageError(`${shownPath(file)} was made with another Faultlab. What differs:\n${changed.map(each => `  · ${each}`).join('\n')}\nIt was pinned with Faultlab ${assignment.pinned!.faultlab}: use that version. Or its author pins it anew: faultlab assignment pin ${shownPath(file)}`);
  }
}
