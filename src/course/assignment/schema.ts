import * as v from 'valibot';

/**
 * What an `assignment.yaml` holds. The descriptions are what an editor shows; the build makes the JSON schema of it
 * that editors complete by.
 */

const told = <Schema extends v.GenericSchema>(schema: Schema, description: string) => v.pipe(schema, v.description(description));

/** Nothing but these fields. */
const fields = <const Entries extends v.ObjectEntries>(entries: Entries) => v.strictObject(entries, issue => {
  if (issue.expected === 'never') return `there is no such field; there are ${Object.keys(entries).join(', ')}`;
  return issue.expected === 'Object' ? `a mapping of ${Object.keys(entries).join(', ')} belongs here` : 'is missing';
});

const text = v.pipe(v.string('a text belongs here'), v.nonEmpty('it is empty'));
const count = v.pipe(v.number('a whole number belongs here'), v.integer('a whole number belongs here'), v.minValue(1, 'a whole number from 1 on belongs here'));
const points = v.pipe(v.number('a number belongs here'), v.minValue(0, 'points are never below 0'), v.maxValue(1_000_000, 'that is more than a million points'));
const hash = v.pipe(text, v.regex(/^[0-9a-f]{8,64}$/, 'a hash belongs here: `faultlab assignment pin` writes it'));

/** Seeds take time: the longest panel has 200. */
const seedCount = v.pipe(count, v.maxValue(10_000, 'that is more than 10,000 seeds a scenario'));

const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)? ?(Z|[+-]\d\d:?\d\d)$/;
const instant = v.pipe(
  v.string('a date and time belongs here: 2026-12-05T23:59+01:00'),
  v.regex(INSTANT, 'a date, a time and a time zone belong here: 2026-12-05T23:59+01:00, or …Z for UTC'),
  v.check(value => !Number.isNaN(instantMs(value)), 'there is no such day or time'),
);

/** Milliseconds since 1970 of a date with time zone, or NaN where there is no such day or time. */
export function instantMs(value: string): number {
  const [day = '', rest = ''] = value.split(/[T ](.*)/);
  const atMs = Date.parse(`${day}T${rest.replace(' ', '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  // Some engines take the 31st of a month that has 30 days for the first of the next.
  return new Date(`${day}T00:00Z`).toISOString().startsWith(day) ? atMs : NaN;
}

const lessonSchema = fields({
  lesson: told(text, 'Id or number of a lesson: reliability/retries, or 6.1. `faultlab list` shows them all.'),
  points: told(v.exactOptional(points), 'Points for a program that passes all scenarios. Each scenario gives the same share of them, unless there are thresholds.'),
  scenarios: told(v.exactOptional(v.record(v.string(), points)), 'Points of single scenarios, instead of `points`; a hidden one is called hidden-1, hidden-2, … Scenarios that are not named give none.'),
  thresholds: told(v.exactOptional(v.array(fields({
    passed: told(count, 'How many scenarios have to pass.'),
    points: told(points, 'The points that a program then has.'),
  }), 'a list belongs here')), 'Partial credit by the number of scenarios passed, instead of a share for each. All of them give `points`.'),
  private: told(v.exactOptional(fields({
    folder: told(text, 'Where your scenarios are, relative to this file. Only you have that folder.'),
    points: told(points, 'Points for a program that passes all of them, beside the lesson\'s own; each gives the same share.'),
  })), 'Scenarios of your own that learners never see. They count in the grade only.'),
});

export const assignmentSchema = fields({
  title: told(text, 'What learners see.'),
  due: told(v.exactOptional(instant), 'Date and time with the time zone: 2026-12-05T23:59+01:00. Shown to learners; nothing closes then.'),
  lessons: told(v.pipe(v.array(lessonSchema, 'a list of lessons belongs here'), v.nonEmpty('it names no lesson')), 'The lessons and their points.'),
  seeds: told(v.exactOptional(fields({
    public: told(v.exactOptional(seedCount), 'Seeds 1 to N of each scenario, for learners and, unless there are secret ones, for the grade. Absent: the panel that each scenario brings.'),
    secret: told(v.exactOptional(seedCount), 'The grade is made on so many seeds of each scenario that only the instructor\'s key gives (`--secret-seeds`).'),
  })), 'On which seeds programs are run.'),
  'hidden-attempts': told(v.exactOptional(count), 'How many different programs a learner may try on the hidden scenarios of a lesson until the assignment is due; the visible ones run as before. Counted where the learner works, as a convention: the grade does not depend on it.'),
  packs: told(v.exactOptional(v.array(text, 'a list of folders belongs here')), 'Folders of lesson packs that the assignment takes lessons from, relative to this file.'),
  pinned: told(v.exactOptional(fields({
    faultlab: told(text, 'The version of Faultlab.'),
    engine: told(hash, 'Hash of the engine.'),
    lessons: told(v.record(v.string(), hash), 'Hash of each lesson.'),
    private: told(v.exactOptional(v.record(v.string(), fields({
      scenarios: told(count, 'How many there are.'),
      version: told(hash, 'Hash of their files.'),
    }))), 'Private scenarios, by lesson.'),
  })), 'What the assignment was made with; written by `faultlab assignment pin`. Another engine or lesson refuses to grade.'),
});

export type AssignmentFile = v.InferOutput<typeof assignmentSchema>;
