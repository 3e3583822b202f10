import { strict as assert } from 'node:assert';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { lessonHtml } from '../../src/editor/model/lessonHtml.ts';
import type { FromLessonPage, SavedLessonPage } from '../../src/editor/page/protocol.ts';
import { chromiumFor, launchChromium } from '../chromium.ts';

const origin = 'https://lesson.test';
const link = '<a href="lesson:fundamentals/partial-failure">1.3</a>';
const words = { buildsOn: 'Builds on:', open: 'Open', runAll: 'Run', compare: 'Compare', scenarios: 'Scenarios', hints: 'Hints', hintNext: '', hintsDone: '', run: '' };
const shell = lessonHtml({
  scriptUri: `${origin}/lesson.js`, styleUri: `${origin}/lesson.css`, cspSource: origin, nonce: 'test', lang: 'en', lesson: 'reliability/retries', title: 'Retries', kicker: '', buildsOn: [link], words,
  html: `${'<p>text</p>'.repeat(100)}<p>as in <a href="lesson:fundamentals/fallacies"><em>1.4</em></a></p>`,
});

describe('the page of a lesson', () => {
  let browser: Browser;
  let script: string;
  before(async function () {
    this.timeout(60_000);
    browser = await launchChromium(chromiumFor(this));
    const page = await build({ bundle: true, write: false, format: 'iife', target: 'es2022', entryPoints: { lesson: 'src/editor/page/main.ts' }, outdir: 'dist', loader: { '.ttf': 'file' } });
    script = page.outputFiles.find(({ path }) => path.endsWith('.js'))!.text;
  });
  after(() => browser?.close());

  /** The page with a stand-in for VS Code around it, which has kept this state. */
  async function open(saved: SavedLessonPage | undefined): Promise<Page> {
    const page = await browser.newPage();
    await page.route(`${origin}/**`, route => route.fulfill(route.request().url().endsWith('.js') ? { contentType: 'text/javascript', body: script } : route.request().url().endsWith('.html') ? { contentType: 'text/html', body: shell } : { status: 404 }));
    await page.addInitScript(state => {
      const sent: FromLessonPage[] = [];
      Object.assign(globalThis, { sent, acquireVsCodeApi: () => ({ postMessage: (message: FromLessonPage) => sent.push(message), getState: () => state, setState: () => undefined }) });
    }, saved);
    await page.goto(`${origin}/index.html`);
    return page;
  }
  const sentBy = (page: Page): Promise<FromLessonPage[]> => page.evaluate(() => (globalThis as unknown as { sent: FromLessonPage[] }).sent);

  it('asks for a lesson that is clicked or chosen by key, and stays where it is', async () => {
    const page = await open(undefined);
    await page.getByRole('link', { name: '1.4' }).click();
    await page.locator('.builds-on a').press('Enter');
    assert.deepEqual(await sentBy(page), [{ kind: 'ready' }, { kind: 'lesson', lesson: 'fundamentals/fallacies' }, { kind: 'lesson', lesson: 'fundamentals/partial-failure' }]);
    assert.equal(page.url(), `${origin}/index.html`);
  });

  it('begins at its top where another lesson was scrolled, and where it was itself', async () => {
    const placeOf = async (page: Page): Promise<number> => page.evaluate(() => {
      // As VS Code does with the place of the page before.
      if (window.scrollY === 0) window.scrollTo({ top: 500, behavior: 'instant' });
      return window.scrollY;
    });
    assert.ok(await placeOf(await open({ lesson: 'fundamentals/fallacies', scrollTop: 500 })) < 5);
    assert.equal(await placeOf(await open({ lesson: 'reliability/retries', scrollTop: 300 })), 300);
  });
});
