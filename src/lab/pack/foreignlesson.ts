import * as author from '../../course/author.ts';
import type { Lesson } from '../../course/lesson.ts';
import type { PackSource } from '../../course/pack/pack.ts';
import { libraryFor } from '../../kits/library.ts';
import type { Library } from '../attempt.ts';
import { compileAttempt } from '../compile/compile.ts';
import type { StripTypes } from '../compile/strip.ts';
import { lessonJobs, type LessonChunk } from '../lessonjobs.ts';
import { isLocked } from '../sandbox/lockdown.ts';
import { evaluateForeign } from './evaluate.ts';
import { PackRefusal, problemOf, wholeLine } from './refusal.ts';

const ENTRY = 'scenarios.ts';

let modules: Library | undefined;

/** What packs may import. Hardened: what they share with the product's own lessons they cannot change. */
function library(): Library {
  if (modules) return modules;
  modules = { ...libraryFor(() => {}), 'faultlab/author': { ...author } };
  if (isLocked()) harden(modules);
  return modules;
}

/** Makes the jobs of packs' lessons, of each version once. What it returns throws `PackRefusal`. */
export function foreignLessons(stripTypes: StripTypes): (source: PackSource) => ReturnType<typeof lessonJobs> {
  const known = new Map<string, ReturnType<typeof lessonJobs>>();
  return source => {
    const name = `${source.file} ${source.version}`;
    const jobs = known.get(name) ?? lessonJobs(chunkOf(source, stripTypes));
    known.set(name, jobs);
    return jobs;
  };
}

function chunkOf(source: PackSource, stripTypes: StripTypes): LessonChunk {
  const { id, title, files, file } = source;
  const libraries = Object.fromEntries(Object.entries(library()).map(([specifier, values]) => [specifier, Object.keys(values)]));
  const compiled = compileAttempt({ file, entry: ENTRY, files }, { mode: 'debug', stripTypes, libraries });
  if (!compiled.ok) throw new PackRefusal(compiled.problems);
  try {
    const lesson = evaluateForeign(compiled.program, library())['default'] as Lesson | undefined;
    if (!isLesson(lesson)) throw new PackRefusal([{ message: `${ENTRY} exports no lesson: it has to end in "export default lesson({ handlers: …, scenarios: […] })"`, range: wholeLine(file, 1) }]);
    return { id, title, lesson, key: '', twins: { reference: files['solution.ts']!, starter: files['exercise.ts']! }, given: given(files) };
  } catch (error) {
    throw error instanceof PackRefusal ? error : new PackRefusal([problemOf(error, source)]);
  }
}

const given = (files: PackSource['files']): Record<string, string> => Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('given/')));

function isLesson(value: unknown): value is Lesson {
  const { handlers, scenarios } = (value ?? {}) as Partial<Lesson>;
  return typeof handlers === 'object' && handlers !== null && Object.keys(handlers).length > 0 && Array.isArray(scenarios) && scenarios.length > 0
    && scenarios.every(each => typeof each === 'object' && each !== null && typeof each.world === 'function' && Array.isArray(each.final));
}
