import { join } from 'node:path';
import type { Catalogue, CatalogueLesson } from '../../course/catalogue.ts';
import type { Lesson } from '../../course/lesson.ts';
import { parseCourse, type CourseLesson } from './course.ts';
import { declarationsOf } from './declarations.ts';
import { shownScenarios } from '../../course/outline.ts';
import { isLearnerFile } from '../../course/workspace.ts';
import { parseHints } from '../../course/text/hints.ts';
import { createRenderer } from './html.ts';
import { isBuilt, lessonFiles, readText, versionOf } from './lessonfolder.ts';
import { parseLessonText } from '../../course/text/lessontext.ts';
import { ContentError } from '../../course/yaml.ts';

/** The built lessons' scenarios, as the module `faultlab:lessons` exports them. */
export interface BuiltLessons {
  readonly engine: string;
  readonly chunks: Readonly<Record<string, () => Promise<{ readonly lesson: Lesson }>>>;
}

/** The catalogue of a checkout. Throws `ContentError` where a lesson's author has something to correct. */
export async function buildCatalogue(root: string, { engine, chunks }: BuiltLessons): Promise<Catalogue> {
  const lessons = join(root, 'lessons');
  const render = await createRenderer();
  const shown = async (lesson: CourseLesson): Promise<CatalogueLesson> =>
    isBuilt(lessons, lesson.folder) ? builtLesson(lesson, lessons, (await chunks[lesson.id]!()).lesson, render) : comingLesson(lesson);
  const course = parseCourse(readText(join(lessons, 'course.yaml')), 'lessons/course.yaml');
  const modules = await Promise.all(course.map(async module => ({ ...module, lessons: await Promise.all(module.lessons.map(shown)) })));
  return { engine, types: declarationsOf(join(root, 'src', 'kits')), modules };
}

function comingLesson(lesson: CourseLesson): CatalogueLesson {
  return { ...lesson, minutes: 0, prerequisites: [], built: false, scenarios: [], handlers: [], version: '', files: {}, solution: '', html: '', hints: [] };
}

function builtLesson(course: CourseLesson, lessons: string, lesson: Lesson, render: (markdown: string) => string): CatalogueLesson {
  const files = lessonFiles(join(lessons, course.folder));
  const file = (path: string): string => `lessons/${course.folder}/${path}`;
  const text = (path: string): string => {
    const found = files.get(path);
    if (found === undefined) throw new ContentError(file(path), undefined, 'is missing');
    return found;
  };
  const { frontMatter: { title, level, minutes, kits, prerequisites }, body } = parseLessonText(text('lesson.md'), file('lesson.md'));
  for (const [name, own, theirs] of [['title', title, course.title], ['level', level, course.level], ['kits', kits.join(', '), course.kits.join(', ')]]) {
    if (own !== theirs) throw new ContentError(file('lesson.md'), undefined, `${name} is "${own}", but "${theirs}" in course.yaml`);
  }
  return {
    ...course, minutes, prerequisites, built: true,
    scenarios: shownScenarios(lesson.scenarios),
    handlers: Object.entries(lesson.handlers).map(([name, { kind }]) => ({ name, kind })),
    version: versionOf(files),
    files: Object.fromEntries([...files].filter(([path]) => isLearnerFile(path))),
    solution: text('solution.ts'),
    html: render(body),
    hints: parseHints(files.get('hints.md') ?? '').flatMap(({ hints }) => hints.map(render)),
  };
}
