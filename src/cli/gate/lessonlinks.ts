import type { CatalogueLesson } from '../../course/catalogue.ts';

/** What is wrong with the links to lessons in a text of `file`, which begins on its line `firstLine`. `course`: all lessons there are. */
export function lessonLinkProblems(file: string, text: string, firstLine: number, course: readonly Pick<CatalogueLesson, 'id' | 'number'>[]): string[] {
  return text.split('\n').flatMap((line, index) => [...line.matchAll(/\[([^\]]*)\]\(lesson:([^)]*)\)/g)].flatMap(([, label = '', id = '']) => {
    const at = `${file}:${firstLine + index}`;
    const lesson = course.find(each => each.id === id);
    if (lesson === undefined) return [`${at}: there is no lesson ${id}`];
    return /^\d+\.\d+$/.test(label) && label !== lesson.number ? [`${at}: the link says ${label}, but ${id} is ${lesson.number}`] : [];
  }));
}
