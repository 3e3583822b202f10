import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Foresight } from '../../src/lab/foresight.ts';
import { panelHtml } from '../../src/panel/html.ts';
import type { PackedRecording } from '../../src/panel/packed.ts';
import type { Choice } from '../../src/panel/state/comparison.ts';
import { launchChromium } from '../chromium.ts';
import type { ExampleOptions } from './recording.ts';
import { themes, type ThemeName } from './themes.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const origin = 'https://panel.test';
const shell = (texts: Texts): string => panelHtml({ scriptUri: `${origin}/panel.js`, styleUri: `${origin}/panel.css`, cspSource: origin, nonce: 'test', title: 'Panel', lang: 'en', texts });

/** In another language by their English ones. */
export type Texts = Readonly<Record<string, string>>;

/** What the panel has asked of the editor, in order. */
export interface HostCall {
  readonly m: string;
  readonly a: readonly unknown[];
  /** Of the call that this answers. */
  readonly i?: string;
}

/** Opens the built panel in a browser, with a stand-in for VS Code around it. */
export class PanelBrowser {
  private readonly browser: Browser;
  private readonly files: ReadonlyMap<string, Buffer>;
  private readonly example: string;
  private page: Page | undefined;
  private opened = 0;
  private texts: Texts = {};

  private constructor(browser: Browser, files: ReadonlyMap<string, Buffer>, example: string) {
    this.browser = browser;
    this.files = files;
    this.example = example;
  }

  static async launch(executablePath: string): Promise<PanelBrowser> {
    const shared = { bundle: true, write: false, format: 'iife', target: 'es2022', legalComments: 'none' } as const;
    const panel = await build({ ...shared, entryPoints: { panel: 'src/panel/main.ts' }, outdir: 'dist', loader: { '.ttf': 'file' } });
    const example = await build({ ...shared, entryPoints: ['test/panel/page.ts'], globalName: 'example' });
    const files = new Map(panel.outputFiles.map(file => [basename(file.path), Buffer.from(file.contents)]));
    const browser = await launchChromium(executablePath);
    return new PanelBrowser(browser, files, `${example.outputFiles[0]!.text}; globalThis.example = example;`);
  }

  /** The panel as if for the first time, where the last one was. `choices`: what the stand-in offers for comparison. `texts`: of the display language. */
  async open(size: { width: number; height: number }, theme: ThemeName = 'dark', choices: readonly Choice[] = [], texts: Texts = {}): Promise<PanelPage> {
    const page = this.page?.isClosed() === false ? this.page : await this.newPage();
    this.page = page;
    this.texts = texts;
    const errors: string[] = [];
    page.removeAllListeners();
    page.on('pageerror', error => errors.push(String(error)));
    page.on('console', message => message.type() === 'error' && errors.push(message.text()));
    await page.setViewportSize(size);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.mouse.move(0, 0);
    const panel = new PanelPage(page, errors);
    await page.goto(`${origin}/index.html?${new URLSearchParams({ opened: String(++this.opened), choices: JSON.stringify(choices) })}`);
    await panel.useTheme(theme);
    return panel;
  }

