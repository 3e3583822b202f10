import assert from 'node:assert/strict';
import { axe, type PanelPage } from './browser.ts';
import { narrow, panelPages, screenshots, wide } from './pages.ts';
import { themes, type ThemeName } from './themes.ts';

describe('a plane in Chromium', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;

  const open = async (theme: ThemeName = 'dark', size = wide): Promise<void> => {
    panel = await pages.open(size, theme);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'Load and answers' }).click();
    await panel.drawn();
  };

  it('goes along its path by keys, by a click on a point and by its table', async () => {
    await open();
    const slider = panel.page.getByRole('slider', { name: 'Time in Load and answers' });
    const told = async (): Promise<string> => {
      await panel.drawn();
      return panel.page.locator('.plane-table h2').innerText();
    };
    await slider.press('Home');
    assert.equal(await told(), '0 ms: 10 /s load, 10 /s answers');
    await slider.press('ArrowRight');
    assert.equal(await told(), '600 ms: 80 /s load, 40 /s answers');
    assert.equal(await slider.getAttribute('aria-valuetext'), await told());
    const paper = (await slider.boundingBox())!;
    const point = (await panel.page.locator('.path-point').nth(2).boundingBox())!;
    await slider.click({ position: { x: point.x - paper.x + 3, y: point.y - paper.y + 1 } });
    assert.equal(await told(), '1,200 ms: 90 /s load, 5 /s answers');
    await panel.page.locator('.plane-table .rows .row').nth(3).click();
    assert.equal(await told(), '1,800 ms: 20 /s load, 5 /s answers');
  });

  for (const size of [wide, { width: 860, height: 1000 }, narrow]) {
    it(`has a table beside or below it of which nothing is cut (${size.width} pixels)`, async () => {
      await open('dark', size);
      const cut = await panel.page.locator('.plane-table .cell').evaluateAll(cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth || cell.scrollHeight > cell.clientHeight + 1).map(cell => cell.textContent));
      assert.deepEqual(cut, []);
      const [paper, table] = [await panel.page.locator('.plane-paper').boundingBox(), await panel.page.locator('.plane-table').boundingBox()];
      assert.ok(paper!.width > 300 && table!.width > 260, `${paper!.width} and ${table!.width}`);
    });
  }

  it('says when it begins, before that', async () => {
    panel = await pages.open(wide);
    await panel.prepare({});
    await panel.alter(({ pictures }) => ({ pictures: pictures.map(picture => (picture.type === 'plane' ? { ...picture, points: picture.points.slice(2) } : picture)) }));
    await panel.showPrepared();
    await panel.page.getByRole('tab', { name: 'Load and answers' }).click();
    await panel.page.getByRole('slider', { name: 'Time in Load and answers' }).press('Home');
    await panel.drawn();
    assert.equal(await panel.page.locator('.plane-table h2').innerText(), 'Nothing yet at 0 ms: it begins at 1,200 ms');
  });

  it('keeps within 400 pixels', async () => {
    await open('light', { width: 400, height: 900 });
    assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth) <= 0);
    assert.deepEqual(await axe(panel), []);
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`has no violation that axe knows in ${theme}`, async () => {
      await open(theme);
      await panel.page.screenshot({ path: `${screenshots}/plane-${theme}.png` });
      assert.deepEqual(await axe(panel), []);
    });
  }
});
