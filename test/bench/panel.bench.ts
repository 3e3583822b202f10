import type { CDPSession } from 'playwright-core';
import { findChromium, howToGetChromium } from '../chromium.ts';
import { PanelBrowser, type PanelPage } from '../panel/browser.ts';
import type { ExampleOptions } from '../panel/recording.ts';
import type { Row } from './rows.ts';

const size = { width: 1280, height: 800 };
const rounds = 3;
/** Frames that a figure is made of. */
const frames = 120;
/** Recordings on the real engine of at least so many events. */
const recordings: readonly (readonly [name: string, options: Partial<ExampleOptions>])[] = [
  ['100,000 events', { durationMs: 38_000, thinkMs: 10, clients: 8, replicas: 5 }],
  ['1,000,000 events', { durationMs: 370_000, thinkMs: 10, clients: 8, replicas: 5 }],
];

/** The built panel in headless Chromium: how long a recording takes until it is seen whole, and how quickly it is drawn anew. */
export async function rows(): Promise<Row[]> {
  const chromium = findChromium();
  if (chromium === undefined) {
    console.log(`panel: ${howToGetChromium}`);
    return [];
  }
  const browser = await PanelBrowser.launch(chromium);
  try {
    const found: Row[] = [];
    for (const [name, options] of recordings) found.push(...await rowsOf(browser, name, options));
    return [...found, ...await transactionRows(browser)];
  } finally {
    await browser.close();
  }
}

async function rowsOf(browser: PanelBrowser, name: string, options: Partial<ExampleOptions>): Promise<Row[]> {
  const large = name.startsWith('1,000,000');
  const opened: { readonly tookMs: number; readonly longestTaskMs: number; readonly busyMs: number }[] = [];
  let page: PanelPage | undefined;
  let events = 0;
  for (let round = 0; round < rounds; round++) {
    await page?.page.close();
    page = await browser.open(size);
    await page.prepare(options);
    const busyMs = await processorMs(page);
    const shown = await page.showPrepared();
    events = shown.rows;
    opened.push({ ...shown, busyMs: (await processorMs(page)) - busyMs });
  }
  const panel = page!;
  const told = `${name} (${events.toLocaleString('en')})`;
  const least = (of: 'tookMs' | 'longestTaskMs' | 'busyMs'): number => Math.min(...opened.map(each => each[of]));
  await panel.page.locator('.diagram').press('0');
  await panel.page.locator('.diagram').press('Home');
  const rates: Row[] = [];
  for (const [gesture, words] of Object.entries(gestures)) rates.push(...await rateRows(panel, gesture as keyof typeof gestures, `${told}: ${words}`));
  await panel.page.close();
  return [
    { name: `${told}: open until all is drawn`, figure: least('tookMs'), unit: 'ms', ...(large ? {} : { goal: '≤ 1,000' }) },
    { name: '… of which the page’s own time', figure: least('busyMs'), unit: 'ms' },
    { name: `${told}: longest task while opening`, figure: least('longestTaskMs'), unit: 'ms', ...(large ? { goal: '≤ 200' } : {}) },
    ...rates,
  ];
}

/** The picture of very many transactions; what it takes to open it, on the page's own time. */
async function transactionRows(browser: PanelBrowser): Promise<Row[]> {
  const told = '100,000 transactions';
  const panel = await browser.open(size);
  await panel.show({ durationMs: 10_000, tripEveryMs: 0.1 });
  const beforeMs = await processorMs(panel);
  await panel.page.getByRole('tab', { name: 'Trips' }).click();
  await panel.drawn();
  const opened: Row = { name: `${told}: open the picture, the page’s own time`, figure: (await processorMs(panel)) - beforeMs, unit: 'ms' };
  await panel.page.getByRole('grid', { name: 'Trips' }).press('0');
  const rates = [...await rateRows(panel, 'scrub', `${told}: ${gestures.scrub}`), ...await rateRows(panel, 'zoom', `${told}: ${gestures.zoom}`)];
  await panel.page.close();
  return [opened, ...rates];
}

async function rateRows(panel: PanelPage, gesture: keyof typeof gestures, name: string): Promise<Row[]> {
  const taken: { readonly tookMs: number; readonly busyMs: number }[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await drawFrames(panel, gesture));
  const most = (of: 'tookMs' | 'busyMs'): number => Math.max(...taken.map(each => (frames * 1_000) / each[of]));
  return [{ name, figure: most('tookMs'), unit: 'frames/s', goal: '≥ 50' }, { name: '… a second of the page’s own time', figure: most('busyMs'), unit: 'frames/s' }];
}

const sessions = new WeakMap<PanelPage, CDPSession>();

/** Time of the processor that the page's main thread has taken since this was asked first: others on the machine do not count. */
async function processorMs(panel: PanelPage): Promise<number> {
  let session = sessions.get(panel);
  if (!session) {
    sessions.set(panel, session = await panel.page.context().newCDPSession(panel.page));
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  }
  const { metrics } = await session.send('Performance.getMetrics');
  return 1_000 * metrics.find(({ name }) => name === 'ThreadTime')!.value;
}

const gestures = { step: 'step from event to event', scrub: 'scrub over the whole run', zoom: 'zoom in and out of the whole run' } as const;

/** A pointer or key does something in each frame; a screen shows 60 a second. */
async function drawFrames(panel: PanelPage, gesture: keyof typeof gestures): Promise<{ readonly tookMs: number; readonly busyMs: number }> {
  const beforeMs = await processorMs(panel);
  const tookMs = await panel.page.evaluate(async ([gesture, frames]) => {
    const axis = document.querySelector('.axis')!;
    const diagram = document.querySelector('.diagram')!;
    const { left, width, top } = axis.getBoundingClientRect();
    const act: Record<string, (frame: number) => void> = {
      scrub: frame => {
        const at = { clientX: left + (width * frame) / frames, clientY: top + 15, bubbles: true };
        axis.dispatchEvent(new PointerEvent(frame === 0 ? 'pointerdown' : 'pointermove', at));
      },
      zoom: frame => diagram.dispatchEvent(new KeyboardEvent('keydown', { key: frame % 40 < 20 ? '+' : '-', bubbles: true })),
      step: () => diagram.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true })),
    };
    const capture = Element.prototype.setPointerCapture;
    const has = Element.prototype.hasPointerCapture;
    // Pointers that a script makes up cannot be captured.
    Element.prototype.setPointerCapture = () => {};
    Element.prototype.hasPointerCapture = () => true;
    const begunMs = performance.now();
    for (let frame = 0; frame < frames; frame++) {
      act[gesture]!(frame);
      await new Promise(resolve => requestAnimationFrame(resolve));
    }
    const tookMs = performance.now() - begunMs;
    Element.prototype.setPointerCapture = capture;
    Element.prototype.hasPointerCapture = has;
    return tookMs;
  }, [gesture, frames] as const);
  return { tookMs, busyMs: (await processorMs(panel)) - beforeMs };
}
