import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one library comes to in one scenario, as README.md says. */
export interface Row {
  readonly library: string;
  /** The second part of the lesson's id, and the adapter's folder. */
  readonly lesson: string;
  readonly scenario: string;
  readonly outcome: 'passes' | 'fails';
  /** Words of the message it fails with. */
  readonly says: string;
}

/** The rows of the table of outcomes. */
export function readTable(): readonly Row[] {
  const lines = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8').split('\n');
  return lines.filter(line => /^\| `/.test(line)).map(line => {
    const [library, lesson, scenario, outcome, says] = line.split('|').slice(1).map(cell => cell.trim().replace(/^`|`$/g, ''));
    if (outcome !== 'passes' && outcome !== 'fails') throw new Error(`README.md says neither "passes" nor "fails": ${line}`);
    return { library, lesson, scenario, outcome, says };
  });
}
