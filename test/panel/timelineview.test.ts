import assert from 'node:assert/strict';
import { axe, type PanelPage } from './browser.ts';
import { panelPages, screenshots, wide } from './pages.ts';
import { themes, type ThemeName } from './themes.ts';

describe('timelines in Chromium', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;

  const open = async (theme: ThemeName = 'dark', size = wide): Promise<void> => {
    panel = await pages.open(size, theme);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'Questions' }).click();
    await panel.page.getByRole('grid', { name: 'Questions' }).press('0');
    await panel.drawn();
  };
  const details = async (): Promise<string> => {
    await panel.drawn();
    return panel.page.locator('.details-body').innerText();
  };

  it('are a table of lanes that tells what is in view', async () => {
    await open();
    const rows = panel.page.getByRole('grid', { name: 'Questions' }).getByRole('row');
    assert.deepEqual(await rows.locator('[role=rowheader]').evaluateAll(names => names.slice(0, 3).map(name => name.getAttribute('aria-label'))), ['alice, replica-2', 'alice, replica-1', 'alice, replica-3']);
    assert.match((await rows.first().locator('[role=gridcell]').textContent())!, /^(reads|writes \d+), went \w+, from [\d.,]+ ms to [\d.,]+ ms \([\d.]+ ms\); /);
    assert.deepEqual(await panel.page.locator('#picture-timeline .timeline-group').evaluateAll(names => names.map(name => name.textContent).filter(Boolean)), ['alice', 'bob']);
  });

  it('say where there is nothing of them, instead of what was shown before', async () => {
    panel = await pages.open(wide);
    await panel.prepare({});
    await panel.alter(({ pictures }) => ({ pictures: [...pictures, { type: 'timeline', name: 'Nothing', order: [], bars: [], points: [], links: [] }] }));
    await panel.showPrepared();
    await panel.page.getByRole('tab', { name: 'Questions' }).click();
    await panel.page.getByRole('grid', { name: 'Questions' }).press('0');
    await panel.drawn();
    assert.ok(await panel.page.locator('#picture-timeline .timeline-row').count() > 0);
    await panel.page.getByRole('tab', { name: 'Nothing' }).click();
    await panel.drawn();
    assert.equal(await panel.page.locator('#picture-timeline .timeline-row').count(), 0);
    assert.equal(await panel.page.locator('#picture-timeline .empty').innerText(), 'There is nothing of this in this run.');
  });

  it('lead by keys from bar to bar and lane to lane, and to the event', async () => {
    await open();
    const grid = panel.page.getByRole('grid', { name: 'Questions' });
    await panel.page.locator('.diagram').press('Escape').catch(() => {});
    await panel.page.locator('.axis').click({ position: { x: 30, y: 10 } });
    await grid.press('ArrowDown');
    const first = await details();
    assert.match(first, /^alice asks/);
    await grid.press('ArrowRight');
    const second = await details();
    assert.match(second, /^alice asks/);
    assert.notEqual(second, first);
    await grid.press('ArrowLeft');
    assert.equal(await details(), first);
    for (let press = 0; press < 3; press++) await grid.press('ArrowDown');
    assert.match(await details(), /^bob asks/);
    assert.match((await panel.page.locator('#picture-timeline [aria-live]').textContent())!, /^bob, replica-\d: /);
  });

  it('lead by a click to the event, and elsewhere move the time cursor', async () => {
    await open();
    const plot = panel.page.locator('#picture-timeline .timeline-plot');
    const time = (): Promise<string> => panel.page.locator('.cursor-time').innerText();
    await panel.page.getByRole('grid', { name: 'Questions' }).press('Home');
    await panel.drawn();
    for (let press = 0; press < 6; press++) await panel.page.getByRole('grid', { name: 'Questions' }).press('+');
    await panel.drawn();
    const before = await time();
    await plot.click({ position: { x: 300, y: 12 } });
    await panel.drawn();
    assert.notEqual(await time(), before);
    await panel.page.mouse.move(0, 0);
    assert.equal(await panel.page.locator('#picture-timeline .tooltip').isVisible(), false);
  });

  it('leave room for the chart below them in a narrow panel, and scroll where they are many', async () => {
    await open('dark', { width: 600, height: 900 });
    const bottom = async (selector: string): Promise<number> => panel.page.locator(selector).evaluate(element => element.getBoundingClientRect().bottom);
    assert.ok(await bottom('.chart') <= 900, 'the chart is seen');
    assert.ok(await bottom('.timeline-row:last-child') <= await bottom('#picture-timeline'), 'so are all lanes');
    await open('dark', { width: 600, height: 500 });
    const lanes = panel.page.locator('#picture-timeline .timeline-lanes');
    assert.ok(await lanes.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight && clientHeight > 60));
  });

  it('keep within 400 pixels', async () => {
    await open('light', { width: 400, height: 900 });
    assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth) <= 0);
    assert.deepEqual(await axe(panel), []);
    await panel.page.screenshot({ path: `${screenshots}/timeline-narrow.png` });
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`have no violation that axe knows in ${theme}`, async () => {
      await open(theme);
      await panel.page.screenshot({ path: `${screenshots}/timeline-${theme}.png` });
      assert.deepEqual(await axe(panel), []);
    });
  }
});
