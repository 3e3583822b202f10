import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import type { Choice } from '../../src/panel/state/comparison.ts';
import { chromiumFor } from '../chromium.ts';
import { PanelBrowser, type PanelPage, type Texts } from './browser.ts';
import type { ThemeName } from './themes.ts';

/** Folder of the pictures that the tests take, for people to look at. */
export const screenshots = 'test/panel/screenshots';
export const wide = { width: 1280, height: 800 };
export const narrow = { width: 400, height: 900 };

export interface Pages {
  /** The panel as if for the first time, in the place of the last one. `choices`: what it is offered for comparison. `texts`: of the display language. */
  open(size: { width: number; height: number }, theme?: ThemeName, choices?: readonly Choice[], texts?: Texts): Promise<PanelPage>;
  /** Of the first element, when all is drawn. */
  text(selector: string): Promise<string>;
}

/** Called in a `describe`: its tests have a browser, and no page may report an error. */
export function panelPages(): Pages {
  let browser: PanelBrowser;
  let panel: PanelPage | undefined;
  before(async function () {
    this.timeout(60_000);
    const chromium = chromiumFor(this);
    mkdirSync(screenshots, { recursive: true });
    browser = await PanelBrowser.launch(chromium);
  });
  after(() => browser?.close());
  afterEach(() => {
    const shown = panel;
    panel = undefined;
    if (shown === undefined) return;
    assert.deepEqual(shown.errors, [], 'the page reports no error');
  });
  return {
    async open(size, theme = 'dark', choices = [], texts = {}) {
      return panel = await browser.open(size, theme, choices, texts);
    },
    async text(selector) {
      await panel!.drawn();
      return panel!.page.locator(selector).first().innerText();
    },
  };
}
