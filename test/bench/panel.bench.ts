import { PanelBrowser, type PanelPage } from '../panel/browser.ts';
import type { ExampleOptions } from '../panel/recording.ts';
import type { Row } from './rows.ts';

const size = { width: 1280, height: 800 };
const rounds = 3;
/** Frames that a figure is made of. */
const frames = 120;
/** Recordings on the real engine of at least so many events. */
const recordings: readonly (readonly [name: string, options: Partial<ExampleOptions>])[] = [
  ['100,000 events', { durationMs: 60_000, thinkMs: 10, clients: 8, replicas: 5 }],
  ['1,000,000 events', { durationMs: 560_000, thinkMs: 10, clients: 8, replicas: 5 }],
];

/** The built panel in headless Chromium: how long a recording takes until it is seen whole, and how quickly it is drawn anew. */
export async function rows(): Promise<Row[]> {
  const browser = await PanelBrowser.launch();
  try {
    const found: Row[] = [];
    for (const [name, options] of recordings) found.push(...await rowsOf(browser, name, options));
    return found;
  } finally {
    await browser.close();
  }
}

async function rowsOf(browser: PanelBrowser, name: string, options: Partial<ExampleOptions>): Promise<Row[]> {
  const large = name.startsWith('1,000,000');
  const openedMs: number[] = [];
  const longestMs: number[] = [];
  let page: PanelPage | undefined;
  let seen = 0;
  for (let round = 0; round < rounds; round++) {
    await page?.page.close();
    page = await browser.open(size);
    const { rows: events, tookMs, longestTaskMs } = await page.show(options);
    seen = events;
    openedMs.push(tookMs);
    longestMs.push(longestTaskMs);
  }
  const opened = page!;
  const told = `${name} (${seen.toLocaleString('en')})`;
  await opened.page.locator('.diagram').press('0');
  const rate = async (what: keyof typeof gestures): Promise<Row> => {
    const taken: number[] = [];
    for (let round = 0; round < rounds; round++) taken.push(await framesPerSecond(opened, what));
    return { name: `${told}: ${gestures[what]}`, figure: Math.max(...taken), unit: 'frames/s', ...(what === 'scrub' ? { goal: '≥ 50' } : {}) };
  };
  const found: Row[] = [
    { name: `${told}: open until all is drawn`, figure: Math.min(...openedMs), unit: 'ms', ...(large ? {} : { goal: '≤ 1,000' }) },
    { name: `${told}: longest task while opening`, figure: Math.min(...longestMs), unit: 'ms', ...(large ? { goal: '≤ 200' } : {}) },
    await rate('scrub'), await rate('zoom'), await rate('step'),
  ];
  await opened.page.close();
  return found;
}

const gestures = { scrub: 'scrub over the whole run', zoom: 'zoom in and out of the whole run', step: 'step from event to event' } as const;

/** Frames that the page draws in a second while a pointer or key does something in each. The screen shows 60. */
function framesPerSecond({ page }: PanelPage, gesture: keyof typeof gestures): Promise<number> {
  return page.evaluate(async ([gesture, frames]) => {
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
    return (frames * 1_000) / tookMs;
  }, [gesture, frames] as const);
}
