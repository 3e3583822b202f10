import type { Browser } from 'playwright-core';
import type { Counts } from '../counts.ts';
import type { SuiteName } from './bundle.ts';
import { countsMark, lineMark } from './marks.ts';
import type { Server } from './server.ts';

export interface HostSuiteOptions {
  readonly browser: Browser;
  /** A server started with `testDriver`. */
  readonly server: Server;
  readonly suite: SuiteName;
  /** The extension's folder, which holds the bundled suites below dist/test. */
  readonly extension: string;
  /** The folder to open. */
  readonly workspace: string;
  readonly limitMs: number;
  /** A line of the suite's report. */
  readonly say: (line: string) => void;
}

/**
 * Runs the mocha suite inside the real extension host and forwards its report. The workbench has no time limit of its own (a wrong path never
 * exits); at the limit the error holds the end of its log.
 */
export async function runHostSuite({ browser, server, suite, extension, workspace, limitMs, say }: HostSuiteOptions): Promise<Counts> {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(`${extension}/dist/test/${suite}/index.cjs`)],
  ];
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
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
    await page.goto(`${server.url(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
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
