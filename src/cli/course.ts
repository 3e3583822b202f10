import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Catalogue, CatalogueModule } from '../course/catalogue.ts';
import type { LessonOutline } from '../course/outline.ts';
import { packModule } from '../course/pack/catalogue.ts';
import { PACK_FILE, readPack, type Pack, type PackProblem, type PackSource } from '../course/pack/pack.ts';
import { lessonMarkdown } from '../course/text/markdown.ts';
import { RunnerFailure } from '../runner/outcome.ts';
import type { Runner } from '../runner/runner.ts';
import { lessonFiles } from './authoring/lessonfolder.ts';
import { loadCatalogue } from './catalogue.ts';
import { withRunner } from './lab.ts';
import { shownPath } from './places.ts';
import { UsageError } from './usage.ts';

/** How commands take lesson packs: `--pack DIR`, any number of times. */
export const packOptions = { pack: { type: 'string', multiple: true } } as const;

/** A lesson of a pack where its author has it. */
export interface PackedLesson {
  readonly source: PackSource;
  readonly outline: LessonOutline;
  /** Absolute, of the lesson and of its pack. */
  readonly folder: string;
  readonly pack: string;
}

/** The built lessons, and those of packs after them. */
export interface Course {
  readonly catalogue: Catalogue;
  /** Undefined for a lesson of the product's own. */
  packed(lesson: string): PackedLesson | undefined;
  /** For a runner. */
  packOf(lesson: string): PackSource | undefined;
}

/** The course with the packs in these folders. Throws `UsageError` with all that has to be put right in a pack. */
export async function openCourse(dist: string, folders: readonly string[] = []): Promise<Course> {
  const catalogue = loadCatalogue(dist);
  const known = new Map<string, PackedLesson>();
  const modules: CatalogueModule[] = [...catalogue.modules];
  if (folders.length > 0) {
    await withRunner(dist, async runner => {
      for (const folder of folders) {
        const { pack, outlines } = await evaluated(folder, runner);
        if (modules.some(({ id }) => id === pack.id)) throw refusedPack(folder, [{ file: join(resolve(folder), PACK_FILE), message: `id: ${pack.id} is taken: choose another one` }]);
        modules.push(packModule(pack, modules.length + 1, outlines, lessonMarkdown()));
        for (const { source, folder: name } of pack.lessons) known.set(source.id, { source, outline: outlines.get(source.id)!, folder: join(resolve(folder), name), pack: resolve(folder) });
      }
    });
  }
  return { catalogue: { ...catalogue, modules }, packed: lesson => known.get(lesson), packOf: lesson => known.get(lesson)?.source };
}

async function evaluated(folder: string, runner: Runner): Promise<{ readonly pack: Pack; readonly outlines: ReadonlyMap<string, LessonOutline> }> {
  const place = resolve(folder);
  if (!existsSync(place) || !statSync(place).isDirectory()) throw new UsageError(`there is no folder ${folder}: --pack takes the folder that holds a ${PACK_FILE}`);
  const pack = readPack(Object.fromEntries(lessonFiles(place)), place.replaceAll('\\', '/'));
  const problems = [...pack.problems];
  const outlines = new Map<string, LessonOutline>();
  for (const { source } of pack.lessons) {
    const found = await outlineOf(source, runner);
    if ('scenarios' in found) outlines.set(source.id, found);
    else problems.push(found);
  }
  if (problems.length > 0) throw refusedPack(folder, problems);
  return { pack, outlines };
}

/** What the sandbox makes of a lesson. */
export async function outlineOf(source: PackSource, runner: Runner): Promise<LessonOutline | PackProblem> {
  try {
    const outcome = await runner.describe({ lesson: source.id, pack: source });
    if (outcome.kind === 'outline') return outcome.outline;
    const [problem] = outcome.kind === 'problems' ? outcome.problems : [];
    const { file, startLineNumber } = problem?.range ?? { file: source.file };
    return { file, ...(startLineNumber === undefined ? {} : { line: startLineNumber }), message: problem?.message ?? 'the lesson could not be loaded' };
  } catch (error) {
    if (!(error instanceof RunnerFailure)) throw error;
    return { file: source.file, message: `${error.message}: what runs when the file is loaded has to end at once` };
  }
}

const refusedPack = (folder: string, problems: readonly PackProblem[]): UsageError => refused(`the lesson pack ${basename(folder)}`, problems);

/** Tells what has to be put right in somebody's scenarios. */
export function refused(what: string, problems: readonly PackProblem[]): UsageError {
  const lines = problems.map(({ file, line, message }) => `\n  ${shownPath(file)}${line === undefined ? '' : `:${line}`}: ${message}`);
  return new UsageError(`${what} cannot be used:${lines.join('')}`);
}
