import assert from 'node:assert/strict';
import { axe, type PanelPage } from './browser.ts';
import { panelPages, screenshots, wide } from './pages.ts';
import { themes, type ThemeName } from './themes.ts';

describe('traces in Chromium', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;

  const open = async (theme: ThemeName = 'dark', size = wide): Promise<void> => {
    panel = await pages.open(size, theme);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'Traces' }).click();
    await panel.drawn();
  };
  const { text } = pages;

  it('are listed and searched', async () => {
    await open();
    const list = panel.page.getByRole('grid', { name: 'Traces' });
    const all = await text('.trace-list .count');
    assert.match(all, /^\d+, \d+ broken$/);
    await panel.page.getByRole('textbox', { name: 'Search traces' }).fill('1 of 2');
    assert.match(await text('.trace-list .rows'), /^(operation \d+\s+[\d.]+ (µs|ms)\s+1 of 2 recorded\s*)+$/);
    assert.match(await text('.trace-list .count'), /^(\d+), \1 broken$/);
    await panel.page.getByRole('textbox', { name: 'Search traces' }).fill('operation 7 whole');
    assert.match(await text('.trace-list .rows'), /^operation 7\s/);
    assert.notEqual(await text('.trace-list .count'), all);
    await list.press('ArrowDown');
    assert.match(await text('.trace-head'), /operation 7\s+[\d.]+ ms, 2 spans: whole/);
    assert.match(await text('.details-body'), /asks|sends/);
  });

  it('show one at a time as a tree whose rows lead to their events', async () => {
    await open();
    const tree = panel.page.getByRole('treegrid', { name: 'Trace' });
    const rows = tree.getByRole('row');
    assert.equal(await rows.count(), 2);
    assert.deepEqual(await rows.evaluateAll(all => all.map(row => row.getAttribute('aria-level'))), ['1', '2']);
    await tree.press('ArrowDown');
    await tree.press('ArrowDown');
    assert.match(await text('.details-body'), /^replica-\d receives (read|write) from/);
    assert.equal(await rows.nth(1).getAttribute('aria-selected'), 'true');
    assert.match((await rows.nth(1).locator('[role=gridcell]').textContent())!, /^answer, 8 ms from [\d,.]+ ms; called by (alice|bob); /);
    await panel.page.locator('.hop-bar').first().locator('.bar').click();
    await panel.drawn();
    assert.equal(await rows.first().getAttribute('aria-selected'), 'true');
  });

  it('tell headers from hop to hop, and what each hop changed', async () => {
    await open();
    await panel.page.getByRole('textbox', { name: 'Search traces' }).fill('operation 7 whole');
    await panel.page.locator('.trace-list .rows .row').first().click();
    assert.match(await text('.header-table'), /Hop\s+traceparent\s+tracestate\s+(alice|bob) → replica-\d\s+00-7a-7b-01\s+shop=1/);
    assert.deepEqual(await panel.page.locator('.header-table ins').allTextContents(), ['00', '7a', '7b', '01', 'shop=1']);
  });

  it('keep within 400 pixels', async () => {
    await open('light', { width: 400, height: 900 });
    assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth) <= 0);
    assert.deepEqual(await axe(panel), []);
    await panel.page.screenshot({ path: `${screenshots}/spans-narrow.png` });
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`have no violation that axe knows in ${theme}`, async () => {
      await open(theme);
      await panel.page.screenshot({ path: `${screenshots}/spans-${theme}.png` });
      assert.deepEqual(await axe(panel), []);
    });
  }
});
