import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parseCourse } from '../../src/cli/authoring/course.ts';
import { parseHints } from '../../src/course/text/hints.ts';
import { createRenderer } from '../../src/cli/authoring/html.ts';
import { versionOf } from '../../src/cli/authoring/lessonfolder.ts';
import { parseLessonText } from '../../src/course/text/lessontext.ts';
import { ContentError } from '../../src/course/yaml.ts';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import { ownFiles } from '../../src/course/workspace.ts';
import { builtCatalogue, Folder, root } from './faultlab.ts';

const frontMatter = '---\ntitle: "A: b"\nlevel: core\nminutes: 30\nkits: [cluster]\nprerequisites: []\nfails: calm\n---\n';
const refusedWith = (text: string) => (error: Error) => error instanceof ContentError && error.message === text;

describe('the course', () => {
  it('has ten modules of ten lessons, each with a name of its own', () => {
    const modules = parseCourse(readFileSync(join(root, 'lessons', 'course.yaml'), 'utf8'), 'lessons/course.yaml');
    assert.deepEqual(modules.map(({ lessons }) => lessons.length), Array<number>(10).fill(10));
    assert.equal(new Set(modules.flatMap(({ lessons }) => lessons.map(({ id }) => id))).size, 100);
    const { folder, number } = modules[5]!.lessons[9]!;
    assert.deepEqual([folder, number], ['06-reliability/10-failure-injection', '6.10']);
  });

  it('names the line of a mistake', () => {
    const text = 'modules:\n  - id: a\n    title: A\n    lessons:\n      - { id: b, title: B, level: easy, kits: [cluster] }\n';
    assert.throws(() => parseCourse(text, 'course.yaml'), (error: Error) => error instanceof ContentError && /^course\.yaml:5: modules\.0\.lessons\.0\.level: /.test(error.message));
    assert.throws(() => parseCourse('modules: [', 'course.yaml'), (error: Error) => error instanceof ContentError && /^course\.yaml:1: /.test(error.message));
  });
});

describe('the text of a lesson', () => {
  it('begins after its front matter', () => {
    const { frontMatter: { title, fails }, body, bodyLine } = parseLessonText(`${frontMatter}## One\n`, 'lesson.md');
    assert.deepEqual({ title, fails, body, bodyLine }, { title: 'A: b', fails: 'calm', body: '## One\n', bodyLine: 9 });
  });

  it('names file and line of what is wrong in its front matter', () => {
    assert.throws(() => parseLessonText('## One', 'lesson.md'), refusedWith('lesson.md:1: front matter between two lines of --- is missing'));
    assert.throws(() => parseLessonText(frontMatter.replace('30', 'soon'), 'lesson.md'), (error: Error) => /^lesson\.md:4: minutes: /.test(error.message));
    assert.throws(() => parseLessonText(frontMatter.replace('fails', 'failz'), 'lesson.md'), (error: Error) => /^lesson\.md:\d: failz: /.test(error.message));
  });

  it('becomes HTML without inline styles, raw HTML, images or links that are not https', async () => {
    const render = await createRenderer();
    const html = render([
      '## Head', '', '<script>alert(1)</script>', '', '[good](https://example.org/a) [bad](http://example.org) [worse](javascript:alert(1)) ![x](https://example.org/x.png)', '',
      '```ts', 'const a: string = `<b>`; // note', '```', '', '```text', '<plain>', '```',
    ].join('\n'));
    assert.match(html, /<h2>Head<\/h2>/);
    assert.match(html, /<a href="https:\/\/example\.org\/a">good<\/a>/);
    assert.doesNotMatch(html, /style=|<script|<img|href="(?!https:)/);
    assert.match(html, /<span class="tok-keyword">const<\/span>/);
    assert.match(html, /<span class="tok-comment">\/\/ note<\/span>/);
    assert.match(html, /&lt;plain&gt;/);
  });

  it('has its hints task by task', () => {
    assert.deepEqual(parseHints('## First\n\n1. A concept\n   on two lines.\n2. An approach:\n\n   - with\n   - a list\n\n## Second\n\n1. Only one.\n'), [
      { name: 'First', hints: ['A concept\non two lines.', 'An approach:\n\n- with\n- a list'] },
      { name: 'Second', hints: ['Only one.'] },
    ]);
  });
});

describe('the version of a lesson', () => {
  it('changes with what learners get or are judged by, not with the proofs', () => {
    const version = (files: Record<string, string>): string => versionOf(new Map(Object.entries(files)));
    const base = version({ 'lesson.md': 'a', 'scenarios.ts': 'b' });
    assert.notEqual(version({ 'lesson.md': 'a', 'scenarios.ts': 'c' }), base);
    assert.equal(version({ 'lesson.md': 'a', 'scenarios.ts': 'b', 'proof/wrong-a.ts': 'd' }), base);
  });
});

describe('the built catalogue', () => {
  const catalogue = builtCatalogue();
  const built = lessonsOf(catalogue).filter(lesson => lesson.built);

  it('numbers hidden scenarios within their lesson', () => {
    for (const { scenarios } of built) {
      const hidden = scenarios.filter(scenario => scenario.hidden);
      assert.deepEqual(hidden.map(({ label }) => label), hidden.map((_, index) => `Hidden scenario ${index + 1}`));
    }
  });

  it('gives learners their files, and no scenario or proof', () => {
    assert.ok(built.length > 0);
    for (const { id, files, handlers, solution, version } of built) {
      assert.ok('exercise.ts' in files && solution !== '' && /^[0-9a-f]{12}$/.test(version), id);
      for (const path of Object.keys(files)) assert.match(path, /^(exercise|contract)\.ts$|^given\//);
      for (const { name } of handlers) assert.match(files['exercise.ts']!, new RegExp(`\\b${name}\\b`));
    }
  });

  it('type-checks in the learner\'s folder with nothing installed', () => {
    const folder = new Folder();
    try {
      for (const [path, text] of Object.entries(ownFiles(catalogue))) folder.write(join('faultlab', path), text);
      for (const lesson of built) {
        folder.writeLesson(lesson, lesson.files['exercise.ts']!);
        folder.write(join('faultlab', lesson.folder, 'solution.ts'), lesson.solution);
      }
      assert.deepEqual(typeErrors(join(folder.path, 'faultlab')), []);
      folder.write('faultlab/wrong.ts', 'import { sleep, type NodeContext } from "faultlab";\nexport const a = (ctx: NodeContext): number => ctx.id;\nvoid sleep("1");\nprocess.exit();\n');
      assert.deepEqual(typeErrors(join(folder.path, 'faultlab')).map(text => text.replace(/:.*/s, '')), ['wrong.ts(2)', 'wrong.ts(3)', 'wrong.ts(4)']);
    } finally {
      folder.remove();
    }
  });
});

/** `file(line): message` of each error that TypeScript finds in a folder with a tsconfig.json. */
function typeErrors(folder: string): string[] {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), path => ts.sys.readFile(path)) as { config: unknown };
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const program = ts.createProgram(fileNames, options);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const place = file ? `${file.fileName.slice(folder.length + 1)}(${file.getLineAndCharacterOfPosition(start!).line + 1})` : '';
    return `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
