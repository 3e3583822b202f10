/**
 * Runs inside the extension host: mocha over the suite's files, bundled beside this one. What it reports goes through the workbench's log, each
 * line marked as the suite's own; the last holds the counts.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { counted } from '../../counts.ts';
import { countsMark, lineMark } from '../marks.ts';

export async function run(): Promise<void> {
  // Not `require`, which gives a Node 22 something else than a Node 24.
  const { default: Mocha } = await import('mocha');
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(lineMark + format(...args));
  const mocha = new Mocha({ timeout: 60_000, color: false, reporter: 'spec' });
  for (const file of readdirSync(__dirname).filter(name => name.endsWith('.test.cjs')).sort()) mocha.addFile(join(__dirname, file));
  const counts = await counted(ended => mocha.run(ended));
  console.log(countsMark + JSON.stringify(counts));
  if (counts.failures.length > 0) throw new Error(`${counts.failures.length} failed`);
}
