/**
 * `npm run pictures`: the pictures of the README, made of the screenshots that the tour has left (`npm test -- workbench`): some of them
 * smaller, and all stations of the way in one animation.
 */
import type { Browser } from 'playwright-core';
import { strict as assert } from 'node:assert';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { animated } from './apng.ts';
import { findChromium, howToGetChromium, launchChromium } from '../chromium.ts';

const root = join(import.meta.dirname, '..', '..');
const target = join(root, 'media', 'docs');
const stillWidth = 860;
const animationWidth = 760;
const stationMs = 2_500;

/** By the name in `media/docs`: the screenshot it is made of. */
const stills = { 'lesson.png': '2-lesson-light', 'failure.png': '4-panel-dark', 'comparison.png': '4-panel-compared-dark' };
const stations = ['1-lessons-dark', '2-lesson-dark', '3-failed-dark', '4-panel-dark', '4-panel-compared-dark', '6-passed-dark'];

const chromium = findChromium();
if (chromium === undefined) throw new Error(howToGetChromium);
const browser = await launchChromium(chromium);
try {
  await mkdir(target, { recursive: true });
  for (const [name, screenshot] of Object.entries(stills)) await writeFile(join(target, name), await smaller(browser, screenshot, stillWidth));
  const frames: Buffer[] = [];
  for (const station of stations) frames.push(await smaller(browser, station, animationWidth));
  await writeFile(join(target, 'tour.png'), animated(frames, stationMs));
} finally {
  await browser.close();
}

/** A screenshot of the tour, `width` pixels wide. */
async function smaller(shown: Browser, screenshot: string, width: number): Promise<Buffer> {
  const bytes = await readFile(join(root, 'test', 'workbench', 'screenshots', `${screenshot}.png`));
  const height = Math.round(width * bytes.readUInt32BE(20) / bytes.readUInt32BE(16));
  const page = await shown.newPage({ viewport: { width, height } });
  try {
    await page.setContent(`<style>body { margin: 0 } img { display: block; width: ${width}px; height: ${height}px }</style><img src="data:image/png;base64,${bytes.toString('base64')}">`);
    assert.ok(await page.locator('img').evaluate(image => (image as HTMLImageElement).decode().then(() => true)));
    return await page.screenshot();
  } finally {
    await page.close();
  }
}
