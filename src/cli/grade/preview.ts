import { appendFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ASSIGNMENT_FILE, FOLDER } from '../../course/workspace.ts';
import type { ScenarioVerdict } from '../../lab/verdict.ts';
import type { Progress, Runner } from '../../runner/runner.ts';
import type { Context } from '../context.ts';
import { shownPath } from '../places.ts';
import { counted, type Terminal } from '../terminal.ts';
import { UsageError, type ExitCode } from '../usage.ts';
import { assignmentOf, findRepository, openAssignment, requirePinned, type OpenedAssignment } from './assignmentfile.ts';
import { hiddenLimit, usedUp, type HiddenLimit } from './attempts.ts';
import { gradeOf, lessonGrade, type Grade } from './grade.ts';
import { graders, judge, type Grading } from './judge.ts';
import { annotations } from './reports/annotations.ts';
import { markdownReport } from './reports/markdown.ts';
import { printHead, printLesson } from './reports/terminal.ts';
import { pointsOf, type Reported } from './reports/words.ts';
import type { LessonResult } from './result.ts';
import { publicSeeds } from './seeds.ts';
import { readSubmission } from './submission.ts';

export interface PreviewOptions {
  readonly assignment?: string | undefined;
  readonly json?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
  readonly annotations?: boolean | undefined;
}

/** Grades the exercises of the repository that this is, on public seeds. */
export async function preview(values: PreviewOptions, { terminal, dist }: Context): Promise<ExitCode> {
  const repository = findRepository(process.cwd());
  const file = values.assignment ?? assignmentOf(repository);
  if (file === undefined) throw new UsageError(`there is no ${FOLDER}/${ASSIGNMENT_FILE} in ${repository}; name the assignment's file with --assignment`);
  const opened = await openAssignment(file, dist);
  const { assignment, course } = opened;
  requirePinned(assignment, file, course.catalogue);
  if (!values.json) printHead(assignment, terminal);
  const grade = await gradeHere(opened, repository, { terminal, dist }, values.json === true);
  const reported = { assignment, grade };
  if (values.json) terminal.json({ assignment: assignment.title, ...grade });
  else terminal.line(`${terminal.colors.bold(pointsOf(grade))}\n${terminal.colors.dim(NOTE)}`);
  await writeReports(values, reported, repository, terminal);
  return exitCode(grade);
}

async function writeReports({ json, junit, markdown, annotations: annotated }: PreviewOptions, reported: Reported, repository: string, terminal: Terminal): Promise<void> {
  if (junit !== undefined) {
    const { junitReport } = await import('./reports/junit.ts');
    save(junit, () => writeFileSync(junit, junitReport(reported)));
  }
  if (markdown !== undefined) save(markdown, () => appendFileSync(markdown, markdownReport(reported, NOTE)));
  // GitHub looks for them in both streams; JSON stays alone in its own.
  if (annotated) for (const line of annotations(reported, file => pathInCheckout(repository, file))) json ? terminal.complain(line) : terminal.line(line);
}

const NOTE = 'This is a preview. The grade is what your instructor\'s run of your program comes to.';

/** Grades the exercises of a repository, one lesson after the other. */
async function gradeHere({ assignment, course }: OpenedAssignment, repository: string, { terminal, dist }: Context, quiet: boolean): Promise<Grade> {
  const open = graders(dist, course, true);
  const runner = open();
  const seeds = publicSeeds(assignment);
  const results = new Map<string, LessonResult>();
  try {
    for (const assigned of assignment.lessons) {
      const { lesson } = assigned;
      const submitted = readSubmission(repository, lesson);
      const progress = ({ done, total }: Progress): void => terminal.progress(`${lesson.number}: ${done} of ${counted(total, 'seed')}`);
      terminal.progress(`loading lesson ${lesson.number}`);
      const limit = submitted.kind === 'source' ? hiddenLimit(assignment, repository, lesson, submitted.source) : undefined;
      const result = submitted.kind === 'source' ? await judgeWithin(limit, { lesson, seeds, source: submitted.source, progress }, runner, open) : submitted;
      results.set(lesson.id, result);
      const attempts = result.kind === 'judged' && limit?.open ? limit.count() : undefined;
      if (quiet) continue;
      printLesson(lesson, lessonGrade(assigned, result), submitted.kind === 'source' ? submitted.source : undefined, terminal);
      if (limit?.open === false) terminal.line(`${terminal.colors.yellow(usedUp(limit))}\n`);
      if (attempts !== undefined) terminal.line(terminal.colors.dim(`${attempts} of ${counted(limit!.most, 'attempt')} on the hidden scenarios\n`));
    }
  } finally {
    runner.dispose();
  }
  return gradeOf(assignment, lesson => results.get(lesson)!);
}

/** Where no attempt is left, the hidden scenarios stay unjudged. */
async function judgeWithin(limit: HiddenLimit | undefined, grading: Grading, runner: Runner, open: () => Runner): Promise<LessonResult> {
  if (limit?.open !== false) return judge(grading, runner, open);
  const { scenarios } = grading.lesson;
  const result = await judge({ ...grading, scenarios: scenarios.filter(({ hidden }) => !hidden).map(({ id }) => id) }, runner, open);
  if (result.kind !== 'judged') return result;
  const unjudged = (id: string): ScenarioVerdict => ({ id, hidden: true, verdict: 'unjudged', seeds: 0, failedSeeds: [], demands: [] });
  return { ...result, scenarios: scenarios.map(({ id }) => result.scenarios.find(verdict => verdict.id === id) ?? unjudged(id)) };
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
