import type { Browser } from 'playwright-core';
import type { Counts } from '../counts.ts';
import { stillPage } from '../chromium.ts';
import { countsMark, lineMark } from './marks.ts';

export interface HostSuiteOptions {
  readonly browser: Browser;
  /** The workbench's address; opening it starts the suite. */
  readonly url: string;
  readonly limitMs: number;
  /** A line of the suite's report. */
  readonly say: (line: string) => void;
}

/**
 * Runs a mocha suite inside a real extension host and forwards its report. The workbench has no time limit of its own (a wrong path never
 * exits); at the limit the error holds the end of its log.
 */
export async function runHostSuite({ browser, url, limitMs, say }: HostSuiteOptions): Promise<Counts> {
  const page = await stillPage(browser);
  const log: string[] = [];
  let counts: Counts | undefined;
  let limit: NodeJS.Timeout | undefined;
  try {
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const text = args.map(String).join(' ');
      if (text.startsWith(countsMark)) counts = JSON.parse(text.slice(countsMark.length)) as Counts;
      else if (text.startsWith(lineMark)) say(text.slice(lineMark.length));
      else log.push(text);
    });
    const exit = new Promise<void>((resolve, reject) => {
      limit = setTimeout(() => reject(new Error(`no end within ${limitMs / 1000} s`)), limitMs);
      page.exposeFunction('codeAutomationExit', () => resolve()).catch(reject);
    });
    await page.goto(url);
    await exit;
    if (!counts) throw new Error('the extension host ended before the suite had counted');
    return counts;
  } catch (error) {
    throw new Error(`the suite in the extension host: ${error instanceof Error ? error.message : String(error)}\n${log.slice(-15).join('\n')}`);
  } finally {
    clearTimeout(limit);
    await page.close();
  }
}
