import MarkdownIt from 'markdown-it';
import type { CatalogueScenario } from '../../course/catalogue.ts';

const WORDS = { least: 500, most: 900 };

/** Headings that every lesson has, in this order, after those of its story and its idea. */
const HEADINGS = ['What you write', 'How it is judged', 'What to look for', 'What real systems do', 'Sources'];

interface Section {
  readonly heading: string;
  /** Text without code blocks. */
  text: string;
  readonly links: string[];
}

/** What is wrong with a lesson's text. `firstLine` is the line of the file on which it begins. */
export function proseProblems(markdown: string, firstLine: number, scenarios: readonly CatalogueScenario[]): string[] {
  const sections = sectionsOf(markdown);
  const words = sections.reduce((sum, { heading, text }) => sum + wordsIn(heading) + wordsIn(text), 0);
  const judged = sections.find(({ heading }) => heading === 'How it is judged')?.text.toLowerCase() ?? '';
  return [
    ...(words < WORDS.least || words > WORDS.most ? [`lesson.md: ${words} words; a lesson has ${WORDS.least} to ${WORDS.most}`] : []),
    ...headingProblems(sections.map(({ heading }) => heading)),
    ...linkProblems(markdown, firstLine),
    ...(sections.find(({ heading }) => heading === 'Sources')?.links.length ? [] : ['lesson.md: "Sources" has no link']),
    ...scenarios.filter(({ id, label, hidden }) => !hidden && ![id, label.toLowerCase()].some(name => judged.includes(name))).map(({ id }) => `lesson.md: "How it is judged" does not describe ${id}`),
    ...scenarios.filter(({ id, hidden }) => hidden && markdown.includes(`\`${id}\``)).map(({ id }) => `lesson.md: names the hidden scenario ${id}`),
  ];
}

function sectionsOf(markdown: string): Section[] {
  const sections: Section[] = [{ heading: '', text: '', links: [] }];
  let level = '';
  for (const token of new MarkdownIt().parse(markdown, {})) {
    if (token.type === 'heading_open') level = token.tag;
    if (token.type === 'heading_close') level = '';
    if (token.type !== 'inline') continue;
    if (level === 'h2') {
      sections.push({ heading: token.content, text: '', links: [] });
      continue;
    }
    const section = sections.at(-1)!;
    for (const child of token.children!) {
      if (child.type === 'text' || child.type === 'code_inline') section.text += child.content;
      if (child.type === 'softbreak' || child.type === 'hardbreak') section.text += ' ';
      if (child.type === 'link_open') section.links.push(String(child.attrGet('href')));
    }
    section.text += '\n';
  }
  return sections;
}

const wordsIn = (text: string): number => text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;

function headingProblems(headings: readonly string[]): string[] {
  const named = headings.filter(heading => HEADINGS.includes(heading));
  const own = headings.slice(0, headings.findIndex(heading => HEADINGS.includes(heading))).filter(heading => heading !== '');
  return [
    ...HEADINGS.filter(heading => !named.includes(heading)).map(heading => `lesson.md: the section "## ${heading}" is missing`),
    ...(HEADINGS.filter(heading => named.includes(heading)).join() === named.join() ? [] : [`lesson.md: the sections come in the order ${HEADINGS.join(', ')}`]),
    ...(own.length >= 2 ? [] : ['lesson.md: two sections come before "What you write": what failed, under a heading of its own, and the idea']),
  ];
}

function linkProblems(markdown: string, firstLine: number): string[] {
  return markdown.split('\n').flatMap((line, index) => {
    const at = `lesson.md:${firstLine + index}`;
    const links = [...line.matchAll(/\]\((?!https:\/\/|#|lesson:)([^)]*)\)/g)].map(match => `${at}: the link to ${match[1]} leads neither to an https address nor to a lesson`);
    return [...links, ...(/^\s*<[a-z!/]/i.test(line) ? [`${at}: HTML is shown as text`] : []), ...(/!\[[^\]]*\]\(/.test(line) ? [`${at}: images are not shown`] : [])];
  });
}
