import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { axe, type PanelPage } from './browser.ts';
import { narrow, panelPages, screenshots, wide } from './pages.ts';
import { themes, type ThemeName } from './themes.ts';

describe('transactions in Chromium', function () {
  this.timeout(60_000);
  const pages = panelPages();
  const { text } = pages;
  let panel: PanelPage;
  let grid: Locator;

  const open = async (theme: ThemeName = 'dark', size = wide): Promise<void> => {
    panel = await pages.open(size, theme);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'Trips' }).click();
    grid = panel.page.getByRole('grid', { name: 'Trips' });
    await grid.press('0');
    await panel.drawn();
  };
  const choose = (value: string): Promise<unknown> => panel.page.getByRole('combobox', { name: 'Transactions to show' }).selectOption(value);
  const names = (): Promise<(string | null)[]> => grid.getByRole('rowheader').evaluateAll(all => all.map(name => name.getAttribute('aria-label')));

  it('are a table of rows in order of their beginnings, which tells steps, reasons and ends', async () => {
    await open();
    assert.deepEqual((await names()).slice(0, 3), ['bob, trip 1', 'alice, trip 2', 'bob, trip 3']);
    const third = await grid.getByRole('row').nth(2).getByRole('gridcell').textContent();
    assert.match(third!, /compensated: no room is left, from 210 .*; book flight done, .*; book hotel refused: no room is left, .*; pay undone; once it is done nothing is taken back.*; compensated: no room is left, at /);
    assert.match((await grid.getByRole('row').nth(1).getByRole('gridcell').textContent())!, /book flight waits for trip 1 of bob, which holds the seat, from /);
  });

  it('can be chosen by how they ended, by having waited, and by words', async () => {
    await open();
    await choose('waited');
    await panel.drawn();
    assert.ok((await names()).every(name => /^alice, trip \d*[02468]$/.test(name!)));
    assert.match(await text('.transactions-head .count'), /^8 of 30$/);
    await choose('unknown');
    await panel.drawn();
    assert.match((await grid.getByRole('gridcell').first().textContent())!, /outcome unknown: no answer within 30 ms/);
    await choose('all');
    await panel.page.getByRole('textbox', { name: 'Filter transactions' }).fill('bob "no room');
    await panel.drawn();
    assert.equal(await text('.transactions > .empty'), 'None of the transactions is so.');
    await panel.page.getByRole('textbox', { name: 'Filter transactions' }).fill('bob no room');
    await panel.drawn();
    assert.deepEqual((await names()).slice(0, 4), [3, 7, 11, 15].map(trip => `bob, trip ${trip}`));
    assert.equal(await text('.transactions-head .count'), '7 of 30');
  });

  it('lead by keys from step to step and row to row, to the event, and from a wait to whoever is waited for', async () => {
    await open();
    await panel.page.locator('.axis').click({ position: { x: 30, y: 10 } });
    await choose('waited');
    await grid.press('ArrowDown');
    await panel.drawn();
    assert.match(await text('.details-body'), /fact: trip/);
    assert.match(await text('.transactions-told'), /^alice, trip 2: book flight waits for trip 1 of bob, which holds the seat, from 110 ms to 140 ms \(30 ms\)/);
    await panel.page.getByRole('button', { name: 'Show whom it waits for' }).click();
    await panel.drawn();
    assert.match(await text('.transactions-told'), /^bob, trip 1: committed, at 100 ms/);
    await grid.press('ArrowLeft');
    await panel.drawn();
    assert.match(await text('.transactions-told'), /^bob, trip 1: pay done; from here on nothing is taken back/);
  });

  it('tell what is under way at the time cursor', async () => {
    await open();
    await grid.press('Escape');
    await panel.page.locator('.axis').click({ position: { x: 300, y: 10 } });
    await panel.page.mouse.move(0, 0);
    await panel.page.waitForFunction(() => /^At [\d,.]+ ms (none is|\d+ (is|are)) under way/.test(document.querySelector('.transactions-told')!.textContent!));
  });

  it('have a table', async () => {
    await open();
    await panel.page.locator('.transactions-head').getByRole('button', { name: 'Show as a table' }).click();
    const table = panel.page.getByRole('table', { name: 'Transactions' });
    await panel.drawn();
    assert.match(await table.getByRole('row').nth(3).innerText(), /^210\.000\s+bob\s+trip 3\s+60 ms\s+book flight undone; book hotel refused: no room is left; pay undone\s+compensated: no room is left$/);
    await table.getByRole('row').nth(3).getByRole('button').click();
    assert.match(await text('.details-body'), /fact: trip/);
    assert.deepEqual(await axe(panel), []);
    await panel.page.screenshot({ path: `${screenshots}/transactions-table.png` });
  });

  it('keep within 400 pixels', async () => {
    await open('light', narrow);
    assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth) <= 0);
    assert.deepEqual(await axe(panel), []);
    await panel.page.screenshot({ path: `${screenshots}/transactions-narrow.png` });
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`have no violation that axe knows in ${theme}`, async () => {
      await open(theme);
      for (let press = 0; press < 6; press++) await grid.press('+');
      await grid.press('ArrowDown');
      await panel.drawn();
      await panel.page.screenshot({ path: `${screenshots}/transactions-${theme}.png` });
      assert.deepEqual(await axe(panel), []);
    });
  }
});
