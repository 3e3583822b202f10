import assert from 'node:assert/strict';
import { axe, type PanelPage } from './browser.ts';
import { narrow, panelPages, screenshots, wide } from './pages.ts';
import { themes, type ThemeName } from './themes.ts';

describe('the panel for everyone', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;
  const { text } = pages;
  const selectedRow = (): Promise<string> => text('.events .row.selected');

  it('opens 100,000 events', async () => {
    panel = await pages.open(wide);
    const { rows } = await panel.show({ durationMs: 60_000, thinkMs: 10, clients: 8, replicas: 5 });
    assert.ok(rows > 100_000);
    await panel.page.locator('.diagram').press('End');
    assert.match(await selectedRow(), /^60,000\.000/);
    await panel.page.locator('.diagram').press('0');
    await panel.page.locator('.events').press('Home');
    assert.match(await selectedRow(), /^0\.000/);
    await panel.page.getByRole('textbox', { name: 'Filter events' }).fill('replica-2 crashes');
    await panel.page.locator('.events .rows .row', { hasText: 'fault begins' }).click();
    assert.equal(await text('.cursor-time'), '36,000 ms');
    await panel.page.getByRole('textbox', { name: 'Filter events' }).fill('');
    assert.match(await selectedRow(), /^36,000\.000\s+fault/);
    await panel.page.screenshot({ path: `${screenshots}/100k.png` });
  });

  it('shows 20 nodes', async () => {
    panel = await pages.open(wide);
    await panel.show({ replicas: 12, clients: 7, durationMs: 1_500 });
    assert.equal(await panel.page.locator('.lane-label').count(), 20);
    await panel.page.screenshot({ path: `${screenshots}/20-nodes.png` });
  });

  for (const [name, size] of [['wide', wide], ['narrow', narrow]] as const) {
    it(`has no violation that axe knows in any picture of 20 nodes, and keeps within its width (${name})`, async function () {
      this.timeout(180_000);
      panel = await pages.open(size);
      await panel.show({ replicas: 12, clients: 7, durationMs: 1_500 });
      for (const tab of await panel.page.getByRole('tab').all()) {
        await tab.click();
        await panel.drawn();
        const picture = await tab.innerText();
        assert.deepEqual(await axe(panel), [], picture);
        assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), picture);
        assert.equal(await panel.page.locator('.picture-view.covered *').filter({ visible: true }).count(), 0, `behind ${picture}`);
        await panel.page.screenshot({ path: `${screenshots}/20-${picture.toLowerCase().replace(/\W+/g, '-')}-${name}.png` });
      }
    });
  }

  it('has a table that tells the same beside each picture and chart', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const { page } = panel;
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click();
      await panel.drawn();
      const picture = await tab.getAttribute('aria-controls');
      const own = page.locator(`#${picture}`);
      const toggle = own.getByRole('button', { name: 'Show as a table' });
      if (await toggle.count() > 0) await toggle.click();
      // The list of events is the twin of the space-time diagram.
      const twin = (picture === 'picture-space-time' ? page.locator('.events-pane') : own).locator('table, [role="table"], [role="grid"], [role="treegrid"]').filter({ visible: true }).first();
      assert.ok(await twin.locator('tr, [role="row"]').count() > 1 || await page.locator('.on-the-way .empty').isVisible(), `${picture} as a table`);
    }
    await page.getByText('Chart as a table').click();
    await panel.drawn();
    assert.ok(await page.getByRole('table', { name: 'Values of the chart' }).getByRole('row').count() > 1);
  });

  it('keeps within 400 pixels', async () => {
    panel = await pages.open(narrow);
    await panel.show();
    const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0);
    await panel.page.screenshot({ path: `${screenshots}/narrow.png` });
    assert.deepEqual(await axe(panel), []);
  });

  it('shows the tab of the chosen picture whole, however narrow it becomes', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const { page } = panel;
    const cutOff = (): Promise<number[]> => page.getByRole('tab', { selected: true }).evaluate(tab => {
      const [inner, outer] = [tab.getBoundingClientRect(), tab.parentElement!.getBoundingClientRect()];
      return [Math.max(0, outer.left - inner.left), Math.max(0, inner.right - outer.right)];
    });
    await page.getByRole('tab').last().click();
    await page.setViewportSize(narrow);
    await panel.drawn();
    assert.deepEqual(await cutOff(), [0, 0]);
    await page.getByRole('tab').first().click();
    assert.deepEqual(await cutOff(), [0, 0]);
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`gives each series of a chart a colour of its own in ${theme}`, async () => {
      panel = await pages.open(wide, theme);
      const colours = await panel.page.locator('#app').evaluate(app => [1, 2, 3, 4, 5, 6].map(number => {
        const swatch = app.appendChild(document.createElement('i'));
        swatch.style.color = `var(--fl-series-${number})`;
        const pixel = document.createElement('canvas').getContext('2d')!;
        pixel.fillStyle = getComputedStyle(swatch).color;
        pixel.fillRect(0, 0, 1, 1);
        return pixel.getImageData(0, 0, 1, 1).data.join(' ');
      }));
      assert.equal(new Set(colours).size, 6, colours.join(', '));
    });

    it(`has no violation that axe knows in ${theme}`, async () => {
      panel = await pages.open(wide, theme);
      await panel.show();
      const [data, words] = await Promise.all(['.details-body .data', '.details-body'].map(selector => panel.page.locator(selector).first().evaluate(element => getComputedStyle(element).color)));
      assert.equal(data, words, 'what an event carries is written like the rest');
      for (let press = 0; press < 5; press++) await panel.page.locator('.diagram').press('+');
      await panel.page.screenshot({ path: `${screenshots}/${theme}.png` });
      await panel.page.getByRole('button', { name: 'Legend', exact: true }).click();
      await panel.page.getByText('Chart as a table').click();
      await panel.page.screenshot({ path: `${screenshots}/${theme}-legend.png` });
      await panel.page.keyboard.press('Escape');
      await panel.page.getByRole('tab', { name: 'History' }).click();
      await panel.page.screenshot({ path: `${screenshots}/${theme}-history.png` });
      const violations = await axe(panel);
      assert.deepEqual(violations, []);
    });
  }
});
