import type { Browser } from 'playwright-core';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { failure, type Counts } from '../../counts.ts';
import { bundleLessonRuns } from './bundle.ts';

const MOST_OUTPUT_BYTES = 64 * 2 ** 20;

export interface EnginesOptions {
  readonly root: string;
  readonly browser: Browser;
  readonly node22: string | undefined;
  /** For the bundle. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** Compares the hashes of one bundle in this Node, in Node 22 and in a Chromium worker, which all run side by side: one test an engine. */
export async function runEngines({ root, browser, node22, folder, say }: EnginesOptions): Promise<Counts> {
  const outfile = join(folder, 'hashes.js');
  await bundleLessonRuns(join(import.meta.dirname, 'print.ts'), root, outfile);
  const inNode = async (executable: string): Promise<string> => (await promisify(execFile)(executable, [outfile], { maxBuffer: MOST_OUTPUT_BYTES })).stdout;
  const engines: readonly (readonly [name: string, hashes: Promise<string>])[] = [
    [`Node ${process.version}`, inNode(process.execPath)],
    [`Node ${process.version}, again`, inNode(process.execPath)],
    ...(node22 === undefined ? [] : [['Node 22', inNode(node22)] as const]),
    [`Chromium ${browser.version()}`, inWorker(browser, outfile)],
  ];
  const [expected, ...others] = (await Promise.all(engines.map(([, hashes]) => hashes))).map(hashes => JSON.parse(hashes) as Record<string, string>) as [Record<string, string>, ...Record<string, string>[]];
  const compared = [
    { name: 'the lessons\' golden runs are the same when promises run between macrotasks', different: goldenDifferences(root, expected) },
    ...others.map((found, index) => ({
      name: `${engines[index + 1]![0]}: same hashes as ${engines[0]![0]}`,
      different: Object.entries(expected).filter(([run, hash]) => found[run] !== hash).map(([run, hash]) => `${run}: ${found[run]} instead of ${hash}`),
    })),
  ];
  for (const { name, different } of compared) say(`${different.length === 0 ? '✔' : '✘'} ${[name, ...different].join('\n    ')}`);
  const failures = compared.filter(({ different }) => different.length > 0).map(({ name, different }) => failure(name, different.join('; ')));
  return { passed: compared.length - failures.length, failures, skipped: node22 === undefined ? 1 : 0 };
}

/** Golden hashes that the lessons' runs here do not have. */
function goldenDifferences(root: string, found: Readonly<Record<string, string>>): string[] {
  const golden = JSON.parse(readFileSync(join(root, 'test', 'lessons', 'golden.json'), 'utf8')) as Record<string, Record<string, string[]>>;
  const kept = Object.entries(golden).flatMap(([lesson, scenarios]) => Object.entries(scenarios).map(([scenario, hashes]) => [`${lesson} ${scenario}`, hashes.join(' ')] as const));
  return kept.filter(([run, hashes]) => found[run] !== hashes).map(([run, hashes]) => `${run}: ${found[run]} instead of ${hashes}`);
}

/** Runs a script in a worker of an empty page; what it logs. */
async function inWorker(browser: Browser, file: string): Promise<string> {
  const page = await browser.newPage();
  try {
    return await page.evaluate(code => new Promise<string>((resolve, reject) => {
      const source = `'use strict';\nconsole.log = text => postMessage(text);\n${code}`;
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
      worker.onmessage = ({ data }) => resolve(data as string);
      worker.onerror = event => reject(new Error(event.message));
    }), await readFile(file, 'utf8'));
  } finally {
    await page.close();
  }
}
