import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { withExtra, type AssignedLesson, type Pin } from '../../course/assignment/assignment.ts';
import type { CatalogueLesson } from '../../course/catalogue.ts';
import { extraSource, type PackSource } from '../../course/pack/pack.ts';
import type { Runner } from '../../runner/runner.ts';
import { lessonFiles } from '../authoring/lessonfolder.ts';
import { outlineOf, refused } from '../course.ts';
import { withRunner } from '../lab.ts';
import { shownPath } from '../places.ts';
import { UsageError } from '../usage.ts';
import { openAssignment, requirePinned, type OpenedAssignment } from './assignmentfile.ts';

const ENTRY = 'scenarios.ts';

/** An assignment with all that its author grades by. Throws `UsageError`, where it was made with something else, too. */
export async function openForGrading(file: string, dist: string): Promise<OpenedAssignment> {
  const opened = await openAssignment(file, dist);
  requirePinned(opened.assignment, file, opened.course.catalogue);
  const lessons = await readPrivate(opened, file, dist);
  requirePrivatePinned(opened.assignment, lessons, file);
  return withPrivate(opened, lessons);
}

/** A lesson with the private scenarios of an assignment. */
interface PrivateLesson {
  /** They stand at the end of its scenarios. */
  readonly lesson: CatalogueLesson;
  readonly source: PackSource;
}

/** By id of the lesson. */
type PrivateLessons = ReadonlyMap<string, PrivateLesson>;

/** Reads the private scenarios that lie beside an assignment's file. Throws `UsageError` with all that has to be put right in some. */
export async function readPrivate({ assignment, course }: OpenedAssignment, file: string, dist: string): Promise<PrivateLessons> {
  const asked = assignment.lessons.filter(each => each.private !== undefined);
  if (asked.length === 0) return new Map();
  return withRunner(dist, async runner => new Map(await Promise.all(asked.map(async assigned =>
    [assigned.lesson.id, await privateLesson(assigned, placeOf(assigned, file), course.packOf(assigned.lesson.id) ?? 'built', runner)] as const))));
}

/** Whether an assignment's private scenarios are where its file says: for learners they are not. */
export const hasPrivate = ({ assignment }: Pick<OpenedAssignment, 'assignment'>, file: string): boolean =>
  assignment.lessons.every(assigned => assigned.private === undefined || existsSync(placeOf(assigned, file)));

const placeOf = (assigned: AssignedLesson, file: string): string => resolve(dirname(file), assigned.private!.folder);

async function privateLesson({ lesson }: AssignedLesson, place: string, addedTo: PackSource | 'built', runner: Runner): Promise<PrivateLesson> {
  if (!existsSync(join(place, ENTRY))) throw new UsageError(`the private scenarios of ${lesson.number} ${lesson.id} are not there: there is no ${shownPath(join(place, ENTRY))}. Who gave the assignment has them`);
  const source = extraSource(lessonFiles(place), place.replaceAll('\\', '/'), lesson, addedTo);
  const outline = await outlineOf(source, runner);
  if (!('scenarios' in outline)) throw refused(`the private scenarios of ${lesson.number} ${lesson.id}`, [outline]);
  const extra = outline.scenarios.slice(lesson.scenarios.length);
  const scenarios = extra.map(({ id, label, seeds, pooled }) => ({ id, label, hidden: true, symptom: '', seeds, pooled: pooled.length > 0, private: true as const }));
  return { lesson: { ...lesson, scenarios: [...lesson.scenarios, ...scenarios], version: `${lesson.version}+${source.version}` }, source };
}

/** What grades programs by private scenarios, too. */
function withPrivate({ assignment, course }: OpenedAssignment, lessons: PrivateLessons): OpenedAssignment {
  const extended = new Map([...lessons].map(([id, { lesson }]) => [id, lesson]));
  const modules = course.catalogue.modules.map(module => ({ ...module, lessons: module.lessons.map(lesson => extended.get(lesson.id) ?? lesson) }));
  return {
    assignment: withExtra(assignment, extended),
    course: { ...course, catalogue: { ...course.catalogue, modules }, packOf: id => lessons.get(id)?.source ?? course.packOf(id) },
  };
}

/** For the assignment's file; undefined where it has none. */
export function privatePins(lessons: PrivateLessons): Pin['private'] {
  if (lessons.size === 0) return undefined;
  return Object.fromEntries([...lessons].map(([id, { lesson, source }]) => [id, { scenarios: lesson.scenarios.filter(scenario => scenario.private).length, version: source.version }]));
}

/** Refuses to grade with other private scenarios than the assignment was made with. Throws `UsageError`. */
function requirePrivatePinned({ pinned }: OpenedAssignment['assignment'], lessons: PrivateLessons, file: string): void {
  const changed = [...lessons].filter(([id, { source }]) => pinned?.private?.[id]?.version !== source.version);
  if (changed.length === 0) return;
  const lines = changed.map(([id, { lesson, source }]) => `\n  · those of ${lesson.number} ${id} (${pinned?.private?.[id]?.version ?? 'not pinned'}, here ${source.version})`);
  throw new UsageError(`${shownPath(file)} was made with other private scenarios:${lines.join('')}\nUse those, or pin these: faultlab assignment pin ${shownPath(file)}`);
}
