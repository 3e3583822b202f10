import assert from 'node:assert/strict';
import { formatMs } from '../../src/panel/layout/time.ts';
import { axe, type PanelPage } from './browser.ts';
import { panelPages, screenshots, wide } from './pages.ts';
import { exampleRecording } from './recording.ts';

describe('pictures of every run in Chromium', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;
  const { text } = pages;

  it('shows the messages on their way at the time cursor, as a picture and as a list that leads to them', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'Topology' }).click();
    await panel.page.getByRole('textbox', { name: 'Filter events' }).fill('replica-1 sends heartbeat');
    await panel.page.locator('.events .rows .row').first().click();
    assert.match(await text('.on-the-way'), /on (its|their) way at [\s\S]*replica-1\s+monitor\s+heartbeat\s+in /);
    assert.ok(await panel.page.locator('.plane .message').count() >= 1);
    assert.deepEqual(await axe(panel), []);
    await panel.page.locator('.on-the-way').getByRole('button', { name: 'heartbeat' }).first().click();
    assert.match(await text('.details-body'), /replica-1 sends heartbeat to monitor/);
    const [range] = (await panel.calls('openSource')).at(-1)!.a as [{ startLineNumber: number }];
    assert.equal(range.startLineNumber, 12);
    await panel.page.locator('.plane .node', { hasText: 'monitor' }).locator('circle').click();
    assert.match(await text('.details-body'), /^monitor /);
  });

  it('names messages on their way where no other name stands', async () => {
    panel = await pages.open({ width: 860, height: 1000 });
    await panel.show();
    await panel.page.getByRole('tab', { name: 'Topology' }).click();
    let named = 0;
    for (let step = 0; step < 12; step++) {
      await panel.page.getByRole('button', { name: 'Next event', exact: false }).first().click();
      await panel.drawn();
      const found = await panel.page.locator('.plane svg').evaluate(drawing => {
        const boxes = (selector: string): DOMRect[] => [...drawing.querySelectorAll(selector)].map(text => text.getBoundingClientRect());
        const [messages, nodes] = [boxes('.message text'), boxes('.node text, .node circle')];
        const meet = (a: DOMRect, b: DOMRect): boolean => a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 4 && b.top < a.bottom - 4;
        return { named: messages.length, meeting: messages.flatMap((a, index) => [...nodes, ...messages.slice(index + 1)].filter(b => meet(a, b))).length };
      });
      assert.equal(found.meeting, 0, `step ${step}`);
      named += found.named;
    }
    assert.ok(named > 0);
  });

  it('has the programs of 20 nodes one below the other, few side by side', async () => {
    panel = await pages.open(wide);
    await panel.show({ replicas: 12, clients: 7, durationMs: 1_500 });
    await panel.page.getByRole('tab', { name: 'State' }).click();
    await panel.drawn();
    assert.deepEqual(await panel.page.locator('.states tbody th').allInnerTexts(), Array.from({ length: 12 }, (_, index) => `replica-${index + 1}`));
    const seen = (await panel.page.locator('.states').boundingBox())!;
    const last = (await panel.page.locator('.states tbody tr').last().boundingBox())!;
    assert.ok(last.y + last.height <= seen.y + seen.height, 'all are in view');
    await panel.show();
    await panel.drawn();
    assert.deepEqual(await panel.page.locator('.states thead th').allInnerTexts(), ['Field', 'replica-1', 'replica-2', 'replica-3']);
  });

  it('tells two of many failures, the others on demand', async () => {
    panel = await pages.open(wide);
    await panel.prepare({});
    await panel.alter(({ failures }) => ({ failures: Array.from({ length: 5 }, (_, index) => ({ ...failures[0]!, message: `failure ${index}` })) }));
    await panel.showPrepared();
    assert.deepEqual(await panel.page.locator('.failure p').filter({ visible: true }).allInnerTexts(), ['failure 0', 'failure 1']);
    await panel.page.getByText('3 more failures').click();
    assert.equal(await panel.page.locator('.failure p').filter({ visible: true }).count(), 5);
    assert.deepEqual(await axe(panel), []);
  });

  it('shows each program’s fields at the time cursor, and leads to the event that wrote one last', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'State' }).click();
    assert.match(await text('.states'), /replica-1[\s\S]*replica-2[\s\S]*version/);
    const value = panel.page.locator('.states .value').first();
    const written = await value.locator('.written').innerText();
    assert.deepEqual(await axe(panel), []);
    await value.click();
    assert.equal(await text('.cursor-time'), written);
    assert.match(await text('.states .value.fresh'), /\d/);
    await panel.page.locator('.diagram').evaluate(element => getComputedStyle(element).visibility).then(visibility => assert.equal(visibility, 'hidden'));
  });

  it('shows what clients asked for and heard, and why no order explains it', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'History' }).click();
    assert.match(await text('.history-head'), /No order explains all answers\.\s+It is too late\s+1\s+\w+ (read|write)/);
    await panel.page.locator('.evidence').click();
    assert.match(await text('.history-told'), /no order that can be begun reaches it/);
    const plot = panel.page.getByRole('slider', { name: /history/ });
    await plot.press('Home');
    await plot.press('ArrowRight');
    assert.match((await plot.getAttribute('aria-valuetext'))!, /^\w+ (read|write) .* of the \d+ that the longest order with it holds/);
    assert.deepEqual(await axe(panel), []);
    await panel.page.getByRole('button', { name: 'Show as a table' }).click();
    const rows = panel.page.getByRole('table', { name: 'Operations' }).getByRole('row');
    assert.match(await rows.nth(1).innerText(), /^1\s+alice\s+/);
    assert.deepEqual(await axe(panel), []);
    await rows.nth(2).getByRole('button').click();
    assert.match(await text('.details-body'), /^bob asks/);
  });

  it('says at a pointer which operation it is on', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('tab', { name: 'History' }).click();
    await panel.page.locator('.evidence').click();
    await panel.drawn();
    const plot = (await panel.page.locator('.history-plot').boundingBox())!;
    const cursor = (await panel.page.locator('.cursor-line').boundingBox())!;
    for (let y = 30; y < plot.height && await panel.page.locator('.history-plot .tooltip').isHidden(); y += 8) await panel.page.mouse.move(cursor.x + 1, plot.y + y);
    assert.match(await text('.history-plot .tooltip'), /ms · /);
  });

  it('draws a chart of many tracks as a heat map and tells the highest at the time cursor', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('combobox', { name: 'Chart' }).selectOption('Load by backend');
    await panel.page.locator('.track-name').first().waitFor();
    assert.equal(await panel.page.locator('.track-name').count(), 10);
    for (const size of [{ width: 400, height: 900 }, wide]) {
      await panel.page.setViewportSize(size);
      await panel.drawn();
      const axis = (await panel.page.locator('.chart-axis').boundingBox())!;
      for (const name of await panel.page.locator('.track-name').all()) assert.ok((await name.boundingBox())!.x >= axis.x, `${await name.textContent()} at ${size.width}`);
    }
    assert.match((await panel.page.locator('.track-name:has(title)').textContent())!, /^b-7, .*…/);
    assert.equal(await panel.page.locator('.series').count(), 5);
    assert.match(await text('.series-legend'), /^b-4\s+[34]\d/);
    assert.deepEqual(await axe(panel), []);
  });

  it('draws a chart of phases as lanes, and its table tells the same', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('combobox', { name: 'Chart' }).selectOption('Leader');
    await panel.page.locator('.track-name').first().waitFor();
    assert.equal(await panel.page.locator('.track-name').textContent(), 'term');
    await panel.page.getByText('Chart as a table').click();
    assert.match(await text('.sample-table:not(.both-table) .rows'), /^0 ms\s+replica-1\s+1,200 ms\s+–\s+1,500 ms\s+replica-3/);
    await panel.page.locator('.sample-table:not(.both-table) .rows .row').nth(1).click();
    assert.match(await text('.series-legend'), /term\s+–/);
    assert.deepEqual(await axe(panel), []);
  });

  it('is asked when the run was lost, and shows it as a sentence, a step and a chart', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'When was it lost?' }).press('Enter');
    assert.equal((await panel.calls('foresee')).length, 1);
    assert.match(await text('.when-lost'), /^Trying what could still/);
    const { trace } = exampleRecording();
    const atUs = trace.timeUs[100]!;
    const chance = (broken: number) => ({ broken, of: 50, low: Math.max(0, broken / 50 - 0.07), high: Math.min(1, broken / 50 + 0.07) });
    const moments = [0, atUs, atUs + 1_000, 1_500_000].map((at, index) => ({ atUs: at, kept: chance(index < 2 ? 4 : 50), redrawn: chance(index < 2 ? 2 : 31) }));
    await panel.foreseen({ demand: 'nobody reads the past', brokenUs: 1_556_118, moments, lost: { atUs, before: chance(4), after: chance(50) } });
    assert.match(await text('.when-lost'), /^Lost at [\d.]+ m?s: \S+ .*\. Until then it ended like this in 4 of 50 futures, from then on in 50 of 50\./);
    assert.match(await text('.chart-head'), /Futures that end like this \(%\)/);
    await panel.page.getByRole('button', { name: 'Show the step' }).press('Enter');
    assert.match(await text('.chart-head'), /with the same faults\s+8 %\s+with other faults\s+4 %/);
    assert.match(await text('.events .row.selected'), new RegExp(`^${formatMs(atUs).replace('.', '\\.')}`));
    assert.deepEqual(await axe(panel), []);
    await panel.page.screenshot({ path: `${screenshots}/lost.png`, fullPage: true });
  });

  it('tells the chart as a table, and hides the chart on demand', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByText('Chart as a table').click();
    const table = panel.page.getByRole('table', { name: 'Values of the chart' });
    assert.deepEqual(await table.getByRole('columnheader').allTextContents(), ['Time', 'attempts (/s)', 'answered (/s)', 'capacity (/s)']);
    assert.match(await table.getByRole('row').nth(1).innerText(), /^0 ms\s+95\s+90\s+150$/);
    await panel.page.getByRole('combobox', { name: 'Chart' }).selectOption('Messages');
    assert.deepEqual(await table.getByRole('columnheader').allTextContents(), ['Time', 'sent (/s)', 'lost (/s)']);
    await panel.page.getByRole('button', { name: 'Hide the chart' }).click();
    assert.equal(await panel.page.locator('.plot.chart').isVisible(), false);
  });
});
