import { strict as assert } from 'node:assert';
import type { CatalogueLesson } from '../../src/course/catalogue.ts';
import { lessonMarkdown } from '../../src/course/text/markdown.ts';
import { lessonLinks, withLessonLinks, type LinkWords } from '../../src/editor/model/lessonLinks.ts';
import { builtCatalogue } from '../cli/faultlab.ts';

const lessons = new Map(builtCatalogue().modules.flatMap(module => module.lessons).map(lesson => [lesson.id, lesson]));
const coming = [...lessons.values()].find(({ built }) => !built)!;
const words: LinkWords = { lesson: id => lessons.get(id), tooltip: ({ number, title }: CatalogueLesson) => `${number} ${title}` };
const shown = (text: string): string => withLessonLinks(lessonMarkdown()(text), words);

describe('a link to a lesson', () => {
  it('leads there and tells the title', () => {
    assert.equal(shown('nobody can say ([1.3](lesson:fundamentals/partial-failure)).'),
      '<p>nobody can say (<a href="lesson:fundamentals/partial-failure" title="1.3 The Partial Failure Model (The Real Enemy)">1.3</a>).</p>\n');
  });
  it('is no link where the lesson is coming or there is none', () => {
    assert.equal(shown(`[a *b*](lesson:${coming.id} "t") [c](lesson:no/such)`), `<p><span title="${coming.number} ${coming.title.replaceAll('&', '&#38;')}">a <em>b</em></span> c</p>\n`);
  });
  it('leaves other links, and what only looks like one, alone', () => {
    const text = '[a](https://example.org) [b](#c) `[1.3](lesson:fundamentals/partial-failure)` 1.3 [d](lesson:javascript:alert) [e](lesson:a/b?c)';
    assert.equal(shown(text), lessonMarkdown()(text));
    assert.deepEqual([...shown(text).matchAll(/href="([^"]*)"/g)].map(([, address]) => address), ['https://example.org', '#c']);
  });
  it('names the lessons before by number and short title, markup escaped', () => {
    const odd = { ...coming, id: 'a/b', number: '11.1', title: '<b> (c)', built: true };
    assert.deepEqual(lessonLinks(['fundamentals/latency-vs-throughput', 'no/such', 'a/b'], { ...words, lesson: id => (id === 'a/b' ? odd : lessons.get(id)) }).map(link => link.replace(/ title="[^"]*"/, '')), [
      '<a href="lesson:fundamentals/latency-vs-throughput">1.2 Latency vs Throughput</a>', '<a href="lesson:a/b">11.1 &#60;b&#62;</a>',
    ]);
  });
});

describe('the course\'s texts', () => {
  it('have only links to lessons that open', () => {
    const built = [...lessons.values()].filter(lesson => lesson.built);
    const texts = built.flatMap(({ html, hints }) => [html, ...hints]);
    const linked = texts.flatMap(html => [...html.matchAll(/href="lesson:([^"]*)"/g)].map(([, id]) => id!));
    assert.ok(linked.length > 30, String(linked.length));
    assert.deepEqual(linked.filter(id => !lessons.get(id)?.built), []);
    assert.deepEqual(texts.filter(html => html.includes('](lesson:')), []);
  });
});
