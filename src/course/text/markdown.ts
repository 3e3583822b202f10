import MarkdownIt from 'markdown-it';
import { linkedLesson } from './lessonlinks.ts';

/**
 * A renderer of lesson texts for pages without inline styles: links lead to https addresses, within the page or to
 * other lessons (`lessonlinks.ts`), HTML in the text is shown as text, there are no images. `highlight` turns code of a language into HTML; empty: the code as it is.
 */
export function lessonMarkdown(highlight: (code: string, language: string) => string = () => ''): (markdown: string) => string {
  const markdown = new MarkdownIt({ html: false, highlight });
  markdown.validateLink = url => /^(https:\/\/|#)/.test(url) || linkedLesson(url) !== undefined;
  markdown.disable('image');
  return text => markdown.render(text);
}
