import { availableParallelism } from 'node:os';
import type { Context } from '../context.ts';
import { gradeCohort } from '../grade/cohort/cohort.ts';
import { gradeHere, graderOf, type GradeAll } from '../grade/cohort/local.ts';
import { preview } from '../grade/preview.ts';
import { openForGrading } from '../grade/privatescenarios.ts';
import { queueName } from '../grade/queue/jobs.ts';
import { gradeSeeds, readSecretKey } from '../grade/seeds.ts';
import { productVersion } from '../product.ts';
import type { Terminal } from '../terminal.ts';
import { MOST_WORKERS, parse, UsageError, wholeNumber, type ExitCode } from '../usage.ts';

export const usage = `faultlab grade [--assignment FILE] [--json] [--junit FILE] [--markdown FILE] [--annotations]
  faultlab grade --submissions DIR --assignment FILE [--secret-seeds FILE] [--out DIR] [--workers N | --queue URL]`;
export const help = `Shows what your exercises are worth in an assignment: a preview, on public seeds. It runs what
faultlab/assignment.yaml asks for, here or in a folder above.

  --assignment FILE    another assignment than that
  --json               {assignment, points, of, lessons: [{lesson, file, verdict, points, of, scenarios}]}
  --junit FILE         also writes the verdicts to FILE, as JUnit XML
  --markdown FILE      also adds a report to FILE, for example to $GITHUB_STEP_SUMMARY
  --annotations        also prints the failures as GitHub Actions shows them at their lines

Ends with 0 for all points, 1 if a scenario failed, threw or got stuck, 2 if an exercise is
missing or could not be judged.

For instructors, with --submissions: makes the grade. It reads nothing of a repository but the
text of its exercises. A grader that was ended goes on where it was when it is started again.

  --submissions DIR    each folder in DIR is a learner's repository
  --secret-seeds FILE  the key that secret seeds are drawn from: any text that nobody can guess
  --out DIR            where gradebook.csv, .json, .html and a report for each go; else ./grades
  --workers N          programs at a time; else as many as there are processors
  --queue URL          lets \`faultlab worker\` on any machine grade, by way of a Redis or Valkey

Ends with 0 if all were graded, whatever their points, and with 2 if some could not be.`;

const options = {
  assignment: { type: 'string' }, json: { type: 'boolean' }, junit: { type: 'string' }, markdown: { type: 'string' }, annotations: { type: 'boolean' },
  submissions: { type: 'string' }, 'secret-seeds': { type: 'string' }, out: { type: 'string' }, workers: { type: 'string' }, queue: { type: 'string' },
} as const;

type Values = ReturnType<typeof parse<typeof options>>['values'];

const INSTRUCTORS = ['secret-seeds', 'out', 'workers', 'queue'] as const;
const LEARNERS = ['json', 'junit', 'markdown', 'annotations'] as const;

export async function command(args: readonly string[], context: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, options);
  if (positionals.length > 0) throw new UsageError(`grade takes no ${positionals[0]}: the assignment names the lessons`);
  const { submissions } = values;
  const wrong = (submissions === undefined ? INSTRUCTORS : LEARNERS).find(name => values[name] !== undefined);
  if (wrong !== undefined) throw new UsageError(submissions === undefined ? `--${wrong} goes with --submissions` : `--${wrong} is for a learner's own repository; a cohort's grades are in the gradebook`);
  return submissions === undefined ? preview(values, context) : cohort({ ...values, submissions }, context);
}

async function cohort(values: Values & { readonly submissions: string }, { terminal, dist }: Context): Promise<ExitCode> {
  const { assignment: file, submissions, out = 'grades' } = values;
  if (file === undefined) throw new UsageError('which assignment? Your own file, not one of a learner\'s: --assignment FILE');
  const { assignment, course } = await openForGrading(file, dist);
  const { catalogue } = course;
  const key = values['secret-seeds'] === undefined ? undefined : readSecretKey(values['secret-seeds']);
  const seeds = gradeSeeds(assignment, key);
  const workers = wholeNumber('workers', values.workers, MOST_WORKERS);
  if (workers !== undefined && values.queue !== undefined) throw new UsageError('either --workers here or --queue: `faultlab worker` has its own --workers');
  const here = (): GradeAll => gradeHere(graderOf(course, dist, key), workers ?? availableParallelism());
  const gradeAll = values.queue === undefined ? here() : await inQueue(values.queue, queueName({ faultlab: productVersion(dist), engine: catalogue.engine, key: key?.fingerprint }), terminal);
  return gradeCohort({ assignment, catalogue, seeds, submissions, out, gradeAll, terminal });
}

async function inQueue(url: string, name: string, terminal: Terminal): Promise<GradeAll> {
  const { gradeInQueue } = await import('../grade/queue/grader.ts');
  const told = new Set<string>();
  const notice = (text: string): void => {
    if (!told.has(text)) terminal.complain(text);
    told.add(text);
  };
  return gradeInQueue({ url, name, notice });
}
