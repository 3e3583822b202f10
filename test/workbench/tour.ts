/**
 * The way of a learner through the packaged extension, as pictures: opens a lesson, runs the starter, looks at what
 * happened, pastes the solution, passes. The pictures go to test/workbench/screenshots/, in all themes.
 */
import axe from 'axe-core';
import type { Browser, Frame, FrameLocator, Page } from 'playwright-core';
import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCatalogue } from '../../src/cli/catalogue.ts';
import type { CatalogueLesson } from '../../src/course/catalogue.ts';
import { webviews } from '../../src/editor/ids.ts';
import { failure, noTests, type Counts } from '../counts.ts';
import { pack } from './pack.ts';
import { savedInFront } from './savedLayout.ts';
import { startServer } from './server.ts';

const lessonId = 'reliability/retries';
/** By the kind that webviews are told: the label in the list of themes and the workbench's class. */
const themes = {
  light: ['Light Modern', 'vs'], 'high-contrast': ['Dark High Contrast', 'hc-black'], 'high-contrast-light': ['Light High Contrast', 'hc-light'], dark: ['Dark Modern', 'vs-dark'],
} as const;
/** Leaves the panel about 400 pixels. */
const narrowWidth = 1150;
/** The panel keeps its state a moment after it has changed. */
const keptAfterMs = 1_000;
const largestVsixBytes = 5_000_000;

export interface TourOptions {
  readonly browser: Browser;
  readonly codeServer: string;
  readonly root: string;
  /** An empty folder of the tour's own. */
  readonly home: string;
  readonly say: (line: string) => void;
}

