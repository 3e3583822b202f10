import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import { EXERCISE_FILE, exercisePath, FOLDER } from '../../course/workspace.ts';
import type { AttemptSource } from '../../runner/protocol.ts';
import { programFiles, type ProgramFolder } from '../attemptfile.ts';

/** What was handed in for a lesson. */
export type Submitted =
  | { readonly kind: 'source'; readonly source: AttemptSource }
  | { readonly kind: 'missing' }
  /** There is something, but nothing that a grader would read. */
  | { readonly kind: 'refused'; readonly reason: string };

const MOST_FILES = 100;
const MOST_FILE_BYTES = 256 * 2 ** 10;
const MOST_BYTES = 2 ** 20;

/** Where a person sees the exercise: below the repository, with `/`. The same on every machine. */
export const shownExercise = (lesson: Pick<CatalogueLesson, 'folder'>): string => `${FOLDER}/${exercisePath(lesson)}`;

/**
 * The program of a lesson in somebody's repository: the exercise and whatever it imports from the lesson's folder, read
 * as text. Nothing else of the repository is looked at. Throws nothing.
 */
export function readSubmission(repository: string, lesson: Pick<CatalogueLesson, 'folder'>): Submitted {
  const folder = new SubmittedFolder(repository, join(FOLDER, lesson.folder));
  try {
    if (!folder.has(EXERCISE_FILE)) return { kind: 'missing' };
    const files = programFiles(EXERCISE_FILE, folder);
    return { kind: 'source', source: { file: shownExercise(lesson), entry: EXERCISE_FILE, files } };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Refused ? error.message : `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})` };
  }
}

class Refused extends Error {}

/** A folder that may try anything: links out of it, devices, endless files. */
class SubmittedFolder implements ProgramFolder {
  private readonly repository: string;
  private readonly folder: string;
  private files = 0;
  private bytes = 0;

  constructor(repository: string, folder: string) {
    this.repository = repository;
    this.folder = folder;
  }

  has(path: string): boolean {
    try {
      return !lstatSync(join(this.repository, this.folder, path)).isDirectory();
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  }

  read(path: string): string {
    const real = realpathSync(join(this.repository, this.folder, path));
    if (!real.startsWith(realpathSync(this.repository) + sep)) throw new Refused(`${path} is a link that leaves the repository`);
    const { size } = regular(real, path);
    this.files++;
    this.bytes += size;
    if (size > MOST_FILE_BYTES) throw new Refused(`${path} has more than ${MOST_FILE_BYTES / 2 ** 10} KiB`);
    if (this.files > MOST_FILES) throw new Refused(`the program has more than ${MOST_FILES} files`);
    if (this.bytes > MOST_BYTES) throw new Refused(`the program has more than ${MOST_BYTES / 2 ** 10} KiB`);
    return readFileSync(real, 'utf8');
  }
}

function regular(real: string, path: string) {
  const stat = statSync(real);
  if (!stat.isFile()) throw new Refused(`${path} is no ordinary file`);
  return stat;
}
