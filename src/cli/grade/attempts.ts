import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import { lessonProgress, NO_PROGRESS, parseProgress, progressText, withAttempt, type Progress } from '../../course/progress.ts';
import { programHash } from '../../course/replayfile.ts';
import { FOLDER, PROGRESS_FILE } from '../../course/workspace.ts';
import type { AttemptSource } from '../../runner/protocol.ts';

/** Notes in the learner's progress that a program was tried on the hidden scenarios; returns how many were by now. A file that cannot be read stays as it is. */
export function countAttempt(repository: string, { id }: CatalogueLesson, { files }: AttemptSource): number | undefined {
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
