import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { changedSincePinned, packsOf, parseAssignment, type Assignment } from '../../course/assignment/assignment.ts';
import type { Catalogue } from '../../course/catalogue.ts';
import { ASSIGNMENT_FILE, FOLDER } from '../../course/workspace.ts';
import { ContentError } from '../../course/yaml.ts';
import { openCourse, type Course } from '../course.ts';
import { shownPath } from '../places.ts';
import { UsageError } from '../usage.ts';

/** The repository around a place: the nearest folder that has a `faultlab` folder, here or above. Throws `UsageError`. */
export function findRepository(place: string): string {
  for (let at = place; ; at = dirname(at)) {
    if (existsSync(join(at, FOLDER))) return at;
    if (at === dirname(at)) break;
  }
  throw new UsageError(`there is no folder ${FOLDER} in ${place} or above it; open a lesson in VS Code once`);
}

/** The assignment of a repository, or undefined. */
export function assignmentOf(repository: string): string | undefined {
  const file = join(repository, FOLDER, ASSIGNMENT_FILE);
  return existsSync(file) ? file : undefined;
}

/** An assignment, and the course with the packs that it names beside its file. */
export interface OpenedAssignment {
  readonly assignment: Assignment;
  readonly course: Course;
}

/** Throws `UsageError`, which tells file, line and what belongs there. */
export async function openAssignment(file: string, dist: string): Promise<OpenedAssignment> {
  const text = assignmentText(file);
  try {
    const course = await openCourse(dist, packsOf(text, shownPath(file)).map(folder => resolve(dirname(file), folder)));
    return { assignment: parseAssignment(text, shownPath(file), course.catalogue), course };
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
