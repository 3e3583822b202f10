import * as author from '../../course/author.ts';
import { shownId } from '../../course/catalogue.ts';
import type { ExtraScenarios } from '../../course/extra.ts';
import { words, type Lesson, type Scenario } from '../../course/lesson.ts';
import { shownScenarios } from '../../course/outline.ts';
import type { PackSource } from '../../course/pack/pack.ts';
import { libraryFor } from '../../kits/library.ts';
import type { Library } from '../attempt.ts';
import { compileAttempt } from '../compile/compile.ts';
import type { StripTypes } from '../compile/strip.ts';
import { lessonJobs, type LessonChunk } from '../lessonjobs.ts';
import { isLocked } from '../sandbox/lockdown.ts';
import type { TwinTable } from '../twins.ts';
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

/** A lesson of the product's own. */
export interface BuiltLesson {
  readonly chunk: LessonChunk;
  readonly twins: TwinTable | undefined;
}

/**
 * Makes the jobs of packs' lessons, of each version once. `built`: the lesson of an id, for scenarios that are added to it.
 * What it returns throws `PackRefusal`.
 */
export function foreignLessons(stripTypes: StripTypes, built: (id: string) => Promise<BuiltLesson | undefined>): (source: PackSource) => Promise<LessonJobs> {
  const known = new Map<string, LessonJobs>();
  const make = async (source: PackSource): Promise<LessonJobs> => {
    const { id, addedTo } = source;
    if (addedTo === undefined) return lessonJobs(chunkOf(source, stripTypes));
    const base = addedTo === 'built' ? await built(id) : { chunk: chunkOf(addedTo, stripTypes), twins: undefined };
    if (base === undefined) throw new PackRefusal([{ message: `there is no lesson ${id}` }]);
    return lessonJobs({ ...base.chunk, lesson: extended(base.chunk.lesson, source, stripTypes) }, base.twins);
  };
  return async source => {
    const name = `${source.file} ${source.version}`;
    const jobs = known.get(name) ?? await make(source);
    known.set(name, jobs);
    return jobs;
  };
}

type LessonJobs = ReturnType<typeof lessonJobs>;

function chunkOf(source: PackSource, stripTypes: StripTypes): LessonChunk {
  const { id, title, files, file } = source;
  return evaluated(source, stripTypes, lesson => {
    if (!isLesson(lesson)) throw refusal(file, 'no lesson: it has to end in "export default lesson({ handlers: …, scenarios: […] })"');
    return { id, title, lesson, key: '', twins: { reference: files['solution.ts']!, starter: files['exercise.ts']! }, given: given(files) };
  });
}

/** A lesson with the scenarios that `source` adds to it, nameless: who runs them sees no more of them than their labels. */
function extended(lesson: Lesson, source: PackSource, stripTypes: StripTypes): Lesson {
  if (isLocked()) harden(lesson);
  const extra = evaluated(source, stripTypes, make => {
    if (typeof make !== 'function') throw refusal(source.file, 'no scenarios: it has to end in "export default extraScenarios(lesson => […])"');
    const scenarios = (make as ExtraScenarios)({ scenario: name => scenarioOf(lesson, name) });
    if (!areScenarios(scenarios)) throw refusal(source.file, 'no scenarios: what is given to extraScenarios has to return a list of what variant() or scenario() returns');
    return scenarios;
  });
  return { ...lesson, scenarios: [...lesson.scenarios, ...extra.map((each, index) => nameless(each, index + 1))] };
}

const nameless = (scenario: Scenario, number: number): Scenario => ({
  ...scenario, id: `private-${number}`, hidden: true, symptom: '', label: scenario.label === words(scenario.id) ? `Private scenario ${number}` : scenario.label,
});

function scenarioOf({ scenarios }: Lesson, name: string): Scenario {
  const names = shownScenarios(scenarios).map(shownId);
  const found = scenarios.find(({ id }, index) => id === name || names[index] === name);
  if (!found) throw new Error(`the lesson has no scenario ${name}; it has ${names.join(', ')}`);
  return found;
}

/** What `use` makes of what the entry of a source exports by default. Throws `PackRefusal`. */
function evaluated<Result>(source: PackSource, stripTypes: StripTypes, use: (exported: unknown) => Result): Result {
  const { files, file } = source;
  const libraries = Object.fromEntries(Object.entries(library()).map(([specifier, values]) => [specifier, Object.keys(values)]));
  const compiled = compileAttempt({ file, entry: ENTRY, files }, { mode: 'debug', stripTypes, libraries });
  if (!compiled.ok) throw new PackRefusal(compiled.problems);
  try {
    return use(evaluateForeign(compiled.program, library())['default']);
  } catch (error) {
    throw error instanceof PackRefusal ? error : new PackRefusal([problemOf(error, source)]);
  }
}

const refusal = (file: string, what: string): PackRefusal => new PackRefusal([{ message: `${ENTRY} exports ${what}`, range: wholeLine(file, 1) }]);

const given = (files: PackSource['files']): Record<string, string> => Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('given/')));

function isLesson(value: unknown): value is Lesson {
  const { handlers, scenarios } = (value ?? {}) as Partial<Lesson>;
  return typeof handlers === 'object' && handlers !== null && Object.keys(handlers).length > 0 && areScenarios(scenarios);
}

function areScenarios(value: unknown): value is readonly Scenario[] {
  return Array.isArray(value) && value.length > 0 && (value as readonly Partial<Scenario>[]).every(each => typeof each === 'object' && each !== null && typeof each.world === 'function' && Array.isArray(each.final));
}