export async function runTour({ browser, codeServer, root, home, say }: TourOptions): Promise<Counts> {
  // Behind a link, as where home folders are links.
  await mkdir(join(home, 'real'), { recursive: true });
  await symlink(join(home, 'real'), join(home, 'extensions'), 'junction');
  const vsix = await pack(root, home);
  const workspace = join(home, 'my work');
  await mkdir(workspace);
  const server = await startServer({ codeServer, home, vsix: [vsix], settings: { 'workbench.colorTheme': 'Dark Modern', 'editor.wordWrap': 'on', 'editor.minimap.enabled': false } });
  const context = await browser.newContext({ viewport: { width: 1500, height: 1100 }, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const lesson = readLesson(root);
  const tour = new Tour({ page, lesson, pictures: join(root, 'test', 'workbench', 'screenshots'), kept: home });
  const steps: readonly (readonly [name: string, walk: () => Promise<void>])[] = [
    ['the package is small', async () => assert.ok((await stat(vsix)).size < largestVsixBytes)],
    ['the lessons are in the side bar', () => tour.arrive(server.url(workspace))],
    ['a lesson opens with its text beside the exercise', () => tour.open()],
    ['the starter fails', () => tour.fail()],
    ['the panel shows what happened, in a run of over 100,000 events', () => tour.look()],
    ['a second run is compared with it', () => tour.compare()],
    ['a line leads to its events', () => tour.lineEvents()],
    ['the picture and the run become files, and the run\'s file shows it again', () => tour.keep()],
    ['a reload of the window brings back the panel and the comparison', () => tour.reloadPanel()],
    ['a second reload brings back the lesson\'s text', () => tour.reloadLesson()],
    ['debugging ends by itself', () => tour.debug()],
    ['the Test Explorer tells the same', () => tour.tests()],
    ['the solution passes', () => tour.pass()],
    ['what the panel shows survives that it is hidden and moved', () => tour.hideAndMove()],
    ['nothing has asked for attention', () => tour.quiet()],
  ];
  try {
    return await walk(steps, tour, say);
  } finally {
    await context.close();
    await server.stop();
  }
}

/** Each step needs the one before it. */
async function walk(steps: readonly (readonly [string, () => Promise<void>])[], tour: Tour, say: (line: string) => void): Promise<Counts> {
  let passed = 0;
  for (const [name, step] of steps) {
    try {
      await step();
    } catch (error) {
      say(`  ✗ ${failure(name, error)}`);
      await tour.picture('lost');
      const [, ...others] = steps.slice(passed);
      return { ...noTests, passed, failures: [failure(name, error), ...others.map(([each]) => failure(each, 'not reached'))] };
    }
    passed++;
    say(`  ✔ ${name}`);
  }
  return { ...noTests, passed };
}

async function assertSoon(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; !await holds(); tries++) {
    assert.ok(tries < 600, what);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

function readLesson(root: string): CatalogueLesson {
  const catalogue = loadCatalogue(join(root, 'dist'));
  return catalogue.modules.flatMap(module => module.lessons).find(({ id }) => id === lessonId)!;
}

class Tour {
  private readonly page: Page;
  private readonly lesson: CatalogueLesson;
  private readonly pictures: string;
  /** Folder for files that the learner saves. */
  private readonly kept: string;

  constructor({ page, lesson, pictures, kept }: { page: Page; lesson: CatalogueLesson; pictures: string; kept: string }) {
    this.page = page;
    this.lesson = lesson;
    this.pictures = pictures;
    this.kept = kept;
  }

  async arrive(url: string): Promise<void> {
    await rm(this.pictures, { recursive: true, force: true });
    await this.page.goto(url);
    await this.page.locator('.activitybar a.action-label[aria-label^="Faultlab"]').click();
    const [module] = this.lesson.number.split('.');
    await this.page.getByRole('treeitem', { name: new RegExp(`^Module ${module}, `) }).click();
    await this.treeItem().waitFor();
    await this.page.getByRole('button', { name: 'Choose a Lesson' }).waitFor();
    await this.picture('1-lessons');
  }

  async open(): Promise<void> {
    await this.treeItem().click();
    await this.lens('Run all').waitFor();
    await this.lessonFilled();
    await this.accessible('the lesson\'s page');
    await this.pictureInThemes('2-lesson');
  }

  async fail(): Promise<void> {
    await this.lens('Run all').click();
    await this.lens('Show what happened').waitFor();
    await this.treeItem('failed').waitFor();
    await this.picture('3-failed');
  }

  async look(): Promise<void> {
    await this.lens('Show what happened').click();
    await this.page.getByRole('tab', { name: /^Faultlab: / }).waitFor();
    await this.panelFilled();
    await this.webview().getByRole('dialog').waitFor();
    assert.ok(Number(await this.webview().locator('.events').getAttribute('aria-rowcount')) > 100_000);
    await this.picture('4-panel-tour');
    await this.webview().getByRole('button', { name: 'End the tour' }).click();
    const source = this.webview().locator('button.link', { hasText: /^\s*exercise\.ts:\d+/ }).first();
    const [, line] = /:(\d+)/.exec(await source.innerText())!;
    await source.click();
    await this.page.locator('.line-numbers.active-line-number', { hasText: line! }).waitFor();
    await this.pictureInThemes('4-panel');
    const size = this.page.viewportSize()!;
    await this.page.setViewportSize({ ...size, width: narrowWidth });
    await this.picture('4-panel-narrow');
    await this.page.setViewportSize(size);
  }

  async compare(): Promise<void> {
    await this.beginComparison();
    await this.picture('4-panel-compared');
    await this.accessible('the panel that compares');
    await this.webview().getByRole('button', { name: 'End the comparison' }).click();
    await this.webview().locator('.beside').waitFor({ state: 'hidden' });
  }

  async keep(): Promise<void> {
    const [drawing, run] = [join(this.kept, 'picture.svg'), join(this.kept, 'run.faultlab.json')];
    await this.saveAs('This picture as SVG…', drawing);
    assert.match(await readFile(drawing, 'utf8'), /^<svg [^]*seed \d+[^]*<\/svg>\s*$/);
    await this.saveAs(/^The run as a file/, run);
    assert.equal((JSON.parse(await readFile(run, 'utf8')) as { lesson: string }).lesson, this.lesson.id);
    const tab = this.page.getByRole('tab', { name: /^Faultlab: / });
    await tab.getByRole('button', { name: /^Close/ }).click();
    await tab.waitFor({ state: 'detached' });
    // What closes moves the focus, which would close the list of commands again.
    await this.lens(/\d events$/).waitFor({ state: 'detached' });
    await this.command('Faultlab: Open a Saved Run…');
    await this.answerDialog(run);
    await this.panelFilled();
  }

  async lineEvents(): Promise<void> {
    await this.webview().locator('.events .row').first().waitFor();
    const before = await this.webview().locator('.events .row.lit').count();
    await this.lens(/\d events$/).click();
    await this.webview().locator('.events .row.lit').first().waitFor();
    assert.equal(before, 0);
    assert.ok(await this.page.locator('.glyph-margin-widgets .cgmr[class*="ced-"]').count() > 0, 'the line is marked in the gutter');
  }

  /** A hidden webview is thrown away and made anew; where the panel is moved to, the workbench may do the same. */
  async hideAndMove(): Promise<void> {
    const panelTab = (group: number) => this.page.locator('.editor-group-container').nth(group).getByRole('tab', { name: /^Faultlab: / });
    const goTo = async (key: string): Promise<string> => {
      const panel = await this.panelPage();
      const before = await panel.locator('.cursor-time').innerText();
      await panel.locator('.events').press(key);
      await assertSoon(async () => await panel.locator('.cursor-time').innerText() !== before, `${key} moves the time cursor`);
      await this.page.waitForTimeout(keptAfterMs);
      return panel.locator('.cursor-time').innerText();
    };
    const assertShows = async (time: string, what: string): Promise<void> => {
      const panel = await this.panelPage();
      await panel.getByRole('tab', { name: 'State', selected: true }).waitFor();
      await assertSoon(async () => await panel.locator('.cursor-time').innerText() === time, what);
    };
    await (await this.panelPage()).getByRole('tab', { name: 'State' }).click();
    const first = await goTo('Home');
    await this.treeItem().click();
    await this.lessonFilled();
    assert.equal(await this.findPanelPage(), undefined, 'the hidden panel has no page');
    await panelTab(1).click();
    await assertShows(first, 'hidden');
    await this.command('View: Move Editor into First Group');
    await panelTab(0).waitFor();
    await assertShows(first, 'moved');
    const last = await goTo('End');
    await panelTab(0).click();
    await this.command('View: Move Editor into Next Group');
    await panelTab(1).waitFor();
    await assertShows(last, 'moved back');
    await this.webview().getByRole('tab', { name: 'Space-time' }).click();
  }

  async reloadPanel(): Promise<void> {
    await this.beginComparison();
    await savedInFront(this.page, webviews.panel);
    await this.page.reload();
    await this.panelFilled();
    await this.webview().locator('.beside-bar', { hasText: 'the run without faults' }).waitFor();
    await this.lens(/\d events$/).waitFor();
    assert.equal(await this.webview().getByRole('dialog').isVisible(), false, 'the tour was ended for good');
    await this.picture('4-panel-reloaded');
  }

  /** What was behind it gives way to the one that is opened. */
  async reloadLesson(): Promise<void> {
    // Seen once in ten times and not understood: right after a reload the first click opens nothing.
    for (let clicks = 1; ; clicks++) {
      await this.treeItem('failed').click();
      const opened = await this.webview().locator('#scenarios li').first().waitFor({ timeout: 15_000 }).then(() => true, () => false);
      if (opened) break;
      assert.ok(clicks < 3, 'the lesson does not open');
    }
    await savedInFront(this.page, webviews.lesson);
    await this.page.reload();
    await this.lessonFilled();
    await this.webview().locator('h1', { hasText: this.lesson.title }).waitFor();
    await this.lens('Show what happened').click();
    await this.panelFilled();
    await this.page.getByRole('tab', { name: /^Faultlab: / }).nth(1).waitFor({ state: 'detached' });
  }

  async debug(): Promise<void> {
    const toolbar = this.page.locator('.debug-toolbar');
    await this.lens('Debug').click();
    await toolbar.waitFor();
    await toolbar.waitFor({ state: 'hidden' });
    await this.lens('Debug').waitFor();
  }

  async tests(): Promise<void> {
    await this.page.locator('.activitybar a.action-label[aria-label^="Testing"]').click();
    await this.page.locator('.test-explorer .monaco-list-row', { hasText: new RegExp(`${this.lesson.number.replace('.', '\\.')}\\s`) }).waitFor();
    await this.picture('5-tests');
    await this.page.locator('.activitybar a.action-label[aria-label^="Faultlab"]').click();
  }

  async pass(): Promise<void> {
    const { page } = this;
    await page.evaluate(text => navigator.clipboard.writeText(text), this.lesson.solution);
    await page.locator('.editor-group-container .monaco-editor .view-lines').first().click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('ControlOrMeta+V');
    await this.lens('Run all').click();
    await this.treeItem('passed').waitFor();
    await this.lens('Show what happened').waitFor({ state: 'detached' });
    await this.picture('6-passed');
  }

  async quiet(): Promise<void> {
    assert.deepEqual(await this.page.locator('.notification-toast').allInnerTexts(), []);
  }

  async picture(name: string, theme: keyof typeof themes = 'dark'): Promise<void> {
    await mkdir(this.pictures, { recursive: true });
    await this.page.screenshot({ path: join(this.pictures, `${name}-${theme}.png`) });
  }

  private async pictureInThemes(name: string): Promise<void> {
    for (const [theme, [label, className]] of Object.entries(themes)) {
      await this.chooseTheme(label);
      await this.page.locator(`.monaco-workbench.${className}`).waitFor();
      await this.webview().locator(`body.vscode-${theme}`).waitFor();
      await this.picture(name, theme as keyof typeof themes);
    }
  }

  private async chooseTheme(label: string): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.pick(label, label);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  private async command(title: string): Promise<void> {
    await this.treeItem().focus();
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  private async pick(filter: string, row: string): Promise<void> {
    await this.page.locator('.quick-input-widget input[type="text"]').fill(filter);
    await this.page.locator('.quick-input-widget .monaco-list-row', { has: this.page.locator('.label-name', { hasText: new RegExp(`^${row}$`) }) }).first().click();
  }

  private async saveAs(choice: string | RegExp, path: string): Promise<void> {
    await this.webview().getByRole('button', { name: 'Save or share' }).click();
    await this.webview().getByRole('button', { name: choice }).click();
    await this.answerDialog(path);
    await assertSoon(() => existsSync(path), `${path} is written`);
  }

  /** The workbench's own file dialog, which asks for a path. */
  private async answerDialog(path: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input[type="text"]');
    await input.waitFor();
    // The dialog writes its own proposal into the box when it has looked at the folder.
    for (let settled = 0; settled < 3; settled = await input.inputValue() === path ? settled + 1 : 0) {
      await input.fill(path);
      await this.page.waitForTimeout(200);
    }
    await input.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  private async beginComparison(): Promise<void> {
    await this.webview().getByRole('button', { name: 'Compare with another run' }).click();
    await this.webview().getByRole('button', { name: 'your program without any fault' }).click();
    await this.webview().locator('.beside-bar', { hasText: /both runs are the same; then|differ from the beginning/ }).waitFor();
  }

  /** No violation that axe knows in the page of the webview that is shown. */
  private async accessible(what: string): Promise<void> {
    const element = await this.page.frameLocator('iframe.webview.ready:visible').locator('iframe#active-frame').elementHandle();
    const frame = (await element!.contentFrame())!;
    await frame.evaluate(axe.source);
    const { violations } = await frame.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] }));
    assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), [], what);
  }

  private treeItem(state = '') {
    return this.page.getByRole('treeitem', { name: new RegExp(`^Lesson ${this.lesson.number.replace('.', '\\.')}, .*${state}$`) });
  }

  private lens(title: string | RegExp) {
    return this.page.locator('.codelens-decoration a', { hasText: title }).first();
  }

  /** Beside it the lesson's page may be shown as well. */
  private async panelPage(): Promise<Frame> {
    let found: Frame | undefined;
    await assertSoon(async () => (found = await this.findPanelPage()) !== undefined, 'the panel is shown');
    return found!;
  }

  private async findPanelPage(): Promise<Frame | undefined> {
    for (const frame of this.page.frames()) {
      // A page that goes away meanwhile is none.
      if (await frame.locator('.run-header h1').isVisible().catch(() => false)) return frame;
    }
    return undefined;
  }

  private panelFilled(): Promise<void> {
    return this.webview().locator('.run-header h1').waitFor();
  }

  private lessonFilled(): Promise<void> {
    return this.webview().locator('#scenarios li').first().waitFor();
  }

  /** The page in the webview that is shown. */
  private webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }
}
