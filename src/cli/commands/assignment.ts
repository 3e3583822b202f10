import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { parseDocument } from 'yaml';
import { pinOf, type AssignedLesson, type Assignment } from '../../course/assignment/assignment.ts';
import { findBuiltLesson } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { openCourse, packOptions } from '../course.ts';
import { assignmentText, openAssignment, requirePinned } from '../grade/assignmentfile.ts';
import { hasPrivate, openForGrading, privatePins, readPrivate } from '../grade/privatescenarios.ts';
import { tryPrivate } from '../grade/tryprivate.ts';
import { shownPath } from '../places.ts';
import { productVersion } from '../product.ts';
import { counted, type Terminal } from '../terminal.ts';
import { parse, UsageError, type ExitCode } from '../usage.ts';

export const usage = 'faultlab assignment new FILE <lesson…> [--pack DIR] | check FILE | pin FILE';
export const help = `For instructors: an assignment is a YAML file, faultlab/assignment.yaml in the learner's repository.

  new FILE <lesson…>   writes one with these lessons, 10 points each, pinned; with --pack DIR also
                       lessons of a lesson pack, whose folder has to lie in the same repository
  check FILE           says what it asks for, and whether this Faultlab may grade it; where the
                       private scenarios are at hand, runs the lessons' solutions on them
  pin FILE             writes into it the engine and the lessons that are here, and your private
                       scenarios: programs are graded only with these, so that a grade is the
                       same everywhere

  faultlab assignment new faultlab/assignment.yaml 6.1 6.2

Ends with 0, with 1 if a solution fails a private scenario, or with 2 if the file is wrong, was
pinned with another Faultlab, or exists already.`;

export async function command(args: readonly string[], context: Context): Promise<ExitCode> {
  const { values: { pack: packs = [] }, positionals: [what, file, ...lessons] } = parse(args, packOptions);
  if (what === undefined || !['new', 'check', 'pin'].includes(what)) throw new UsageError('assignment new, check or pin?');
  if (file === undefined) throw new UsageError(`which file? faultlab assignment ${what} faultlab/assignment.yaml`);
  if (what === 'new') return create(file, { lessons, packs }, context);
  if (packs.length > 0) throw new UsageError(`--pack goes with new; ${shownPath(file)} names its packs itself`);
  if (lessons.length > 0) throw new UsageError(`one file at a time: ${lessons.join(' ')} is too much`);
  return what === 'pin' ? pin(file, context) : check(file, context);
}

async function create(file: string, { lessons: names, packs }: { readonly lessons: readonly string[]; readonly packs: readonly string[] }, context: Context): Promise<ExitCode> {
  if (names.length === 0) throw new UsageError('which lessons? faultlab assignment new faultlab/assignment.yaml 6.1 6.2');
  if (existsSync(file)) throw new UsageError(`${shownPath(file)} is there already; nothing was changed`);
  const { catalogue } = await openCourse(context.dist, packs);
  const lessons = names.map(name => findBuiltLesson(catalogue, name));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, template(lessons, packs.map(pack => relative(dirname(file), pack).replaceAll('\\', '/'))));
  return pin(file, context);
}

const template = (lessons: readonly { readonly id: string; readonly number: string; readonly title: string }[], packs: readonly string[]): string => `title: An assignment
# due: 2026-12-05T23:59+01:00
${packs.length > 0 ? `\npacks:\n${packs.map(pack => `  - ${JSON.stringify(pack)}\n`).join('')}` : ''}
lessons:
${lessons.map(({ id, number, title }) => `  # ${number} ${title}\n  - lesson: ${id}\n    points: 10\n`).join('')}
# Learners see how they fare on each scenario's own seeds. The grade can be made on secret ones:
# seeds:
#   secret: 100
`;

async function pin(file: string, { terminal, dist }: Context): Promise<ExitCode> {
  const text = assignmentText(file);
  const opened = await openAssignment(file, dist);
  const pinned = pinOf(opened.assignment, opened.course.catalogue, productVersion(dist), privatePins(await readPrivate(opened, file, dist)));
  const document = parseDocument(text);
  document.set('pinned', document.createNode(pinned));
  writeFileSync(file, document.toString({ lineWidth: 0 }));
  terminal.line(`${shownPath(file)} is pinned to Faultlab ${pinned.faultlab}, engine ${pinned.engine}, ${counted(Object.keys(pinned.lessons).length, 'lesson')}`);
  return 0;
}

async function check(file: string, { terminal, dist }: Context): Promise<ExitCode> {
  const opened = await openAssignment(file, dist);
  const { assignment, course } = opened;
  print(assignment, terminal);
  requirePinned(assignment, file, course.catalogue);
  if (!hasPrivate(opened, file)) return 0;
  return await tryPrivate(await openForGrading(file, dist), { terminal, dist }) ? 0 : 1;
}

function print({ title, due, lessons, points, publicSeeds, secretSeeds, hiddenAttempts }: Assignment, terminal: Terminal): void {
  const { bold, dim } = terminal.colors;
  terminal.line(bold(title));
  if (due !== undefined) terminal.line(`due ${due.text}`);
  for (const each of lessons) terminal.line(`  ${each.lesson.number.padEnd(5)} ${each.lesson.title}  ${dim([counted(each.points, 'point'), ...privateWords(each)].join(', '))}`);
  terminal.line(counted(points, 'point'));
  terminal.line(dim(`learners: ${publicSeeds === undefined ? 'each scenario’s own panel' : `${counted(publicSeeds, 'seed')} a scenario`}; the grade: ${secretSeeds === undefined ? 'the same' : `${counted(secretSeeds, 'secret seed')} a scenario`}`));
  if (hiddenAttempts !== undefined) terminal.line(dim(`${counted(hiddenAttempts, 'attempt')} on the hidden scenarios of a lesson`));
}

function privateWords({ private: own }: AssignedLesson): string[] {
  if (own === undefined) return [];
  return [`and ${counted(own.points, 'point')} for ${own.count === undefined ? 'private scenarios' : counted(own.count, 'private scenario')}`];
}
