import type { Catalogue, CatalogueLesson, CatalogueScenario } from '../catalogue.ts';
import { shownId } from '../catalogue.ts';
import { ContentError, readYaml, type Read } from '../yaml.ts';
import { assignmentSchema, instantMs, type AssignmentFile } from './schema.ts';

export interface Threshold {
  /** Scenarios that have to pass. */
  readonly passed: number;
  readonly points: number;
}

/** Scenarios that an assignment's author adds to a lesson. */
interface PrivateScenarios {
  /** Relative to the assignment's file; nobody else has it. */
  readonly folder: string;
  /** Beside the lesson's own. */
  readonly points: number;
  /** Absent: the assignment is not pinned. */
  readonly count?: number;
}

export interface AssignedLesson {
  readonly lesson: CatalogueLesson;
  /** For its own scenarios. */
  readonly points: number;
  /** Points of each scenario, in the lesson's order; with thresholds there are none. */
  readonly scenarios: ReadonlyMap<string, number>;
  /** Fewest first; empty: each scenario gives its own points. */
  readonly thresholds: readonly Threshold[];
  readonly private?: PrivateScenarios;
  /** Points of each private scenario; empty but where they are at hand. */
  readonly extra: ReadonlyMap<string, number>;
}

export interface Assignment {
  readonly title: string;
  /** As it was written, and in milliseconds since 1970. */
  readonly due?: { readonly text: string; readonly atMs: number };
  readonly lessons: readonly AssignedLesson[];
  readonly points: number;
  /** Seeds of a scenario; absent: its panel. */
  readonly publicSeeds?: number;
  /** Absent: the grade is made on the public seeds. */
  readonly secretSeeds?: number;
  /** Programs that may be tried on the hidden scenarios of a lesson. */
  readonly hiddenAttempts?: number;
  readonly pinned?: Pin;
}

type Lessons = Pick<Catalogue, 'modules'>;

const readFile = (text: string, file: string): Read<AssignmentFile> => readYaml(text.replace(/^\uFEFF/, ''), assignmentSchema, file);

/** The folders of packs that an assignment takes lessons from, as they stand there. Throws as `parseAssignment` does. */
export const packsOf = (text: string, file: string): readonly string[] => readFile(text, file).value.packs ?? [];

/** The assignment of a text. `catalogue`: with the lessons of its packs. Throws `ContentError` with the place of what is wrong and what belongs there. */
export function parseAssignment(text: string, file: string, catalogue: Lessons): Assignment {
  const read = readFile(text, file);
  const { title, due, seeds = {}, pinned } = read.value;
  const refuse = (path: readonly (string | number)[], problem: string): never => {
    throw new ContentError(file, read.lineOf(path), `${path.join('.')}: ${problem}`);
  };
  const lessons = assignedLessons(read, catalogue, refuse);
  return {
    title, lessons, points: totalOf(lessons),
    ...(due === undefined ? {} : { due: { text: due, atMs: instantMs(due) } }),
    ...(seeds.public === undefined ? {} : { publicSeeds: seeds.public }),
    ...(seeds.secret === undefined ? {} : { secretSeeds: seeds.secret }),
    ...(read.value['hidden-attempts'] === undefined ? {} : { hiddenAttempts: read.value['hidden-attempts'] }),
    ...(pinned === undefined ? {} : { pinned }),
  };
}

type Refuse = (path: readonly (string | number)[], problem: string) => never;

function assignedLessons({ value }: Read<AssignmentFile>, { modules }: Lessons, refuse: Refuse): AssignedLesson[] {
  const all = modules.flatMap(module => module.lessons);
  const seen = new Set<string>();
  return value.lessons.map((entry, index) => {
    const at = (...path: (string | number)[]): (string | number)[] => ['lessons', index, ...path];
    const lesson = all.find(({ id, number }) => id === entry.lesson || number === entry.lesson) ?? refuse(at('lesson'), `there is no lesson ${entry.lesson}; \`faultlab list\` shows them all`);
    if (!lesson.built) refuse(at('lesson'), `${lesson.number} ${lesson.title} is not there yet: it is coming`);
    if (seen.has(lesson.id)) refuse(at('lesson'), `${lesson.id} is there twice`);
    seen.add(lesson.id);
    const { private: own } = entry;
    const count = value.pinned?.private?.[lesson.id]?.scenarios;
    return {
      ...assignedLesson(lesson, entry, (path, problem) => refuse(at(...path), problem)), extra: new Map(),
      ...(own === undefined ? {} : { private: { ...own, ...(count === undefined ? {} : { count }) } }),
    };
  });
}

