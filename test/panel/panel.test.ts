import assert from 'node:assert/strict';
import { formatTime } from '../../src/panel/layout/time.ts';
import { axe, type PanelPage } from './browser.ts';
import { panelPages, wide } from './pages.ts';
import { exampleRecording } from './recording.ts';

/** When the example's failure happens, in the panel's way of writing. */
const failedAt = formatTime(exampleRecording().failures[0]!.timeUs).replace(' ms', '');

describe('the panel in Chromium', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;
  const { text } = pages;
  const selectedRow = (): Promise<string> => text('.events .row.selected');

  it('asks for a recording, says why there is none yet, and shows it', async () => {
    panel = await pages.open(wide);
    assert.equal((await panel.calls('ready')).length, 1);
    assert.match(await text('.waiting'), /Run a scenario/);
    await panel.explain('Lesson 2.6', 'Recording');
    assert.match(await text('.waiting'), /Lesson 2\.6\s+Recording/);
    assert.deepEqual(await axe(panel), []);
    await panel.show();
    assert.match(await text('.headline'), /Failed\s+2\.6 Quorums 101\s+Minority island\s+seed 42/);
    assert.match(await text('.failure'), /her screen went back in time/);
    assert.match(await text('.plan'), /replica-2 crashes at 1\.8 s and is back at 2\.16 s/);
  });

  it('begins at the failure', async () => {
    panel = await pages.open(wide);
    await panel.show();
    assert.ok((await selectedRow()).includes(failedAt), failedAt);
  });

  it('opens the learner’s line behind an event that is clicked in the picture', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('textbox', { name: 'Filter events' }).fill('replica-1 heartbeat sends');
    await panel.page.locator('.events .rows .row').first().click();
    for (let press = 0; press < 12; press++) await panel.page.locator('.diagram').press('+');
    await panel.drawn();
    const place = await panel.page.locator('.overlay .selected').boundingBox();
    const diagram = await panel.page.locator('.diagram').boundingBox();
    const at = { x: place!.x + place!.width / 2 - diagram!.x, y: place!.y + place!.height / 2 - diagram!.y };
    await panel.page.locator('.diagram').press('Escape');
    assert.match(await text('.details-body'), /Nothing selected/);
    await panel.page.locator('.diagram').click({ position: at });
    assert.match(await text('.details-body'), /replica-1 sends heartbeat to monitor/);
    const [range] = (await panel.calls('openSource')).at(-1)!.a as [{ file: string; startLineNumber: number }];
    assert.deepEqual([range.file, range.startLineNumber], ['/lessons/faultlab/quorums/exercise.ts', 12]);
  });

  it('lights the events of a line that is chosen in the editor', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.selectSource('/lessons/faultlab/quorums/exercise.ts', 38);
    await panel.page.locator('.events .row.lit').first().waitFor();
    assert.match(await selectedRow(), /sends written/);
    assert.equal(await panel.page.locator('.overlay .lit').count(), 1);
  });

  it('steps, zooms and opens the line by keys alone', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const diagram = panel.page.getByRole('slider', { name: /space-time/ });
    await diagram.focus();
    await panel.page.keyboard.press('Home');
    assert.match((await diagram.getAttribute('aria-valuetext'))!, /^0 ms: replica-1 starts/);
    await panel.page.keyboard.press('ArrowRight');
    assert.match((await diagram.getAttribute('aria-valuetext'))!, /replica-2 starts/);
    await panel.page.keyboard.press('Shift+ArrowRight');
    assert.match((await diagram.getAttribute('aria-valuetext'))!, /replica-2 (?!starts)/);
    await panel.page.keyboard.press('+');
    await panel.page.keyboard.press('f');
    assert.ok((await diagram.getAttribute('aria-valuetext'))!.startsWith(`${failedAt} ms`), failedAt);
    await panel.selectSource('/lessons/faultlab/quorums/exercise.ts', 44);
    await panel.page.locator('.events .row.lit').first().waitFor();
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.calls('openSource')).length, 1);
  });

  it('leaves rows of the list alone that stay as they are, and draws those anew that do not', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const marked = (): Promise<readonly string[]> => panel.page.locator('.events .rows .row[data-kept]').evaluateAll(rows => rows.map(({ className }) => className));
    await panel.page.locator('.events .rows .row').evaluateAll(rows => { for (const row of rows) (row as HTMLElement).dataset['kept'] = 'yes'; });
    const before = await marked();
    const chosen = await selectedRow();
    await panel.page.locator('.diagram').press('ArrowRight');
    assert.notEqual(await selectedRow(), chosen);
    const after = await marked();
    assert.ok(after.length > before.length / 2 && !after.some(name => name.includes('selected')), `${after.length} of ${before.length}`);
    const ids = await panel.page.locator('.events .rows .row').evaluateAll(rows => rows.map(({ id }) => Number(id.replace('event-', ''))));
    assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
  });

  it('draws the diagram under the axis again after a picture with more room for names', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const edges = async (selector: string): Promise<readonly number[]> => {
      await panel.drawn();
      const { x, width } = (await panel.page.locator(selector).first().boundingBox())!;
      return [x, x + width];
    };
    const before = await edges('.axis');
    await panel.page.getByRole('tab', { name: 'Traces' }).click();
    const within = await edges('.waterfall-plot');
    assert.deepEqual(await edges('.axis'), within);
    assert.notDeepEqual(within, before);
    await panel.page.getByRole('tab', { name: 'Space-time' }).click();
    assert.deepEqual(await edges('.axis'), before);
    assert.deepEqual(await edges('.diagram canvas'), before);
  });

  it('goes to the nearest event of the node above or below', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const diagram = panel.page.getByRole('slider', { name: /space-time/ });
    await diagram.press('Home');
    await diagram.press('ArrowDown');
    assert.match((await diagram.getAttribute('aria-valuetext'))!, /replica-2 /);
    await diagram.press('ArrowUp');
    assert.match((await diagram.getAttribute('aria-valuetext'))!, /replica-1 /);
  });

  it('lists only events that hold all words of the filter', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('textbox', { name: 'Filter events' }).fill('loses replica-3');
    const rows = await panel.page.locator('.events .rows .row').allInnerTexts();
    assert.ok(rows.length > 0 && rows.every(row => /loses/.test(row) && /replica-3/.test(row)));
    assert.match(await text('.events-pane .count'), /^\d+ of \d+$/);
  });

  it('lists only what led to the selected event, and all again', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const toggle = panel.page.getByRole('button', { name: 'List only what led to the selected event' });
    await panel.page.locator('.diagram').press('Escape');
    assert.ok(await toggle.isDisabled());
    await panel.page.locator('.diagram').press('f');
    const chosen = await selectedRow();
    await toggle.press('Enter');
    const [listed, all] = (await text('.events-pane .count')).split(' of ').map(number => Number(number.replaceAll(',', ''))) as [number, number];
    assert.ok(listed > 1 && listed < all, `${listed} of ${all}`);
    assert.equal(await text('.events .rows .row >> nth=-1'), chosen);
    await toggle.press('Enter');
    assert.doesNotMatch(await text('.events-pane .count'), / of /);
  });

  it('tells what led to the selected event and what it led to, and lights its past and its future', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('textbox', { name: 'Filter events' }).fill('receives ack');
    await panel.page.locator('.events').press('Home');
    const details = await text('.details-body');
    assert.match(details, /^(\S+) receives ack from (\S+)\n[\s\S]*Because\s+−[\d.]+ ms\s+\2 sends ack to \1\s[\s\S]*\1 sends replicate to \2\s[\s\S]* asks \1: write/);
    const reach = (side: string): Promise<(string | null)[]> => panel.page.locator(`.overlay .${side}`).evaluateAll(lines => lines.map(line => line.getAttribute(line.classList.contains('past') ? 'x2' : 'x1')));
    const [past, future] = [await reach('past'), await reach('future')];
    assert.ok(past.length > 1 && future.length > 1 && new Set(past).size > 1, 'each node has a last instant of its own that can have had influence');
    assert.ok(await panel.page.locator('.overlay .chain').count() > 1);
    await panel.page.locator('.details-body .event-link', { hasText: 'sends ack' }).first().click();
    assert.match(await text('.details-body'), /^\S+ sends ack to [\s\S]*Led to\s+\+[\d.]+ ms\s+\S+ receives ack/);
  });

  it('tells how the line behind the selected event was called, and opens each place', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('textbox', { name: 'Filter events' }).fill('sends replicate');
    await panel.page.locator('.events').press('Home');
    assert.match(await text('.details-body .facts'), /exercise\.ts:24\s+called from\s+:21$/);
    await panel.page.locator('.callers').getByRole('button', { name: ':21' }).click();
    const [range] = (await panel.calls('openSource')).at(-1)!.a as [{ startLineNumber: number }];
    assert.equal(range.startLineNumber, 21);
  });

  it('tells what the pointer is on', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.drawn();
    const place = (await panel.page.locator('.diagram circle.selected').boundingBox())!;
    await panel.page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
    assert.match(await text('.diagram .tooltip'), /^[\d,.]+ ms · \S+ \w+/);
    await panel.page.mouse.move(5, 5);
    assert.equal(await panel.page.locator('.diagram .tooltip').isVisible(), false);
  });

  it('explains its signs, and Escape closes that again', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'Legend and keys' }).click();
    assert.match(await text('.legend'), /a message that is lost/);
    await panel.page.keyboard.press('Escape');
    assert.equal(await panel.page.locator('.legend').isVisible(), false);
  });

  it('explains the signs of the shown picture before those of others', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const first = async (tab: string): Promise<string> => {
      await panel.page.getByRole('tab', { name: tab }).click();
      return text('.legend .signs-of');
    };
    await panel.page.getByRole('button', { name: 'Legend and keys' }).click();
    assert.match(await first('Topology'), /^In the topology[\s\S]*places far apart/);
    assert.match(await first('Questions'), /^In timelines and traces[\s\S]*from one lane to another/);
    const titles = { 'Space-time': 'the space-time diagram', History: 'histories', Logs: 'rows of cells', 'Who is up': 'beliefs', Traces: 'timelines and traces', 'Load and answers': 'quantities', Trips: 'transactions', Ring: 'rings' };
    for (const [tab, title] of Object.entries(titles)) assert.ok((await first(tab)).startsWith(`In ${title}`), tab);
  });

  it('has signs that can be told apart where all colours are one', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.evaluate(() => {
      const { style } = document.documentElement;
      for (const name of [...style]) if (/--vscode-(charts|testing|focus|description|icon|foreground|editorIndent|panel)/.test(name)) style.setProperty(name, '#cccccc');
    });
    await panel.page.getByRole('button', { name: 'Legend and keys' }).click();
    for (const signs of await panel.page.locator('.legend .signs-of').all()) {
      const seen = new Map<string, string>();
      for (const sign of await signs.locator('li').all()) {
        const words = await sign.innerText();
        const look = (await sign.locator('.sample').screenshot()).toString('base64');
        assert.equal(seen.get(look), undefined, `${words} looks like ${seen.get(look)}`);
        seen.set(look, words);
      }
    }
  });

  it('takes up its state when the window is reloaded', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'Got it' }).click();
    await panel.page.locator('.diagram').press('Home');
    await panel.page.waitForFunction(() => JSON.parse(sessionStorage.getItem('state')!).cursorUs === 0);
    await panel.page.reload();
    await panel.useTheme('dark');
    await panel.show();
    assert.match(await selectedRow(), /^0\.000/);
    assert.equal(await panel.page.getByRole('button', { name: 'Got it' }).count(), 0);
  });

  it('draws with the colours of a theme that is chosen later', async () => {
    panel = await pages.open(wide, 'dark');
    await panel.show();
    const laneColour = (): Promise<number[]> => panel.page.evaluate(() => [...(document.querySelector('.diagram canvas') as HTMLCanvasElement).getContext('2d')!.getImageData(2, 2, 1, 1).data]);
    const dark = await laneColour();
    await panel.useTheme('light');
    await panel.drawn();
    const light = await laneColour();
    assert.deepEqual([dark, light], [[0x18, 0x18, 0x18, 255], [0xf8, 0xf8, 0xf8, 255]]);
  });
});
