import assert from 'node:assert/strict';
import { axe, type PanelPage } from './browser.ts';
import { panelPages, screenshots, wide } from './pages.ts';
import { themes, type ThemeName } from './themes.ts';

describe('grids and matrices in Chromium', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;

  const open = async (picture: string, theme: ThemeName = 'dark', size = wide, { replicas = 3, durationMs = 3_000 } = {}): Promise<void> => {
    panel = await pages.open(size, theme);
    await panel.show({ replicas, durationMs });
    await panel.page.getByRole('tab', { name: picture }).click();
    await panel.page.locator(picture === 'Logs' ? '.grid tbody tr' : '.matrix tbody tr').first().waitFor();
    await panel.drawn();
  };
  const { text } = pages;

  it('show the cells of each row with what the row is and how far it has come', async () => {
    await open('Logs');
    const rows = panel.page.getByRole('grid', { name: 'Logs' }).locator('tbody').getByRole('row');
    assert.match((await rows.allInnerTexts()).join(' '), /^replica-1\s+up\s*since start 1[\s\S]*replica-2[\s\S]*replica-3/);
    assert.match(await text('.grid tbody tr'), /confirmed \d+/);
    assert.ok(await panel.page.locator('.slot.bad').count() > 0, 'each replica confirms something else of the same version');
    assert.match((await panel.page.locator('td.lost').first().getAttribute('title'))!, /confirmed/);
  });

  it('has each row of 20 nodes on one line, whatever was lost', async () => {
    await open('Logs', 'dark', wide, { replicas: 12, durationMs: 1_500 });
    const rows = panel.page.locator('.grid tbody tr');
    assert.ok(await panel.page.locator('td.lost').count() > 0);
    const heights = await rows.evaluateAll(elements => elements.map(element => Math.round(element.getBoundingClientRect().height)));
    assert.deepEqual([heights.length, new Set(heights).size], [12, 1], heights.join(' '));
    assert.ok(heights[0]! < 40, String(heights[0]));
  });

  it('has narrow columns where there is little to write in them', async () => {
    panel = await pages.open(wide);
    await panel.prepare({});
    await panel.alter(({ pictures }) => ({
      pictures: pictures.map(picture => (picture.type === 'grid' ? { ...picture, cursors: [], cells: Array.from({ length: 20 }, (_, column) => ({ ...picture.cells[0]!, timeUs: 0, column, text: String(column), group: '' })) } : picture)),
    }));
    await panel.showPrepared();
    await panel.page.getByRole('tab', { name: 'Logs' }).click();
    await panel.drawn();
    const { right } = await panel.page.locator('.grid-scroll').evaluate(element => element.getBoundingClientRect());
    const columns = await panel.page.locator('.grid thead th:not(.corner)').evaluateAll(elements => elements.map(element => element.getBoundingClientRect().right));
    assert.equal(columns.filter(end => end <= right).length, 20);
  });

  it('lead from a cell to the event that wrote it and the learner’s line', async () => {
    await open('Logs');
    await panel.page.locator('.grid tbody tr').nth(1).locator('.slot:not(:empty)').last().click();
    assert.match(await text('.details-body'), /^replica-\d receives (write|replicate)/);
    assert.equal(await panel.page.locator('.slot.selected').count(), 1);
  });

  it('step from change to change of the grid', async () => {
    await open('Logs');
    const before = await text('.grid h2');
    await panel.page.getByRole('button', { name: 'Previous change of this picture' }).click();
    assert.notEqual(await text('.grid h2'), before);
    await panel.page.getByRole('button', { name: 'Next change of this picture' }).click();
    await panel.page.getByRole('button', { name: 'Previous change of this picture' }).click();
    assert.notEqual(await text('.grid h2'), before);
  });

  it('follow what is written until somebody scrolls', async () => {
    await open('Logs', 'dark', { width: 1000, height: 800 }, { durationMs: 20_000 });
    const follow = panel.page.getByRole('button', { name: 'Follow what is written' });
    const lastSlot = (): Promise<number> => panel.page.locator('.grid td[data-column]:has(.slot:not(:empty))').evaluateAll(cells => Math.max(...cells.map(cell => Number((cell as HTMLElement).dataset['column']))));
    assert.equal(await follow.getAttribute('aria-pressed'), 'true');
    await panel.page.locator('.diagram, .grid table').last().press('0');
    await panel.page.locator('.axis').click({ position: { x: 400, y: 10 } });
    await panel.drawn();
    // Of those that are drawn two are not in view as a whole.
    const fitting = await panel.page.locator('.grid thead th:not(.corner)').count() - 2;
    assert.ok(await lastSlot() > fitting, 'more columns than fit into the picture');
    await panel.page.locator('.grid-scroll').first().evaluate(scroller => { scroller.scrollLeft = 80; });
    await panel.page.waitForFunction(() => document.querySelector('[aria-label="Follow what is written"]')!.getAttribute('aria-pressed') === 'false');
    await panel.drawn();
    assert.equal(await panel.page.locator('.grid').first().locator('thead th').nth(1).innerText(), '2');
  });

  it('are walked through by keys, cell by cell', async () => {
    await open('Logs');
    const grid = panel.page.getByRole('grid', { name: 'Logs' });
    await grid.press('Home');
    await grid.press('ArrowDown');
    await grid.press('ArrowRight');
    assert.deepEqual(await panel.page.locator('.grid td.active').first().evaluate(cell => [(cell as HTMLElement).dataset['row'], (cell as HTMLElement).dataset['column']]), ['1', '2']);
    await grid.press('Enter');
    assert.match(await text('.details-body'), /^replica-\d receives (write|replicate)/);
    await grid.press('f');
    assert.ok((await text('.failure-actions')).startsWith(`Show at ${await text('.cursor-time')}`));
  });

  it('show what each observer believes beside what is true', async () => {
    await open('Who is up');
    const fault = panel.page.getByRole('button', { name: 'replica-2 crashes at 1.8 s and is back at 2.16 s.' });
    await fault.click();
    assert.match(await text('.matrix .truth'), /Truth\s+up\s+down\s+up/);
    assert.match(await text('.matrix h2'), /At 1,800 ms\s+[1-9] wrong of \d beliefs/);
    const wrong = panel.page.locator('.belief.wrong').first();
    assert.match(await wrong.innerText(), /^\s*up\s+truth: down\s+for 0 µs/);
    await wrong.click();
    assert.match(await text('.details-body'), /receives (written|value)/);
  });

  it('leave beliefs alone that stay the same while time passes, and count on how long they have been wrong', async () => {
    await open('Who is up');
    await panel.page.getByRole('button', { name: 'replica-2 crashes at 1.8 s and is back at 2.16 s.' }).click();
    await panel.drawn();
    const wrong = await panel.page.locator('.belief.wrong').first().elementHandle();
    const drawn = await wrong!.evaluateHandle(cell => ({ words: cell.querySelector('.believed'), now: cell.querySelector('.now')!.getAttribute('x') }));
    const axis = panel.page.locator('.axis');
    await axis.click({ position: { x: (await axis.boundingBox())!.width * 0.62, y: 10 } });
    await panel.drawn();
    assert.match(await wrong!.innerText(), /^\s*up\s+truth: down\s+for [1-9]/);
    assert.ok(await wrong!.evaluate((cell, { words, now }) => cell.querySelector('.believed') === words && cell.querySelector('.now')!.getAttribute('x') !== now, drawn));
  });

  it('keep within 400 pixels, and show 20 rows', async () => {
    for (const picture of ['Logs', 'Who is up']) {
      await open(picture, 'light', { width: 400, height: 900 }, { replicas: 20 });
      assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth) <= 0);
      assert.deepEqual(await axe(panel), []);
      await panel.page.screenshot({ path: `${screenshots}/${picture === 'Logs' ? 'grid' : 'matrix'}-narrow.png` });
      const hidden = await panel.page.locator('.row-label :first-child').evaluateAll(words => words.filter(word => {
        const { left, top, bottom, height } = word.getBoundingClientRect();
        return bottom < word.closest('.grid-scroll')!.getBoundingClientRect().bottom && document.elementFromPoint(left + 2, top + height / 2) !== word;
      }).map(word => word.textContent));
      assert.deepEqual(hidden, [], 'what a row is can be read');
    }
  });

  it('break no word of a belief', async () => {
    await open('Who is up', 'light', { width: 400, height: 900 });
    const lines = await panel.page.locator('.believed').first().evaluate(believed => {
      const word = document.createTextNode('unreachable');
      believed.append(word);
      const range = document.createRange();
      range.selectNode(word);
      return range.getClientRects().length;
    });
    assert.equal(lines, 1);
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`have no violation that axe knows in ${theme}`, async () => {
      await open('Logs', theme);
      await panel.page.screenshot({ path: `${screenshots}/grid-${theme}.png` });
      assert.deepEqual(await axe(panel), []);
      await panel.page.getByRole('tab', { name: 'Who is up' }).click();
      await panel.drawn();
      await panel.page.screenshot({ path: `${screenshots}/matrix-${theme}.png` });
      assert.deepEqual(await axe(panel), []);
    });
  }
});