function assignedLesson(lesson: CatalogueLesson, { points, scenarios, thresholds = [] }: AssignmentFile['lessons'][number], refuse: Refuse): Omit<AssignedLesson, 'private' | 'extra'> {
  if ((points === undefined) === (scenarios === undefined)) refuse([], 'either `points` for the whole lesson or `scenarios` with points for each belong here');
  if (scenarios !== undefined) {
    if (thresholds.length > 0) refuse(['thresholds'], 'they go with `points`, not with `scenarios`');
    const given = scenarioPoints(lesson, scenarios, refuse);
    return { lesson, thresholds, scenarios: given, points: rounded(sum(given.values())) };
  }
  thresholds.forEach((threshold, index) => checkThreshold(threshold, thresholds[index - 1], { lesson, points: points! }, problem => refuse(['thresholds', index], problem)));
  const share = thresholds.length > 0 ? 0 : points! / lesson.scenarios.length;
  return { lesson, points: points!, thresholds, scenarios: new Map(lesson.scenarios.map(({ id }) => [id, share])) };
}

function scenarioPoints({ scenarios }: CatalogueLesson, given: Readonly<Record<string, number>>, refuse: Refuse): Map<string, number> {
  const points = new Map(scenarios.map(({ id }) => [id, 0]));
  const isCalled = (name: string) => (scenario: CatalogueScenario): boolean => scenario.id === name || shownId(scenario) === name;
  for (const [name, each] of Object.entries(given)) {
    const { id } = scenarios.find(isCalled(name)) ?? refuse(['scenarios', name], `there is no such scenario; there are ${scenarios.map(shownId).join(', ')}`);
    points.set(id, each);
  }
  return points;
}

function checkThreshold({ passed, points }: Threshold, before: Threshold | undefined, whole: { readonly lesson: CatalogueLesson; readonly points: number }, refuse: (problem: string) => never): void {
  const all = whole.lesson.scenarios.length;
  if (passed >= all) refuse(`fewer than all ${all} scenarios belong here: all of them give \`points\``);
  if (points > whole.points) refuse(`${points} is more than the ${whole.points} points of the lesson`);
  if (before !== undefined && (passed <= before.passed || points < before.points)) refuse('each threshold asks for more scenarios than the one before it and gives no fewer points');
}

/** To hundredths: sums of shares are told as people would add them. */
export const rounded = (points: number): number => Math.round(points * 100) / 100;

/** What a lesson comes to at most, with its private scenarios where they are at hand. */
export const worthOf = ({ points, extra }: Pick<AssignedLesson, 'points' | 'extra'>): number => rounded(points + sum(extra.values()));

const totalOf = (lessons: readonly AssignedLesson[]): number => rounded(sum(lessons.map(worthOf)));

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0);

/** An assignment where the private scenarios of some lessons are at hand: `extended` has those lessons, by id, with them at the end. */
export function withExtra(assignment: Assignment, extended: ReadonlyMap<string, CatalogueLesson>): Assignment {
  const lessons = assignment.lessons.map((assigned): AssignedLesson => {
    const lesson = extended.get(assigned.lesson.id);
    if (lesson === undefined) return assigned;
    const extra = lesson.scenarios.filter(scenario => scenario.private);
    return { ...assigned, lesson, extra: new Map(extra.map(({ id }) => [id, assigned.private!.points / extra.length])) };
  });
  return { ...assignment, lessons, points: totalOf(lessons) };
}

/** The points of a program that passed these scenarios. */
export function creditOf(assigned: AssignedLesson, passed: ReadonlySet<string>): number {
  return rounded(ownCredit(assigned, passed) + sum([...assigned.extra].filter(([id]) => passed.has(id)).map(([, each]) => each)));
}

function ownCredit({ points, scenarios, thresholds }: AssignedLesson, passed: ReadonlySet<string>): number {
  const won = [...scenarios].filter(([id]) => passed.has(id));
  if (won.length === scenarios.size) return points;
  if (thresholds.length > 0) return thresholds.filter(threshold => threshold.passed <= won.length).at(-1)?.points ?? 0;
  return sum(won.map(([, each]) => each));
}

export type Pin = NonNullable<AssignmentFile['pinned']>;

/** What an assignment is pinned to, as this product would pin it; `own`: its private scenarios. */
export function pinOf({ lessons }: Pick<Assignment, 'lessons'>, { engine }: Pick<Catalogue, 'engine'>, faultlab: string, own?: NonNullable<Pin['private']>): Pin {
  return { faultlab, engine, lessons: Object.fromEntries(lessons.map(({ lesson }) => [lesson.id, lesson.version])), ...(own === undefined ? {} : { private: own }) };
}

/** What is another one than the assignment was made with, in words; empty where it may be graded. Undefined: it was never pinned. */
export function changedSincePinned({ pinned, lessons }: Assignment, { engine }: Pick<Catalogue, 'engine'>): readonly string[] | undefined {
  if (pinned === undefined) return undefined;
  const changed = lessons.filter(({ lesson }) => pinned.lessons[lesson.id] !== lesson.version);
  return [
    ...(pinned.engine === engine ? [] : [`the engine (${pinned.engine}, here ${engine})`]),
    ...changed.map(({ lesson }) => `lesson ${lesson.number} ${lesson.id} (${pinned.lessons[lesson.id] ?? 'not pinned'}, here ${lesson.version})`),
  ];
}
