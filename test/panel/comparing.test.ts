import assert from 'node:assert/strict';
import { axe, type PanelPage } from './browser.ts';
import { narrow, panelPages, screenshots, wide } from './pages.ts';

describe('two runs in the panel', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;
  const { text } = pages;

  it('offers runs to compare with, and asks for the chosen one', async () => {
    panel = await pages.open(wide, 'dark', [{ id: 'now', label: 'your program as it is now' }, { id: 'without', label: 'your program without any fault' }]);
    await panel.show();
    const button = panel.page.getByRole('button', { name: 'Compare with another run' });
    await button.press('Enter');
    await panel.page.getByRole('button', { name: 'your program as it is now' }).waitFor();
    assert.deepEqual(await axe(panel), []);
    await panel.page.keyboard.press('Escape');
    assert.equal(await panel.page.getByRole('region', { name: 'Compare this run with' }).isVisible(), false);
    await button.press('Enter');
    await panel.page.getByRole('button', { name: 'your program without any fault' }).press('Enter');
    assert.deepEqual((await panel.calls('compareWith')).map(({ a }) => a), [['without']]);
  });

  for (const [name, size, theme] of [['', wide, 'dark'], ['-light', wide, 'light'], ['-hc', wide, 'high-contrast'], ['-narrow', narrow, 'dark']] as const) {
    it(`shows two runs one above the other and where they part${name}`, async () => {
      panel = await pages.open(size, theme);
      await panel.show();
      await panel.compare({ without: 'crash' }, 'the run without the fault');
      assert.match(await text('.beside-bar'), /Until 1\.8 s both runs are the same; then replica-2 crashes in this run, and /);
      assert.equal(await panel.page.locator('.overlay .diverged').count(), 2);
      assert.equal(await text('.cursor-time'), '1,800 ms');
      await panel.page.getByText('Both runs as a table').click();
      assert.match(await text('.both .rows .apart-row >> nth=0'), /^1,800\.000/);
      await panel.page.screenshot({ path: `${screenshots}/compare${name}.png`, fullPage: true });
      assert.deepEqual(await axe(panel), []);
      const below = panel.page.locator('.beside .diagram');
      await below.press('ArrowRight');
      assert.match(await text('.beside-event'), /^Selected below: /);
      await panel.page.getByRole('tab', { name: 'State' }).click();
      assert.match(await text('.beside .states'), /replica-2[\s\S]*version/);
      await panel.page.getByRole('button', { name: 'Swap' }).click();
      assert.doesNotMatch(await text('.plan'), /crashes/);
      await panel.page.getByRole('button', { name: 'End the comparison' }).click();
      assert.equal(await panel.page.locator('.beside').isVisible(), false);
      assert.equal((await panel.calls('comparisonEnded')).length, 1);
    });
  }
});
