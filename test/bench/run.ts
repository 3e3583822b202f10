/** `npm run bench`: a table of every figure, and 1 where a goal that counts is missed; `npm run bench -- engine` only those of the modules named. A module exports `rows()`. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Row } from './rows.ts';

const named = process.argv.slice(2);
const modules = globSync('*.bench.ts', { cwd: import.meta.dirname }).sort().filter(file => named.length === 0 || named.includes(basename(file, '.bench.ts')));
const cells: string[][] = [['what', 'figure', 'unit', 'ratio', 'goal']];
const missed: string[] = [];
for (const file of modules) {
  const { rows } = await import(pathToFileURL(join(import.meta.dirname, file)).href) as { rows(): readonly Row[] | Promise<readonly Row[]> };
  for (const { name, figure, unit, ratio, goal, missed: isMissed } of await rows()) {
    if (isMissed) missed.push(name);
    cells.push([name, figure.toLocaleString('en', { maximumSignificantDigits: 4 }), unit, ratio === undefined ? '' : `${ratio.toFixed(2)}×`, goal ?? '']);
  }
}
const widths = cells[0].map((_, column) => Math.max(...cells.map(row => row[column].length)));
for (const row of cells) console.log(row.map((cell, column) => column === 1 || column === 3 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])).join('  ').trimEnd());
if (missed.length > 0) {
  console.log(`\nmissed, and no reason is stated: ${missed.join('; ')}`);
  process.exitCode = 1;
}
