import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { EXERCISE_FILE, FOLDER, exercisePath } from '../course/workspace.ts';
import type { AttemptSource } from '../runner/protocol.ts';
import { UsageError } from './usage.ts';

/** The learner's exercise of a lesson: in the `faultlab` folder here or in a folder above. Throws `UsageError`. */
export function findExercise(lesson: CatalogueLesson, folder: string): string {
  const path = join(FOLDER, exercisePath(lesson));
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, path);
    if (existsSync(file)) return file;
    if (at === dirname(at)) break;
  }
  throw new UsageError(`no ${EXERCISE_FILE} of ${lesson.id}: there is no ${path.replaceAll('\\', '/')} in ${folder} or above it; open the lesson in VS Code once, or name a file with --file`);
}

/** A program as the runner takes it: the file and whatever it imports from its own folder. Throws `UsageError`. */
export function readAttempt(path: string): AttemptSource {
  const file = resolve(path);
  const entry = basename(file);
  const folder = dirname(file);
  const files = programFiles(entry, {
    has: found => existsSync(join(folder, found)),
    read: found => read(join(folder, found), found === entry ? path : join(dirname(path), found)),
  });
  return { file, entry, files };
}

/** The folder of a program; paths in it have `/`. */
export interface ProgramFolder {
  has(path: string): boolean;
  read(path: string): string;
}

/** Texts of the entry and of whatever it imports from its folder, by path. */
export function programFiles(entry: string, folder: ProgramFolder): Record<string, string> {
  const files: Record<string, string> = { [entry]: folder.read(entry) };
  const open = [entry];
  for (let importer = open.pop(); importer !== undefined; importer = open.pop()) {
    for (const found of importsOf(files[importer]!).flatMap(specifier => siblingOf(specifier, importer!, folder))) {
      if (Object.hasOwn(files, found)) continue;
      files[found] = folder.read(found);
      open.push(found);
    }
  }
  return files;
}

const REASONS: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' };

function read(file: string, shown: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${shown}: ${REASONS[code] ?? message}`);
  }
}

/** Relative specifiers; what only looks like an import does no harm. */
const importsOf = (text: string): string[] => [...text.matchAll(/\b(?:from|import)\s*(['"])(\.{1,2}\/.*?)\1/g)].map(match => match[2]!);

/** The path that a specifier means, if it is there and below the folder. */
function siblingOf(specifier: string, importer: string, folder: ProgramFolder): string[] {
  const path = join(dirname(importer), specifier).replaceAll('\\', '/');
  if (path.startsWith('..')) return [];
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), `${path}.js`, `${path}/index.ts`];
  return candidates.filter(candidate => /\.[jt]s$/.test(candidate) && folder.has(candidate)).slice(0, 1);
}
