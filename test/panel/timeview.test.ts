import assert from 'node:assert/strict';
import { type PanelPage } from './browser.ts';
import { panelPages, wide } from './pages.ts';

describe('time in the panel', function () {
  this.timeout(60_000);
  const pages = panelPages();
  let panel: PanelPage;
  // A page whose clock was replaced keeps it.
  afterEach(() => panel.page.close());
  const { text } = pages;

  it('plays: the time cursor moves by itself until it is stopped', async () => {
    panel = await pages.open(wide);
    await panel.show();
    const before = await text('.cursor-time');
    await panel.page.getByRole('button', { name: 'Play (Space)' }).click();
    await panel.page.waitForFunction(time => document.querySelector('.cursor-time')!.textContent !== time, before);
    await panel.page.getByRole('button', { name: 'Stop (Space)' }).click();
    const stopped = await text('.cursor-time');
    await panel.drawn();
    assert.equal(await text('.cursor-time'), stopped);
  });

  it('plays as fast as is chosen', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.clock.install();
    await panel.page.clock.pauseAt(Date.now() + 3_600_000);
    const playedMs = async (speed: string): Promise<number> => {
      await panel.page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: speed });
      await panel.page.locator('.diagram').press('Home');
      await panel.page.locator('.diagram').press('Space');
      await panel.page.clock.runFor(800);
      await panel.page.locator('.diagram').press('Space');
      return Number.parseFloat((await panel.page.locator('.cursor-time').textContent())!.replace(',', ''));
    };
    const [slow, fast] = [await playedMs('100 ms/s'), await playedMs('1 s/s')];
    assert.ok(slow > 40 && slow < 120 && fast / slow > 7 && fast / slow < 13, `${slow} and ${fast}`);
  });

  for (const [reducedMotion, places] of [['no-preference', /^(1[5-9]|[2-9]\d)$/], ['reduce', /^[12]$/]] as const) {
    it(`plays in steps where motion is unwelcome, else at every frame (${reducedMotion})`, async () => {
      panel = await pages.open(wide);
      await panel.show();
      await panel.page.emulateMedia({ reducedMotion });
      await panel.page.clock.install();
      await panel.page.clock.pauseAt(Date.now() + 3_600_000);
      await panel.page.locator('.diagram').press('Home');
      await panel.page.getByRole('button', { name: 'Play (Space)' }).click();
      const seen = new Set<string>();
      for (let frame = 0; frame < 60; frame++) {
        await panel.page.clock.runFor(16);
        seen.add(await panel.page.locator('.cursor-time').textContent() ?? '');
      }
      assert.match(String(seen.size - 1), places);
    });
  }

  for (const [reducedMotion, ways] of [['no-preference', /^([2-9]|1\d)$/], ['reduce', /^1$/]] as const) {
    it(`goes to the whole run in one step where motion is unwelcome, else in many (${reducedMotion})`, async () => {
      panel = await pages.open(wide);
      await panel.show();
      await panel.page.emulateMedia({ reducedMotion });
      await panel.page.clock.install();
      await panel.page.clock.pauseAt(Date.now() + 3_600_000);
      await panel.page.locator('.diagram').press('+');
      await panel.page.clock.runFor(400);
      const ticks = () => panel.page.locator('.axis').innerText();
      const seen = new Set([await ticks()]);
      await panel.page.locator('.diagram').press('0');
      for (let frame = 0; frame < 20; frame++) {
        await panel.page.clock.runFor(16);
        seen.add(await ticks());
      }
      assert.match(String(seen.size - 1), ways);
    });
  }

  it('shows when a fault of the plan was in force', async () => {
    panel = await pages.open(wide);
    await panel.show();
    await panel.page.getByRole('button', { name: 'replica-2 crashes at 1.8 s and is back at 2.16 s.' }).click();
    assert.equal(await text('.cursor-time'), '1,800 ms');
  });

  it('moves the time cursor by dragging on the axis, and the chart tells the values there', async () => {
    panel = await pages.open(wide);
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
    panel = await pages.open(wide);
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
    panel = await pages.open(wide);
    await panel.show();
    const overview = (await panel.page.locator('.overview').boundingBox())!;
    await panel.page.mouse.move(overview.x + 20, overview.y + 10);
    await panel.page.mouse.down();
    await panel.page.mouse.move(overview.x + 80, overview.y + 10, { steps: 3 });
    await panel.page.mouse.up();
    assert.match(await text('.axis'), /100 ms\n.*300 ms/s);
    assert.doesNotMatch(await text('.axis'), /1,000 ms/);
  });
});
