import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import type { Assignment } from '../../../course/assignment/assignment.ts';
import type { Catalogue } from '../../../course/catalogue.ts';
import { shownPath } from '../../places.ts';
import { counted, type Terminal } from '../../terminal.ts';
import { UsageError, type ExitCode } from '../../usage.ts';
import { gradeOf, type Grade } from '../grade.ts';
import { markdownReport } from '../reports/markdown.ts';
import { pointsOf, printable } from '../reports/words.ts';
import type { LessonResult } from '../result.ts';
import type { SeedChoice } from '../seeds.ts';
import { gradebook, type Row } from './book.ts';
import { bookCsv } from './bookcsv.ts';
import { bookHtml, seedsTold } from './bookhtml.ts';
import type { GradeAll } from './local.ts';
import { ResultFiles } from './resultfiles.ts';
import { readSubmissions, type Submission } from './submissions.ts';
import { keyOf, taskOf, type GradeTask } from './task.ts';

export interface Cohort {
  readonly assignment: Assignment;
  readonly catalogue: Catalogue;
  readonly seeds: SeedChoice;
  /** Each folder in it is a repository. */
  readonly submissions: string;
  /** Where results and the book go. */
  readonly out: string;
  readonly gradeAll: GradeAll;
  readonly terminal: Terminal;
}

/** Grades every repository and writes the book. What was graded before, by a grader that was killed for example, is not graded again. */
export async function gradeCohort({ assignment, catalogue, seeds, submissions: folder, out, gradeAll, terminal }: Cohort): Promise<ExitCode> {
  const submissions = readSubmissions(folder, assignment);
  refuseOutInside(folder, out);
  const files = new ResultFiles(join(out, 'results'));
  const state = new CohortState({ submissions, assignment, engine: catalogue.engine, seeds });
  for (const key of state.tasks.keys()) {
    const before = files.get(key);
    if (before) state.take(key, before);
  }
  const left = new Map([...state.tasks].filter(([key]) => !state.has(key)));
  if (left.size < state.tasks.size) terminal.line(terminal.colors.dim(`${counted(state.tasks.size - left.size, 'program')} graded before`));
  for (const row of state.newRows()) print(row, terminal);
  let finished = 0;
  terminal.progress(`0 of ${counted(left.size, 'program')}`);
  await gradeAll(left, (key, result) => {
    if (result.kind !== 'ungraded') files.put(key, result);
    state.take(key, result);
    for (const row of state.newRows()) print(row, terminal);
    terminal.progress(`${++finished} of ${counted(left.size, 'program')}`);
  });
  const rows = submissions.map(submission => state.rowOf(submission));
  writeBook({ assignment, seeds, rows, out });
  return summarise(rows, out, terminal);
}

/** Who could write there could write results of their own. */
function refuseOutInside(folder: string, out: string): void {
  mkdirSync(out, { recursive: true });
  if (`${realpathSync(out)}${sep}`.startsWith(`${realpathSync(folder)}${sep}`)) throw new UsageError(`${shownPath(out)} lies in the folder of the submissions; name another one with --out`);
}

/** Which programs there are, whose they are, and what is known of them. */
class CohortState {
  /** By key; equal programs once. */
  readonly tasks = new Map<string, GradeTask>();
  private readonly assignment: Assignment;
  private readonly results = new Map<string, LessonResult>();
  /** Keys of each submission's lessons; undefined where there is nothing to run. */
  private readonly keys = new Map<Submission, readonly (string | undefined)[]>();
  private readonly untold: Set<Submission>;

  constructor({ submissions, assignment, engine, seeds }: { submissions: readonly Submission[]; assignment: Assignment; engine: string; seeds: SeedChoice }) {
    this.assignment = assignment;
    this.untold = new Set(submissions);
    for (const submission of submissions) {
      this.keys.set(submission, submission.lessons.map((submitted, index) => {
        if (submitted.kind !== 'source') return undefined;
        const task = taskOf(assignment.lessons[index]!.lesson, engine, seeds, submitted.source);
        const key = keyOf(task);
        this.tasks.set(key, task);
        return key;
      }));
    }
  }

  has(key: string): boolean {
    return this.results.has(key);
  }

  take(key: string, result: LessonResult): void {
    this.results.set(key, result);
  }

  /** Of submissions that are wholly graded and were not given yet. */
  newRows(): Row[] {
    const ready = [...this.untold].filter(submission => this.keys.get(submission)!.every(key => key === undefined || this.has(key)));
    for (const submission of ready) this.untold.delete(submission);
    return ready.map(submission => this.rowOf(submission));
  }

  rowOf(submission: Submission): Row {
    const keys = this.keys.get(submission)!;
    const byLesson = new Map(this.assignment.lessons.map(({ lesson }, index): [string, LessonResult] => {
      const submitted = submission.lessons[index]!;
      return [lesson.id, submitted.kind === 'source' ? this.results.get(keys[index]!)! : submitted];
    }));
    return { name: submission.name, ...gradeOf(this.assignment, lesson => byLesson.get(lesson)!) };
  }
}

function print(row: Row, terminal: Terminal): void {
  const { green, yellow, red } = terminal.colors;
  const colour = isUngraded(row) ? red : row.points === row.of ? green : yellow;
  terminal.line(`${printable(row.name)}  ${colour(pointsOf(row))}`);
}

const isUngraded = ({ lessons }: Grade): boolean => lessons.some(({ verdict }) => verdict === 'ungraded');

interface Written {
  readonly assignment: Assignment;
  readonly seeds: SeedChoice;
  readonly rows: readonly Row[];
  readonly out: string;
}

/** The book in three forms, and a report for each submission. */
function writeBook({ assignment, seeds, rows, out }: Written): void {
  const book = gradebook(assignment, seeds, rows);
  writeWhole(join(out, 'gradebook.json'), `${JSON.stringify(book, null, 2)}\n`);
  writeWhole(join(out, 'gradebook.csv'), bookCsv(book));
  writeWhole(join(out, 'gradebook.html'), bookHtml(book));
  const reports = join(out, 'reports');
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports);
  for (const grade of rows) writeWhole(join(reports, `${basename(grade.name)}.md`), markdownReport({ assignment, grade }, seedsTold(book)));
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function summarise(rows: readonly Row[], out: string, terminal: Terminal): ExitCode {
  const ungraded = rows.filter(isUngraded);
  terminal.line(`\n${counted(rows.length, 'submission')}: ${shownPath(resolve(out, 'gradebook.html'))}, .csv and .json`);
  if (ungraded.length > 0) terminal.complain(terminal.complaintColors.red(`${counted(ungraded.length, 'submission')} could not be graded, through no fault of theirs; grade once more: ${ungraded.map(({ name }) => printable(name)).join(', ')}`));
  return ungraded.length > 0 ? 2 : 0;
}
