import * as v from 'valibot';

/**
 * What a learner has done, as stored in `progress.json`. Everything in it only ever grows, so that two copies (two
 * windows, two branches of a repository) merge without loss and in any order.
 */
export interface Progress {
  readonly format: 1;
  /** By lesson id. */
  readonly lessons: Readonly<Record<string, LessonProgress>>;
}

export type ScenarioResult = 'passed' | 'failed';

export interface VersionProgress {
  /** The best result of each scenario, by its id. */
  readonly scenarios: Readonly<Record<string, ScenarioResult>>;
  /** When one program first passed all scenarios, ISO 8601. */
  readonly passedAt?: string;
}

export interface LessonProgress {
  /** When the exercise was first opened, ISO 8601. */
  readonly openedAt?: string;
  /** How many hints were shown. */
  readonly hints: number;
  /** Ids of hidden scenarios that have failed: the learner knows them now. */
  readonly revealed: readonly string[];
  /** Hashes of the programs that were tried on the hidden scenarios, where an assignment counts them. */
  readonly attempts?: readonly string[];
  /** Results by version of the lesson. */
  readonly versions: Readonly<Record<string, VersionProgress>>;
}

export const NO_PROGRESS: Progress = { format: 1, lessons: {} };
const NEW_LESSON: LessonProgress = { hints: 0, revealed: [], versions: {} };

const instant = v.pipe(v.string(), v.isoTimestamp());
const progress = v.object({
  format: v.literal(1),
  lessons: v.record(v.string(), v.object({
    openedAt: v.exactOptional(instant),
    hints: v.pipe(v.number(), v.integer(), v.minValue(0)),
    revealed: v.array(v.string()),
    attempts: v.exactOptional(v.array(v.string())),
    versions: v.record(v.string(), v.object({
      scenarios: v.record(v.string(), v.picklist(['passed', 'failed'])),
      passedAt: v.exactOptional(instant),
    })),
  })),
});

/** Throws `SyntaxError` or `ValiError` where the text is no progress file. */
export function parseProgress(text: string): Progress {
  return v.parse(progress, JSON.parse(text.replace(/^\uFEFF/, '')));
}

/** The same progress always gives the same text. */
export function progressText(value: Progress): string {
  return `${JSON.stringify(value, (_key, part: unknown) => (isPlain(part) ? sorted(part) : part), 2)}\n`;
}

/** Commutative, associative and idempotent. */
export function mergeProgress(one: Progress, other: Progress): Progress {
  return { format: 1, lessons: mergeRecords(one.lessons, other.lessons, mergeLesson) };
}

/** What is known of a lesson. */
export function lessonProgress(value: Progress, lesson: string): LessonProgress {
  return Object.hasOwn(value.lessons, lesson) ? value.lessons[lesson]! : NEW_LESSON;
}

export function withOpened(value: Progress, lesson: string, at: Date): Progress {
  return withLesson(value, lesson, { ...NEW_LESSON, openedAt: at.toISOString() });
}

/** `count`: how many hints have been shown by now. */
export function withHints(value: Progress, lesson: string, count: number): Progress {
  return withLesson(value, lesson, { ...NEW_LESSON, hints: count });
}

export interface JudgedRun {
  readonly lesson: string;
  readonly version: string;
  readonly scenarios: readonly { readonly id: string; readonly hidden: boolean; readonly verdict: 'passed' | 'failed' | 'error' | 'stuck' | 'unjudged' }[];
  /** Whether these are all scenarios of the lesson. */
  readonly complete: boolean;
}

/** Adds what one run of one program came to. An unjudged scenario leaves no result. */
export function withRun(value: Progress, { lesson, version, scenarios, complete }: JudgedRun, at: Date): Progress {
  const judged = scenarios.filter(({ verdict }) => verdict !== 'unjudged');
  const results = judged.map(({ id, verdict }) => [id, verdict === 'passed' ? 'passed' : 'failed'] as const);
  const passedAll = complete && scenarios.length > 0 && scenarios.every(({ verdict }) => verdict === 'passed');
  return withLesson(value, lesson, {
    ...NEW_LESSON,
    revealed: judged.filter(({ hidden, verdict }) => hidden && verdict !== 'passed').map(({ id }) => id),
    versions: { [version]: { scenarios: Object.fromEntries(results), ...(passedAll ? { passedAt: at.toISOString() } : {}) } },
  });
}

/** `program`: its `programHash`. The same program again is no new attempt. */
export function withAttempt(value: Progress, lesson: string, program: string): Progress {
  return withLesson(value, lesson, { ...NEW_LESSON, attempts: [program] });
}

function withLesson(value: Progress, lesson: string, news: LessonProgress): Progress {
  return mergeProgress(value, { format: 1, lessons: { [lesson]: news } });
}

function mergeLesson(one: LessonProgress, other: LessonProgress): LessonProgress {
  return {
    ...earliest('openedAt', one.openedAt, other.openedAt),
    hints: Math.max(one.hints, other.hints),
    revealed: [...new Set([...one.revealed, ...other.revealed])].sort(),
    ...(one.attempts || other.attempts ? { attempts: [...new Set([...one.attempts ?? [], ...other.attempts ?? []])].sort() } : {}),
    versions: mergeRecords(one.versions, other.versions, (a, b) => ({
      scenarios: mergeRecords(a.scenarios, b.scenarios, (x, y) => (x === 'passed' ? x : y)),
      ...earliest('passedAt', a.passedAt, b.passedAt),
    })),
  };
}

function earliest<Name extends string>(name: Name, ...times: (string | undefined)[]): { readonly [key in Name]?: string } {
  const known = times.filter(time => time !== undefined).sort((a, b) => Date.parse(a) - Date.parse(b) || (a < b ? -1 : 1));
  return known.length === 0 ? {} : { [name]: known[0] } as { [key in Name]: string };
}

function mergeRecords<T>(one: Readonly<Record<string, T>>, other: Readonly<Record<string, T>>, merge: (a: T, b: T) => T): Record<string, T> {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(names.map(name => {
    const inOne = Object.hasOwn(one, name);
    return [name, inOne && Object.hasOwn(other, name) ? merge(one[name]!, other[name]!) : inOne ? one[name]! : other[name]!];
  }));
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const sorted = (value: Record<string, unknown>) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
