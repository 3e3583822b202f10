import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { axe, chromiumMissing, PanelBrowser, type PanelPage } from './browser.ts';
import { formatTime } from '../../src/panel/layout/time.ts';
import { exampleRecording } from './recording.ts';
import { themes, type ThemeName } from './themes.ts';

const wide = { width: 1280, height: 800 };
const narrow = { width: 400, height: 900 };
const screenshots = 'test/panel/screenshots';
/** When the example's failure happens, in the panel's way of writing. */
const failedAt = formatTime(exampleRecording().failures[0]!.timeUs).replace(' ms', '');

describe('the panel in Chromium', function () {
  this.timeout(60_000);
  let browser: PanelBrowser;
  let panel: PanelPage;

  before(async function () {
    if (chromiumMissing && !process.env['CI']) {
      console.log('    skipped: the panel is tested in Chromium, which is not there (Debian: apt-get install chromium)');
      this.skip();
    }
    mkdirSync(screenshots, { recursive: true });
    browser = await PanelBrowser.launch();
  });
  after(() => browser?.close());
  afterEach(async function () {
    if (!panel) return;
    assert.deepEqual(panel.errors, [], 'the page reports no error');
    await panel.page.close();
  });

  const text = async (selector: string): Promise<string> => {
    await panel.drawn();
    return panel.page.locator(selector).innerText();
  };
  const selectedRow = (): Promise<string> => text('.events .row.selected');

  it('asks for a recording, says why there is none yet, and shows it', async () => {
    panel = await browser.open(wide);
    assert.equal((await panel.calls('ready')).length, 1);
    assert.match(await text('.waiting'), /Run a scenario/);
    await panel.explain('Lesson 2.6', 'Recording');
    assert.match(await text('.waiting'), /Lesson 2\.6\s+Recording/);
    assert.deepEqual(await axe(panel), []);
    await panel.show();
    assert.match(await text('.headline'), /Failed\s+2\.6 Quorums 101\s+Minority island\s+seed 42/);
    assert.match(await text('.failure'), /her screen went back in time/);
    assert.match(await text('.plan'), /replica-2 crashes from 1\.8 s to 2\.16 s/);
  });

  it('begins at the failure', async () => {
    panel = await browser.open(wide);
    await panel.show();
    assert.ok((await selectedRow()).includes(failedAt), failedAt);
  });

  it('opens the learner’s line behind an event that is clicked in the picture', async () => {
    panel = await browser.open(wide);
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
    panel = await browser.open(wide);
    await panel.show();
    await panel.selectSource('/lessons/faultlab/quorums/exercise.ts', 38);
    await panel.page.locator('.events .row.lit').first().waitFor();
    assert.match(await selectedRow(), /sends written/);
    assert.equal(await panel.page.locator('.overlay .lit').count(), 1);
  });

  it('steps, zooms and opens the line by keys alone', async () => {
    panel = await browser.open(wide);
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

  it('goes to the nearest event of the node above or below', async () => {
    panel = await browser.open(wide);
    await panel.show();
    const diagram = panel.page.getByRole('slider', { name: /space-time/ });
    await diagram.press('Home');
    await diagram.press('ArrowDown');
    assert.match((await diagram.getAttribute('aria-valuetext'))!, /replica-2 /);
    await diagram.press('ArrowUp');
    assert.match((await diagram.getAttribute('aria-valuetext'))!, /replica-1 /);
  });

  it('shows the messages on their way at the time cursor, as a picture and as a list that leads to them', async () => {
    panel = await browser.open(wide);
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

  it('shows each program’s fields at the time cursor, and leads to the event that wrote one last', async () => {
    panel = await browser.open(wide);
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
    panel = await browser.open(wide);
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
    panel = await browser.open(wide);
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
    panel = await browser.open(wide);
    await panel.show();
    await panel.page.getByRole('combobox', { name: 'Chart' }).selectOption('Load by backend');
    await panel.page.locator('.track-name').first().waitFor();
    assert.equal(await panel.page.locator('.track-name').count(), 10);
    assert.equal(await panel.page.locator('.series').count(), 5);
    assert.match(await text('.series-legend'), /^b-4\s+[34]\d/);
    assert.deepEqual(await axe(panel), []);
  });

  it('draws a chart of phases as lanes, and its table tells the same', async () => {
    panel = await browser.open(wide);
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

  it('plays: the time cursor moves by itself until it is stopped', async () => {
    panel = await browser.open(wide);
    await panel.show();
    const before = await text('.cursor-time');
    await panel.page.getByRole('button', { name: 'Play (Space)' }).click();
    await panel.page.waitForFunction(time => document.querySelector('.cursor-time')!.textContent !== time, before);
    await panel.page.getByRole('button', { name: 'Stop (Space)' }).click();
    const stopped = await text('.cursor-time');
    await panel.drawn();
    assert.equal(await text('.cursor-time'), stopped);
  });

  it('shows when a fault of the plan was in force', async () => {
    panel = await browser.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'replica-2 crashes from 1.8 s to 2.16 s.' }).click();
    assert.equal(await text('.cursor-time'), '1,800 ms');
  });

  it('moves the time cursor by dragging on the axis, and the chart tells the values there', async () => {
    panel = await browser.open(wide);
    await panel.show();
    const axis = (await panel.page.locator('.axis').boundingBox())!;
    await panel.page.mouse.move(axis.x + 100, axis.y + 15);
    await panel.page.mouse.down();
    const before = await text('.series-legend');
    await panel.page.mouse.move(axis.x + 300, axis.y + 15, { steps: 4 });
    await panel.page.mouse.up();
    await panel.page.waitForFunction(old => (document.querySelector('.series-legend') as HTMLElement).innerText !== old, before);
    assert.match(await text('.cursor-time'), / ms$/);
    assert.match(await text('.series-legend'), /capacity\s+150 \/s/);
  });

  it('zooms with the wheel about the pointer and shows the whole run again', async () => {
    panel = await browser.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'Show the whole run (0)' }).click();
    const ticks = async (): Promise<readonly string[]> => {
      await panel.drawn();
      return panel.page.locator('.axis .tick text').allTextContents();
    };
    const whole = await ticks();
    const diagram = (await panel.page.locator('.diagram').boundingBox())!;
    await panel.page.mouse.move(diagram.x + diagram.width / 2, diagram.y + 40);
    await panel.page.mouse.wheel(0, -600);
    const near = await ticks();
    assert.notDeepEqual(near, whole);
    await panel.page.mouse.down();
    await panel.page.mouse.move(diagram.x + diagram.width / 2 + 120, diagram.y + 40, { steps: 3 });
    await panel.page.mouse.up();
    assert.notDeepEqual(await ticks(), near, 'dragging pans');
    await panel.page.locator('.diagram').press('0');
    assert.deepEqual(await ticks(), whole);
  });

  it('shows the part of the run that is chosen in the overview', async () => {
    panel = await browser.open(wide);
    await panel.show();
    const overview = (await panel.page.locator('.overview').boundingBox())!;
    await panel.page.mouse.move(overview.x + 20, overview.y + 10);
    await panel.page.mouse.down();
    await panel.page.mouse.move(overview.x + 80, overview.y + 10, { steps: 3 });
    await panel.page.mouse.up();
    assert.match(await text('.axis'), /100 ms\n.*300 ms/s);
    assert.doesNotMatch(await text('.axis'), /1,000 ms/);
  });

  it('draws with the colours of a theme that is chosen later', async () => {
    panel = await browser.open(wide, 'dark');
    await panel.show();
    const laneColour = (): Promise<number[]> => panel.page.evaluate(() => [...(document.querySelector('.diagram canvas') as HTMLCanvasElement).getContext('2d')!.getImageData(2, 2, 1, 1).data]);
    const dark = await laneColour();
    await panel.useTheme('light');
    await panel.drawn();
    const light = await laneColour();
    assert.deepEqual([dark, light], [[0x18, 0x18, 0x18, 255], [0xf8, 0xf8, 0xf8, 255]]);
  });

  it('tells the chart as a table, and hides the chart on demand', async () => {
    panel = await browser.open(wide);
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

  it('tells what the pointer is on', async () => {
    panel = await browser.open(wide);
    await panel.show();
    await panel.drawn();
    const place = (await panel.page.locator('.diagram circle.selected').boundingBox())!;
    await panel.page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
    assert.match(await text('.diagram .tooltip'), /^[\d,.]+ ms · \S+ \w+/);
    await panel.page.mouse.move(5, 5);
    assert.equal(await panel.page.locator('.diagram .tooltip').isVisible(), false);
  });

  it('explains its signs, and Escape closes that again', async () => {
    panel = await browser.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'Legend and keys' }).click();
    assert.match(await text('.legend'), /a message that is lost/);
    await panel.page.keyboard.press('Escape');
    assert.equal(await panel.page.locator('.legend').isVisible(), false);
  });

  it('lists only events that hold all words of the filter', async () => {
    panel = await browser.open(wide);
    await panel.show();
    await panel.page.getByRole('textbox', { name: 'Filter events' }).fill('loses replica-3');
    const rows = await panel.page.locator('.events .rows .row').allInnerTexts();
    assert.ok(rows.length > 0 && rows.every(row => /loses/.test(row) && /replica-3/.test(row)));
    assert.match(await text('.events-pane .count'), /^\d+ of \d+$/);
  });

  it('lists only what led to the selected event, and all again', async () => {
    panel = await browser.open(wide);
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

  it('takes up its state when the window is reloaded', async () => {
    panel = await browser.open(wide);
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

  for (const picture of ['Space-time', 'Topology', 'State']) {
    it(`saves the picture ${picture} as a drawing and as an image that hold what is seen`, async () => {
      panel = await browser.open(wide);
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

  it('asks for the shown run as a file', async () => {
    panel = await browser.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'Save or share' }).click();
    assert.deepEqual(await axe(panel), []);
    await panel.page.getByRole('button', { name: /^The run as a file/ }).click();
    assert.equal((await panel.calls('saveReplay')).length, 1);
  });

  for (const [name, size, theme] of [['dark', wide, 'dark'], ['hc', wide, 'high-contrast'], ['narrow', narrow, 'light']] as const) {
    it(`takes those who are new round the panel by keys alone, and says when that has ended (${name})`, async () => {
      panel = await browser.open(size, theme);
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
      await panel.page.keyboard.press('Escape');
      assert.equal((await panel.calls('tourEnded')).length, 2);
    });
  }

  it('offers runs to compare with, and asks for the chosen one', async () => {
    panel = await browser.open(wide, 'dark', [{ id: 'now', label: 'your program as it is now' }, { id: 'without', label: 'your program without any fault' }]);
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
      panel = await browser.open(size, theme);
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

  it('opens 100,000 events', async () => {
    panel = await browser.open(wide);
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
    panel = await browser.open(wide);
    await panel.show({ replicas: 12, clients: 7, durationMs: 1_500 });
    assert.equal(await panel.page.locator('.lane-label').count(), 20);
    await panel.page.screenshot({ path: `${screenshots}/20-nodes.png` });
  });

  for (const [name, size] of [['wide', wide], ['narrow', narrow]] as const) {
    it(`has no violation that axe knows in any picture of 20 nodes, and keeps within its width (${name})`, async function () {
      this.timeout(180_000);
      panel = await browser.open(size);
      await panel.show({ replicas: 12, clients: 7, durationMs: 1_500 });
      for (const tab of await panel.page.getByRole('tab').all()) {
        await tab.click();
        await panel.drawn();
        const picture = await tab.innerText();
        assert.deepEqual(await axe(panel), [], picture);
        assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), picture);
        await panel.page.screenshot({ path: `${screenshots}/20-${picture.toLowerCase().replace(/\W+/g, '-')}-${name}.png` });
      }
    });
  }

  it('keeps within 400 pixels', async () => {
    panel = await browser.open(narrow);
    await panel.show();
    const overflow = await panel.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0);
    await panel.page.screenshot({ path: `${screenshots}/narrow.png` });
    assert.deepEqual(await axe(panel), []);
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`has no violation that axe knows in ${theme}`, async () => {
      panel = await browser.open(wide, theme);
      await panel.show();
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
