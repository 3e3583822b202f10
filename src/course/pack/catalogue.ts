import type { CatalogueLesson, CatalogueModule } from '../catalogue.ts';
import { shownScenarios, type LessonOutline } from '../outline.ts';
import { parseHints } from '../text/hints.ts';
import { isLearnerFile } from '../workspace.ts';
import type { Pack, PackLesson } from './pack.ts';

/**
 * The group of a pack as the tree and the command show it: `number` is its place after the course's modules, `outlines` what
 * its lessons' scenarios come to. A lesson without an outline, which could not be evaluated, is left out.
 */
export function packModule({ id, title, lessons }: Pack, number: number, outlines: ReadonlyMap<string, LessonOutline>, render: (markdown: string) => string): CatalogueModule {
  const shown = lessons.filter(({ source }) => outlines.has(source.id));
  return { id, number, title, lessons: shown.map((lesson, index) => catalogueLesson(lesson, { module: id, number: `${number}.${index + 1}` }, outlines.get(lesson.source.id)!, render)) };
}

function catalogueLesson({ source, folder, frontMatter, body, files }: PackLesson, { module, number }: Pick<CatalogueLesson, 'module' | 'number'>, outline: LessonOutline, render: (markdown: string) => string): CatalogueLesson {
  const { title, level, kits, minutes, prerequisites } = frontMatter;
  return {
    id: source.id, module, number, title, level, kits, minutes, prerequisites, built: true,
    scenarios: shownScenarios(outline.scenarios),
    handlers: outline.handlers.map(({ name, kind }) => ({ name, kind })),
    version: source.version,
    folder: `${module}/${folder}`,
    files: Object.fromEntries([...files].filter(([path]) => isLearnerFile(path))),
    solution: files.get('solution.ts')!,
    html: render(body),
    hints: parseHints(files.get('hints.md') ?? '').flatMap(({ hints }) => hints.map(render)),
  };
}
