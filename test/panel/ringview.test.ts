import assert from 'node:assert/strict';
import { axe, type PanelPage } from './browser.ts';
import { panelPages, screenshots, wide } from './pages.ts';
import { themes, type ThemeName } from './themes.ts';

describe('a ring in Chromium', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;

  const open = async (theme: ThemeName = 'dark', size = wide): Promise<void> => {
    panel = await pages.open(size, theme);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'Ring' }).click();
    await panel.drawn();
  };
  const { text } = pages;

  it('tells who holds how much at the time cursor, and what has moved', async () => {
    await open();
    await panel.page.locator('.axis').click({ position: { x: 20, y: 10 } });
    assert.match(await text('.ring-head'), /^router at 0 ms: 9 members, 400 keys\s+cache-2 holds 1\.13 × its fair part, cache-1 0\.56 ×\.\s+1 of 2$/);
    await panel.page.getByRole('button', { name: 'Next placement' }).click();
    assert.match(await text('.ring-head'), /8 members, 400 keys\s+cache-9 is gone\. \d+ keys \([\d.]+ %\) moved; cache-\d got most, [\d.]+ % of them\. \d+ moved between members to whom nothing had happened\./);
    const rows = panel.page.locator('.ring-members tbody tr');
    assert.match(await rows.first().innerText(), /^1\s+cache-1 weight 2\s+50\s+0\.56\s+\+\d+ −\d+$/);
    assert.match(await rows.last().innerText(), /^9\s+cache-9\s+gone\s+−44$/);
    assert.equal(await panel.page.locator('.chord.needless').count() > 10, true);
  });

  it('lights what a member has and gets, and leads to the event', async () => {
    await open();
    await panel.page.getByRole('button', { name: 'cache-3' }).click();
    await panel.drawn();
    assert.equal(await panel.page.getByRole('button', { name: 'cache-3' }).getAttribute('aria-pressed'), 'true');
    assert.equal(await panel.page.locator('.member-arc:not(.faint)').count(), 1);
    assert.match(await text('.details-body'), /fact: placed/);
    await panel.page.locator('.member-arc').nth(3).click();
    await panel.drawn();
    assert.equal(await panel.page.getByRole('button', { name: 'cache-4' }).getAttribute('aria-pressed'), 'true');
  });

  it('keeps within 400 pixels', async () => {
    await open('light', { width: 400, height: 900 });
    assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth) <= 0);
    const bottom = async (selector: string): Promise<number> => panel.page.locator(selector).evaluate(element => element.getBoundingClientRect().bottom);
    assert.ok(await bottom('.ring-members tbody tr:last-child') <= await bottom('.ring'), 'all members are seen without scrolling the ring');
    assert.deepEqual(await axe(panel), []);
    await panel.page.screenshot({ path: `${screenshots}/ring-narrow.png` });
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`has no violation that axe knows in ${theme}`, async () => {
      await open(theme);
      await panel.page.screenshot({ path: `${screenshots}/${theme}-ring.png` });
      assert.deepEqual(await axe(panel), []);
    });
  }
});
