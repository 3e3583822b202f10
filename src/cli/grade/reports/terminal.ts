import type { Assignment } from '../../../course/assignment/assignment.ts';
import type { CatalogueLesson } from '../../../course/catalogue.ts';
import type { AttemptSource } from '../../../runner/protocol.ts';
import { Report } from '../../report.ts';
import type { Terminal } from '../../terminal.ts';
import type { LessonGrade } from '../grade.ts';
import { lessonText, pointsOf, printable, privateText } from './words.ts';

export function printHead({ title, due }: Assignment, terminal: Terminal): void {
  const { bold, dim } = terminal.colors;
  terminal.line(bold(printable(title)));
  if (due !== undefined) terminal.line(dim(`due ${due.text}`));
  terminal.line();
}

/** A lesson's verdicts, told as `faultlab run` tells them, and its points. */
export function printLesson(lesson: CatalogueLesson, graded: LessonGrade, source: AttemptSource | undefined, terminal: Terminal): void {
  const { bold, dim, red } = terminal.colors;
  if (source === undefined) terminal.line(`${bold(`${lesson.number} ${lesson.title}`)}\n${red(`✘ ${printable(lessonText(graded) ?? graded.verdict)}`)}`);
  else {
    const report = new Report(terminal, lesson, source, undefined);
    report.title();
    if (graded.problems !== undefined) report.problems(graded.problems);
    for (const scenario of graded.scenarios) report.scenario(scenario);
  }
  terminal.line(`${bold(pointsOf(graded))}\n${graded.private === undefined ? '' : `${dim(privateText(graded.private))}\n`}`);
}
