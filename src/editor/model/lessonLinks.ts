import type { CatalogueLesson } from '../../course/catalogue.ts';
import { escapeHtml } from '../../panel/html.ts';
import { shortTitle } from './titles.ts';

export interface LinkWords {
  /** Of lessons that there are. */
  lesson(id: string): CatalogueLesson | undefined;
  tooltip(lesson: CatalogueLesson): string;
}

/** A lesson's text with its links to lessons: one that is coming is named but cannot be opened, one that there is not is text. */
export function withLessonLinks(html: string, words: LinkWords): string {
  return html.replace(/<a href="lesson:([^"]+)"[^>]*>(.*?)<\/a>/gs, (_, id: string, text: string) => {
    const lesson = words.lesson(id);
    return lesson === undefined ? text : lessonLink(lesson, text, words);
  });
}

/** Links to the lessons with these ids, number and title each. */
export function lessonLinks(ids: readonly string[], words: LinkWords): string[] {
  return ids.flatMap(id => words.lesson(id) ?? []).map(lesson => lessonLink(lesson, escapeHtml(`${lesson.number} ${shortTitle(lesson.title)}`), words));
}

function lessonLink(lesson: CatalogueLesson, html: string, { tooltip }: LinkWords): string {
  const title = `title="${escapeHtml(tooltip(lesson))}"`;
  return lesson.built ? `<a href="lesson:${escapeHtml(lesson.id)}" ${title}>${html}</a>` : `<span ${title}>${html}</span>`;
}
