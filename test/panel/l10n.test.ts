import assert from 'node:assert/strict';
import { join } from 'node:path';
import { stringBundle } from '../../src/cli/authoring/editorstrings.ts';
import { t, tParts, useBundle } from '../../src/lab/l10n.ts';
import { axe, type PanelPage } from './browser.ts';
import { narrow, panelPages, screenshots, wide } from './pages.ts';
import { plainWords, pseudoTexts, wordsIn } from './pseudo.ts';
import { exampleRecording } from './recording.ts';

const root = join(import.meta.dirname, '..', '..');

describe('a text in the reader’s language', () => {
  afterEach(() => useBundle({}));

  it('is the bundle’s, and English where that has none', () => {
    useBundle({ 'sends {0} to {1}': '{1} bekommt {0}' });
    assert.equal(t('sends {0} to {1}', 'vote', 'n2'), 'n2 bekommt vote');
    assert.equal(t('crashes'), 'crashes');
    useBundle({});
    assert.equal(t('sends {0} to {1}', 'vote', 'n2'), 'sends vote to n2');
  });

  it('takes values as they are', () => {
    assert.equal(t('asks: {0}', '{0} $& {1}'), 'asks: {0} $& {1}');
    assert.equal(t('{0} of {1}', 0, 3), '0 of 3');
  });

  it('has parts that are no text in their places', () => {
    const part = { bold: true };
    assert.deepEqual(tParts<unknown>('Selected below: {0} {1} ({2})', part, 'crashes', 3), ['Selected below: ', part, ' ', 'crashes', ' (', 3, ')']);
  });
});

describe('the panel in another language', function () {
  this.timeout(180_000);
  const pages = panelPages();
  const texts = pseudoTexts(Object.keys(stringBundle(root)));
  /** Words of the lesson, its kits and the learner's program; what the editor calls its choices; formats of pictures, which are names. */
  const known = new Set([...wordsIn(exampleRecording()), ...wordsIn(exampleRecording({ without: 'crash' })), 'solution', 'svg', 'png']);

  /** All there is to read in the page, hidden parts and drawings among it. */
  async function plain(panel: PanelPage): Promise<readonly string[]> {
    await panel.drawn();
    const found = await panel.page.evaluate(() => {
      const attributes = ['aria-label', 'title', 'placeholder', 'aria-description', 'aria-valuetext', 'alt'];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const shown: string[] = [];
      while (walker.nextNode()) if (!['SCRIPT', 'STYLE'].includes(walker.currentNode.parentElement!.tagName)) shown.push(walker.currentNode.textContent!);
      for (const element of document.body.querySelectorAll('*')) shown.push(...attributes.flatMap(name => element.getAttribute(name) ?? []));
      return [...shown, ...(globalThis as unknown as { painted: Set<string> }).painted];
    });
    return [...new Set(found.filter(text => plainWords(text, known).length > 0))];
  }

  /** Keeps what is written on canvases. */
  const listen = (panel: PanelPage): Promise<void> => panel.page.evaluate(() => {
    const painted = new Set<string>();
    Object.assign(globalThis, { painted });
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      painted.add(text);
      fillText.call(this, text, ...place);
    };
  });

  it('says nothing in English that is not the lesson’s', async () => {
    const panel = await pages.open(wide, 'dark', [{ id: 'solution', label: 'solution' }], texts);
    await listen(panel);
    assert.deepEqual(await plain(panel), [], 'before there is a run');
    await panel.show();
    const { page } = panel;
    const tabs = await page.getByRole('tab').all();
    assert.ok(tabs.length >= 8);
    for (const tab of tabs) {
      await tab.click();
      assert.deepEqual(await plain(panel), [], await tab.innerText());
      for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await page.locator('.picture-view:not(.covered) [tabindex="0"], .picture-view[tabindex="0"]:not(.covered)').first().press(key);
      assert.deepEqual(await plain(panel), [], `${await tab.innerText()}, with something selected`);
    }
    for (const summary of await page.locator('details:not([open]) > summary').filter({ visible: true }).all()) await summary.click();
    for (const toggle of await page.locator('.toolbar [aria-expanded="false"]').all()) {
      await toggle.click();
      assert.deepEqual(await plain(panel), []);
      await page.keyboard.press('Escape');
    }
    await panel.foreseen({ moments: [], lost: undefined } as never);
    assert.deepEqual(await plain(panel), [], 'when it was lost');
    await page.screenshot({ path: `${screenshots}/pseudo-wide.png` });
    await panel.compare({ without: 'crash' }, 'solution');
    assert.deepEqual(await plain(panel), [], 'two runs');
    await panel.offerTour();
    for (let step = 0; step < 6; step++) {
      assert.deepEqual(await plain(panel), [], `step ${step} of the tour`);
      await page.keyboard.press('ArrowRight');
    }
  });

  it('keeps within 400 pixels with longer words', async () => {
    const panel = await pages.open(narrow, 'light', [], texts);
    await panel.show();
    for (const tab of await panel.page.getByRole('tab').all()) {
      await tab.click();
      await panel.drawn();
      const picture = await tab.getAttribute('aria-controls');
      assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), picture!);
      await panel.page.screenshot({ path: `${screenshots}/pseudo-${picture}.png` });
    }
    assert.deepEqual(await axe(panel), []);
    await panel.page.locator('.toolbar [aria-expanded="false"]').last().click();
    await panel.page.screenshot({ path: `${screenshots}/pseudo-legend.png` });
    assert.deepEqual(await axe(panel), []);
    await panel.page.keyboard.press('Escape');
    await panel.offerTour();
    await panel.page.screenshot({ path: `${screenshots}/pseudo-tour.png` });
  });
});
