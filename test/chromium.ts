import assert from 'node:assert/strict';
import { chromium, type Browser, type Page } from 'playwright-core';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What to tell somebody whose machine has no Chromium. */
export const howToGetChromium = 'no Chromium found: install it (Debian, Ubuntu: sudo apt-get install chromium; macOS: brew install --cask chromium) or set CHROMIUM to a Chrome\'s path';

/** The Chromium or Chrome of this machine, `CHROMIUM` first. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named) return named;
  const onPath = (process.env['PATH'] ?? '').split(delimiter)
    .flatMap(folder => ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(name => join(folder, name)));
  const installed = [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return [...onPath, ...installed].find(path => existsSync(path));
}

/** For a test that needs it: where there is none the test is skipped, in CI it fails. */
export function chromiumFor(test: Mocha.Context): string {
  const found = findChromium();
  if (found === undefined && !process.env['CI']) {
    console.log(`    skipped: ${howToGetChromium}`);
    test.skip();
  }
  assert.ok(found !== undefined, howToGetChromium);
  return found;
}

/** A headless Chromium that talks to nobody but the page's server. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page that nobody looks at: nothing in it moves, which takes a processor's time where there is no graphics card. */
export async function stillPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => {
      const style = document.createElement('style');
      style.textContent = '*, *::before, *::after { animation: none !important; transition: none !important; }';
      document.head.append(style);
    });
  });
  return page;
}
