import { appendFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ASSIGNMENT_FILE, type Assignment } from '../../course/assignment/assignment.ts';
import { FOLDER } from '../../course/workspace.ts';
import type { Progress } from '../../runner/runner.ts';
import { loadCatalogue } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { assignmentOf, findRepository, readAssignment, requirePinned } from '../grade/assignmentfile.ts';
import { gradeOf, lessonGrade, type Grade } from '../grade/grade.ts';
import { graders, judge } from '../grade/judge.ts';
import { annotations } from '../grade/reports/annotations.ts';
import { markdownReport } from '../grade/reports/markdown.ts';
import { printHead, printLesson } from '../grade/reports/terminal.ts';
import { pointsOf, type Reported } from '../grade/reports/words.ts';
import type { LessonResult } from '../grade/result.ts';
import type { SeedChoice } from '../grade/seeds.ts';
import { readSubmission } from '../grade/submission.ts';
import { shownPath } from '../places.ts';
import { counted, type Terminal } from '../terminal.ts';
import { parse, UsageError, type ExitCode } from '../usage.ts';

export const usage = 'faultlab grade [--assignment FILE] [--json] [--junit FILE] [--markdown FILE] [--annotations]';
export const help = `Shows what your exercises are worth in an assignment: a preview, on public seeds. It runs what
faultlab/assignment.yaml asks for, here or in a folder above.

  --assignment FILE  another assignment than that
  --json             {assignment, points, of, lessons: [{lesson, file, verdict, points, of, scenarios}]}
  --junit FILE       also writes the verdicts to FILE, as JUnit XML
  --markdown FILE    also adds a report to FILE, for example to $GITHUB_STEP_SUMMARY
  --annotations      also prints the failures as GitHub Actions shows them at their lines

Ends with 0 for all points, 1 if a scenario failed, threw or got stuck, 2 if an exercise is
missing or could not be judged.`;

const options = {
  assignment: { type: 'string' }, json: { type: 'boolean' }, junit: { type: 'string' }, markdown: { type: 'string' }, annotations: { type: 'boolean' },
} as const;

export async function command(args: readonly string[], context: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, options);
  if (positionals.length > 0) throw new UsageError(`grade takes no ${positionals[0]}: the assignment names the lessons`);
  return preview(values, context);
}

interface Values {
  readonly assignment?: string | undefined;
  readonly json?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
  readonly annotations?: boolean | undefined;
}

async function preview(values: Values, { terminal, dist }: Context): Promise<ExitCode> {
  const catalogue = loadCatalogue(dist);
  const repository = findRepository(process.cwd());
  const file = values.assignment ?? assignmentOf(repository);
  if (file === undefined) throw new UsageError(`there is no ${FOLDER}/${ASSIGNMENT_FILE} in ${repository}; name the assignment's file with --assignment`);
  const assignment = readAssignment(file, catalogue);
  requirePinned(assignment, file, catalogue);
  if (!values.json) printHead(assignment, terminal);
  const grade = await gradeHere(assignment, repository, { terminal, dist }, values.json === true);
  const reported = { assignment, grade };
  if (values.json) terminal.json({ assignment: assignment.title, ...grade });
  else terminal.line(`${terminal.colors.bold(pointsOf(grade))}\n${terminal.colors.dim(NOTE)}`);
  await writeReports(values, reported, repository, terminal);
  return exitCode(grade);
}

async function writeReports({ json, junit, markdown, annotations: annotated }: Values, reported: Reported, repository: string, terminal: Terminal): Promise<void> {
  if (junit !== undefined) {
    const { junitReport } = await import('../grade/reports/junit.ts');
    save(junit, () => writeFileSync(junit, junitReport(reported)));
  }
  if (markdown !== undefined) save(markdown, () => appendFileSync(markdown, markdownReport(reported, NOTE)));
  // GitHub looks for them in both streams; JSON stays alone in its own.
  if (annotated) for (const line of annotations(reported, file => pathInCheckout(repository, file))) json ? terminal.complain(line) : terminal.line(line);
}

const NOTE = 'This is a preview. The grade is what your instructor\'s run of your program comes to.';

/** Grades the exercises of a repository, one lesson after the other. */
async function gradeHere(assignment: Assignment, repository: string, { terminal, dist }: Context, quiet: boolean): Promise<Grade> {
  const open = graders(dist);
  const runner = open();
  const seeds: SeedChoice = assignment.publicSeeds === undefined ? { kind: 'panel' } : { kind: 'public', count: assignment.publicSeeds };
  const results = new Map<string, LessonResult>();
  try {
    for (const assigned of assignment.lessons) {
      const { lesson } = assigned;
      const submitted = readSubmission(repository, lesson);
      const progress = ({ done, total }: Progress): void => terminal.progress(`${lesson.number}: ${done} of ${counted(total, 'seed')}`);
      terminal.progress(`loading lesson ${lesson.number}`);
      const result: LessonResult = submitted.kind === 'source' ? await judge({ lesson, seeds, source: submitted.source, progress }, runner, open) : submitted;
      results.set(lesson.id, result);
      if (quiet) continue;
      printLesson(lesson, lessonGrade(assigned, result), submitted.kind === 'source' ? submitted.source : undefined, terminal);
    }
  } finally {
    runner.dispose();
  }
  return gradeOf(assignment, lesson => results.get(lesson)!);
}

/** Where a checkout has a file of the repository: GitHub wants paths from its root. */
function pathInCheckout(repository: string, file: string): string {
  return relative(process.env['GITHUB_WORKSPACE'] ?? process.cwd(), join(repository, file)).replaceAll('\\', '/');
}

function exitCode({ lessons }: Grade): ExitCode {
  if (lessons.some(({ verdict }) => !['passed', 'failed', 'error', 'stuck'].includes(verdict))) return 2;
  return lessons.every(({ verdict }) => verdict === 'passed') ? 0 : 1;
}

function save(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UsageError(`cannot write ${shownPath(file)}: ${(error as Error).message}`);
  }
}
