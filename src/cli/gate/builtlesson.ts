import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import { outlineOf, type LessonOutline } from '../../course/outline.ts';
import type { BuiltLessons } from '../authoring/catalogue.ts';
import { isLearnerFile } from '../../course/workspace.ts';
import { lessonFiles } from '../authoring/lessonfolder.ts';
import type { AttemptSource } from '../../runner/protocol.ts';
import type { PackedLesson } from '../course.ts';
import { UsageError } from '../usage.ts';

/** A lesson with its author's files, which are not shipped. */
export interface AuthoredLesson {
  readonly shown: CatalogueLesson;
  readonly lesson: LessonOutline;
  /** Absolute. */
  readonly folder: string;
  /** Texts by path relative to `folder`. */
  readonly files: ReadonlyMap<string, string>;
}

/** Where golden hashes and marks of proved programs are kept, of the course and of a pack. */
export const keptFiles = (dist: string) => packKeptFiles(join(dist, '..', 'test', 'lessons'));
export const packKeptFiles = (pack: string) => ({ golden: join(pack, 'golden.json'), proved: join(pack, 'proved.json') });

/** `dist` lies in the checkout. Throws `UsageError` where only the built product is at hand. */
export async function authoredLesson(dist: string, shown: CatalogueLesson): Promise<AuthoredLesson> {
  const folder = join(dist, '..', 'lessons', shown.folder);
  if (!existsSync(folder)) throw new UsageError(`the lessons' sources are not here: there is no ${folder}`);
  const { chunks } = await import(pathToFileURL(join(dist, 'chunks', 'lessons.js')).href) as BuiltLessons;
  const { lesson } = await chunks[shown.id]!();
  return { shown, lesson: outlineOf(lesson), folder, files: lessonFiles(folder) };
}

/** The same of a pack's lesson. */
export const packedLesson = (shown: CatalogueLesson, { folder, outline }: PackedLesson): AuthoredLesson => ({ shown, lesson: outline, folder, files: lessonFiles(folder) });

/** A program of the lesson's folder, in the place of the learner's exercise. */
export function programSource({ folder, files }: AuthoredLesson, path: string): AttemptSource {
  const given = [...files].filter(([path]) => isLearnerFile(path));
  return { file: join(folder, path), entry: 'exercise.ts', files: { ...Object.fromEntries(given), 'exercise.ts': files.get(path)! } };
}
