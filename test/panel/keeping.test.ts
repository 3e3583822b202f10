import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { axe, type PanelPage } from './browser.ts';
import { panelPages, screenshots, wide } from './pages.ts';

describe('what is kept of a run', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;

  for (const picture of ['Space-time', 'Topology', 'State']) {
    it(`saves the picture ${picture} as a drawing and as an image that hold what is seen`, async () => {
      panel = await pages.open(wide);
      await panel.show();
      await panel.page.getByRole('tab', { name: picture }).click();
      await panel.drawn();
      const saved = async (label: string): Promise<readonly [name: string, bytes: Buffer]> => {
        const before = (await panel.calls('saveFile')).length;
        await panel.page.getByRole('button', { name: 'Save or share' }).press('Enter');
        await panel.page.getByRole('button', { name: label }).press('Enter');
        while ((await panel.calls('saveFile')).length === before) await panel.drawn();
        const [name, base64] = (await panel.calls('saveFile')).at(-1)!.a as [string, string];
        return [name, Buffer.from(base64, 'base64')];
      };
      const [svgName, svg] = await saved('This picture as SVG');
      assert.equal(svgName, `quorums-minority-island-42-${picture.toLowerCase()}.svg`);
      const words = await panel.page.evaluate(text => {
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        return parsed.querySelector('parsererror') ? 'no drawing' : [...parsed.querySelectorAll('text')].map(each => each.textContent).join('|');
      }, svg.toString());
      assert.match(words, /2\.6 Quorums 101 · Minority island · seed 42 · Failed\|At .*\|.* went back in time\.\|Whole run\|/);
      assert.match(words, /replica-2/);
      const [pngName, png] = await saved('This picture as PNG');
      assert.match(pngName, /\.png$/);
      assert.equal(png.subarray(1, 4).toString(), 'PNG');
      writeFileSync(`${screenshots}/saved-${picture.toLowerCase()}.png`, png);
    });
  }

  it('saves each picture with all the words in it', async () => {
    panel = await pages.open(wide);
    await panel.show();
    for (const tab of await panel.page.getByRole('tab').all()) {
      await tab.click();
      await panel.drawn();
      const picture = await tab.innerText();
      const before = (await panel.calls('saveFile')).length;
      await panel.page.getByRole('button', { name: 'Save or share' }).press('Enter');
      await panel.page.getByRole('button', { name: 'This picture as SVG' }).press('Enter');
      while ((await panel.calls('saveFile')).length === before) await panel.drawn();
      const [name, base64] = (await panel.calls('saveFile')).at(-1)!.a as [string, string];
      assert.equal(name, `quorums-minority-island-42-${picture.toLowerCase().replace(/\W+/g, '-')}.svg`);
      const [shown, saved] = await panel.page.evaluate(([id, text]) => {
        const words = (root: Element): string[] => (root.textContent ?? '').split(/\s+/).filter(word => word !== '');
        const heads = [...document.querySelectorAll(`#${id} :is(h2, th, .lane-name, [role="columnheader"], .timeline-group, .transaction-by)`)].filter(element => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1);
        return [heads.flatMap(words), new DOMParser().parseFromString(text, 'image/svg+xml').documentElement.textContent ?? ''] as const;
      }, [(await tab.getAttribute('aria-controls'))!, Buffer.from(base64, 'base64').toString()] as const);
      assert.ok(shown.length > 0, picture);
      assert.deepEqual(shown.filter(word => !saved.includes(word)), [], picture);
    }
  });

  it('asks for the shown run as a file and as a link', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'Save or share' }).click();
    assert.deepEqual(await axe(panel), []);
    await panel.page.getByRole('button', { name: /^The run as a file/ }).click();
    assert.equal((await panel.calls('saveReplay')).length, 1);
    await panel.page.getByRole('button', { name: 'Save or share' }).click();
    await panel.page.getByRole('button', { name: /^Copy a link to the run/ }).click();
    assert.equal((await panel.calls('copyLink')).length, 1);
  });
});