  /** A page with a stand-in for the editor, which keeps its state until the panel is opened anew. */
  private async newPage(): Promise<Page> {
    const page = await this.browser.newPage();
    await page.route(`${origin}/**`, route => {
      const name = basename(new URL(route.request().url()).pathname);
      if (name === 'index.html') return route.fulfill({ contentType: 'text/html', body: shell(this.texts) });
      const body = this.files.get(name);
      const contentType = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' }[name.split('.').at(-1)!] ?? 'application/octet-stream';
      return body ? route.fulfill({ contentType, body }) : route.fulfill({ status: 404 });
    });
    await page.addInitScript(this.example);
    await page.addInitScript(() => {
      const asked = new URLSearchParams(location.search);
      if (sessionStorage.getItem('opened') !== asked.get('opened')) {
        sessionStorage.clear();
        sessionStorage.setItem('opened', asked.get('opened')!);
      }
      const calls: HostCall[] = [];
      Object.assign(globalThis, {
        calls,
        acquireVsCodeApi: () => ({
          postMessage: (message: HostCall) => {
            calls.push(structuredClone(message));
            if (message.m === 'choices') window.postMessage({ t: 's', i: message.i, r: JSON.parse(asked.get('choices')!) });
          },
          getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
          setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
        }),
      });
    });
    return page;
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

export class PanelPage {
  readonly page: Page;
  /** Errors of the page, refusals of its content security policy among them. */
  readonly errors: readonly string[];

  constructor(page: Page, errors: readonly string[]) {
    this.page = page;
    this.errors = errors;
  }

  async useTheme(theme: ThemeName): Promise<void> {
    const { bodyClass, variables } = themes[theme];
    await this.page.evaluate(([className, values]) => {
      document.documentElement.removeAttribute('style');
      for (const [name, value] of Object.entries(values)) document.documentElement.style.setProperty(`--vscode-${name}`, value);
      document.body.className = className;
    }, [bodyClass, variables] as const);
  }

  /** Sends the panel a recording as the editor does. Resolves when it is drawn. */
  async show(options: Partial<ExampleOptions> = {}): Promise<{ readonly rows: number }> {
    await this.prepare(options);
    return this.showPrepared();
  }

  /** Sends a second recording, and resolves when it is drawn. */
  async compare(options: Partial<ExampleOptions>, name: string): Promise<void> {
    await this.page.evaluate(([options, name]) => {
      const { exampleRecording, packed } = (globalThis as unknown as { example: typeof import('./page.ts') }).example;
      window.postMessage({ t: 'q', i: 'compare', m: 'compare', a: [packed(exampleRecording(options)), name] });
    }, [options, name] as const);
    await this.page.waitForFunction(() => (globalThis as unknown as { calls: HostCall[] }).calls.some(call => call.i === 'compare'));
    await this.drawn();
  }

  /** Records what is to be shown. */
  async prepare(options: Partial<ExampleOptions>): Promise<void> {
    await this.page.evaluate(options => {
      const { exampleRecording, packed } = (globalThis as unknown as { example: typeof import('./page.ts') }).example;
      Object.assign(globalThis, { prepared: packed(exampleRecording(options)) });
    }, options);
  }

  /** Changes what was prepared; `change` is carried out in the page. */
  async alter(change: (recording: PackedRecording) => Partial<PackedRecording>): Promise<void> {
    await this.page.evaluate(`prepared = { ...prepared, ...(${String(change)})(prepared) }`);
  }

  /** Sends it. Resolves when it is drawn, to how long that took and how long the page did not listen at a stretch. */
  showPrepared(): Promise<{ readonly rows: number; readonly tookMs: number; readonly longestTaskMs: number }> {
    return this.page.evaluate(async () => {
      const { prepared, calls } = globalThis as unknown as { prepared: PackedRecording; calls: readonly HostCall[] };
      const message = { t: 'q', i: `show ${Math.random()}`, m: 'show', a: [prepared] };
      const frame = (): Promise<unknown> => new Promise(resolve => requestAnimationFrame(resolve));
      let longestTaskMs = 0;
      const tasks = new PerformanceObserver(list => { for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration); });
      const startMs = performance.now();
      window.postMessage(message);
      await new Promise(resolve => setTimeout(resolve));
      tasks.observe({ type: 'longtask' });
      while (!calls.some(call => call.i === message.i)) await frame();
      await frame();
      await frame();
      const tookMs = performance.now() - startMs;
      await new Promise(resolve => setTimeout(resolve, 50));
      tasks.disconnect();
      return { rows: prepared.trace.length, tookMs, longestTaskMs };
    });
  }

  /** Resolves when what was changed before has been drawn. */
  drawn(): Promise<void> {
    return this.page.evaluate(() => new Promise<void>(resolve => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
  }

  async explain(title: string, text: string): Promise<void> {
    await this.page.evaluate(([title, text]) => window.postMessage({ t: 'q', i: 'explain', m: 'explain', a: [title, text] }), [title, text] as const);
  }

  async foreseen(foresight: Foresight): Promise<void> {
    await this.page.evaluate(foresight => window.postMessage({ t: 'q', i: 'foreseen', m: 'foreseen', a: [foresight] }), foresight);
    await this.drawn();
  }

  async offerTour(): Promise<void> {
    await this.page.evaluate(() => window.postMessage({ t: 'q', i: 'tour', m: 'offerTour', a: [] }));
    await this.drawn();
  }

  async selectSource(file: string, line: number): Promise<void> {
    await this.page.evaluate(([file, line]) => window.postMessage({ t: 'q', i: 'select', m: 'selectSource', a: [file, line] }), [file, line] as const);
  }

  async calls(method: string): Promise<readonly HostCall[]> {
    const calls = await this.page.evaluate(() => (globalThis as unknown as { calls: HostCall[] }).calls);
    return calls.filter(call => call.m === method);
  }
}

/** What axe-core finds wrong with the page as it is. */
export async function axe({ page }: PanelPage): Promise<readonly string[]> {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 120)} ${failureSummary.slice(0, 200)}`).slice(0, 3).join(' | ')}`);
  });
}
