import assert from 'node:assert/strict';
import { axe, type PanelPage } from './browser.ts';
import { narrow, panelPages, screenshots, wide } from './pages.ts';

describe('the panel’s tour', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;

  for (const [name, size, theme] of [['dark', wide, 'dark'], ['hc', wide, 'high-contrast'], ['narrow', narrow, 'light']] as const) {
    it(`takes those who are new round the panel by keys alone, and says when that has ended (${name})`, async () => {
      panel = await pages.open(size, theme);
      await panel.show();
      await panel.offerTour();
      const dialog = panel.page.getByRole('dialog');
      const titles = ['Every line is somebody', 'Arrows are messages', 'What went wrong', 'The time cursor', 'From an event to your line', 'The same as text'];
      for (const [index, title] of titles.entries()) {
        assert.equal(await dialog.getByRole('heading').innerText(), title);
        await panel.drawn();
        const box = (await dialog.boundingBox())!;
        assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height, `${title} is in view`);
        await panel.page.screenshot({ path: `${screenshots}/tour-${name}-${index + 1}.png` });
        if (index < 2) assert.deepEqual(await axe(panel), []);
        if (index === 3) {
          await panel.page.keyboard.press('ArrowLeft');
          assert.equal(await dialog.getByRole('heading').innerText(), titles[2]);
          await panel.page.keyboard.press('ArrowRight');
        }
        assert.equal((await panel.calls('tourEnded')).length, 0);
        await panel.page.keyboard.press('ArrowRight');
      }
      assert.equal(await dialog.isVisible(), false);
      assert.equal((await panel.calls('tourEnded')).length, 1);
      await panel.page.getByRole('button', { name: 'Take the tour' }).click();
      await panel.drawn();
      await panel.page.keyboard.press('Escape');
      assert.equal((await panel.calls('tourEnded')).length, 2);
    });
  }

  it('ends with the picture with which the lesson opens', async () => {
    panel = await pages.open(wide);
    await panel.prepare({});
    await panel.alter(() => ({ opensWith: 'State' }));
    await panel.showPrepared();
    await panel.offerTour();
    await panel.page.getByRole('tab', { name: 'Space-time', selected: true }).waitFor();
    await panel.page.getByRole('button', { name: 'End the tour' }).click();
    await panel.page.getByRole('tab', { name: 'State', selected: true }).waitFor();
  });
});
