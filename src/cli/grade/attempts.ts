import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Assignment } from '../../course/assignment/assignment.ts';
import { limitsAttempts, mayTryHidden } from '../../course/assignment/attempts.ts';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import { lessonProgress, NO_PROGRESS, parseProgress, progressText, withAttempt, type Progress } from '../../course/progress.ts';
import { programHash } from '../../course/replayfile.ts';
import { FOLDER, PROGRESS_FILE } from '../../course/workspace.ts';
import type { AttemptSource } from '../../runner/protocol.ts';
import { counted } from '../terminal.ts';
import { UsageError } from '../usage.ts';
import { assignmentOf, findRepository, openAssignment } from './assignmentfile.ts';

/** What an assignment says of a program and the hidden scenarios of its lesson. */
export interface HiddenLimit {
  /** Programs that may be tried on them. */
  readonly most: number;
  /** Whether this one may be. */
  readonly open: boolean;
  /** Notes that it was; returns how many were by now, undefined where that cannot be noted. */
  count(): number | undefined;
}

/** Undefined where the assignment sets no limit, or none any more. */
export function hiddenLimit(assignment: Assignment, repository: string, lesson: CatalogueLesson, source: AttemptSource): HiddenLimit | undefined {
  const now = new Date();
  if (!limitsAttempts(assignment, lesson.id, now)) return undefined;
  const { attempts = [] } = lessonProgress(progressIn(join(repository, FOLDER, PROGRESS_FILE)) ?? NO_PROGRESS, lesson.id);
  const open = mayTryHidden(assignment, { lesson: lesson.id, program: programHash(source.files), attempts }, now);
  return { most: assignment.hiddenAttempts!, open, count: () => countAttempt(repository, lesson, source) };
}

/** The same of the assignment in whose repository a program lies. One that cannot be read limits nothing: grading tells what is wrong with it. */
export async function hiddenLimitAround(lesson: CatalogueLesson, source: AttemptSource, dist: string): Promise<HiddenLimit | undefined> {
  try {
    const repository = findRepository(dirname(source.file));
    const file = assignmentOf(repository);
    return file === undefined ? undefined : hiddenLimit((await openAssignment(file, dist)).assignment, repository, lesson, source);
  } catch (error) {
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

export const usedUp = ({ most }: HiddenLimit): string =>
  `the assignment allows ${counted(most, 'program')} on the hidden scenarios of a lesson, and so many were tried: this one is not run on them`;

/** Notes in the learner's progress that a program was tried on the hidden scenarios; returns how many were by now. A file that cannot be read stays as it is. */
function countAttempt(repository: string, { id }: CatalogueLesson, { files }: AttemptSource): number | undefined {
  const file = join(repository, FOLDER, PROGRESS_FILE);
  const before = progressIn(file);
  if (before === undefined) return undefined;
  const after = withAttempt(before, id, programHash(files));
  writeFileSync(`${file}.tmp`, progressText(after));
  renameSync(`${file}.tmp`, file);
  return lessonProgress(after, id).attempts!.length;
}

function progressIn(file: string): Progress | undefined {
  try {
    return parseProgress(readFileSync(file, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? NO_PROGRESS : undefined;
  }
}
