import type { Chance, Foresight } from '../lab/foresight.ts';
import { tellForesight } from '../lab/foresightwords.ts';
import type { ToldRun } from '../lab/tracewords.ts';
import type { Terminal } from './terminal.ts';

const seconds = (timeUs: number): string => `${(timeUs / 1e6).toFixed(6)} s`;
const share = ({ broken, of, low, high }: Chance): string => `${broken} of ${of} (${Math.round(100 * low)}–${Math.round(100 * high)} %)`;

/** Prints how likely the failure was from moment to moment, and when it was lost. */
export function printForesight(foresight: Foresight, run: ToldRun, terminal: Terminal): void {
  const { bold, dim } = terminal.colors;
  const { demand, brokenUs, moments, lost } = foresight;
  terminal.line();
  if (moments.length > 0) {
    terminal.line(bold(`When was it lost? "${demand}" broke at ${seconds(brokenUs)}; how many futures end so:`));
    const rows = [['from', 'with the same faults', 'with other faults'], ...moments.map(({ atUs, kept, redrawn }) => [seconds(atUs), share(kept), share(redrawn)])];
    const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]!.length)));
    rows.forEach((row, index) => {
      const line = `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()}`;
      terminal.line(index === 0 ? dim(line) : line);
    });
  }
  const { sentence } = tellForesight(foresight, run, seconds);
  terminal.line(lost ? bold(sentence) : sentence);
}
