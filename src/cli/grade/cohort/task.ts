import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { CatalogueLesson } from '../../../course/catalogue.ts';
import type { AttemptSource } from '../../../runner/protocol.ts';
import type { SeedChoice } from '../seeds.ts';

/** One program to be graded by one lesson: everything that its result depends on, but for the key of secret seeds. */
export interface GradeTask {
  readonly engine: string;
  /** Id. */
  readonly lesson: string;
  /** Of the lesson. */
  readonly version: string;
  readonly seeds: SeedChoice;
  readonly source: AttemptSource;
}

/** Another one where results are made or written in another way. */
const FORMAT = 1;

/** Who has the same key has the same result: equal programs are graded once, and a grader that was killed goes on. */
export function keyOf({ engine, lesson, version, seeds, source }: GradeTask): string {
  const files = Object.entries(source.files).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([FORMAT, engine, lesson, version, seeds, source.file, source.entry, files])).digest('hex').slice(0, 40);
}

export function taskOf(lesson: CatalogueLesson, engine: string, seeds: SeedChoice, source: AttemptSource): GradeTask {
  return { engine, lesson: lesson.id, version: lesson.version, seeds, source };
}

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const gradeTask = v.strictObject({
  engine: v.string(), lesson: v.string(), version: v.string(),
  seeds: v.variant('kind', [
    v.strictObject({ kind: v.literal('panel') }),
    v.strictObject({ kind: v.literal('public'), count }),
    v.strictObject({ kind: v.literal('secret'), count, key: v.string() }),
  ]),
  source: v.strictObject({ file: v.string(), entry: v.string(), files: v.record(v.string(), v.string()) }),
});

/** A task that comes from a queue, checked. Throws `ValiError`. */
export const parseTask = (value: unknown): GradeTask => v.parse(gradeTask, value);
