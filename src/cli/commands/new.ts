import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseCourse } from '../authoring/course.ts';
import { readText } from '../authoring/lessonfolder.ts';
import { copySkeleton } from '../authoring/skeleton.ts';
import type { Context } from '../context.ts';
import { didYouMean } from '../nearest.ts';
import { shownPath } from '../places.ts';
import { parse, UsageError, type ExitCode } from '../usage.ts';

export const usage = 'faultlab new <module> <lesson>';
export const help = `A new lesson's folder, for people who write lessons: a small lesson that works, with the title,
level and kits that lessons/course.yaml gives it. lessons/README.md says what to make of it.

  faultlab new consensus fencing-tokens

Ends with 0, or with 2 if the course has no such lesson or its folder exists.`;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const [module, slug, ...more] = parse(args, {}).positionals;
  if (module === undefined || slug === undefined || more.length > 0) throw new UsageError('new takes a module and a lesson, as lessons/course.yaml names them: faultlab new consensus fencing-tokens');
  const lessons = join(dist, '..', 'lessons');
  const courseFile = join(lessons, 'course.yaml');
  if (!existsSync(courseFile)) throw new UsageError(`the lessons' sources are not here: there is no ${courseFile}`);
  const course = parseCourse(readText(courseFile), shownPath(courseFile)).flatMap(({ lessons: all }) => all);
  const id = `${module}/${slug}`;
  const lesson = course.find(each => each.id === id);
  if (!lesson) throw new UsageError(`${shownPath(courseFile)} has no lesson ${id}${didYouMean(id, course.map(each => each.id))}`);
  const folder = join(lessons, lesson.folder);
  if (existsSync(folder)) throw new UsageError(`${shownPath(folder)} is there already; nothing was changed`);
  copySkeleton(lessons, lesson);
  terminal.line(`${shownPath(folder)} is a lesson now. Next:

  npm run build                            # whenever a lesson changed
  npx faultlab check ${id} --update-golden`);
  return 0;
}
