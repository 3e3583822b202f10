import pc from 'picocolors';

/** Work shorter than this shows no progress. */
const QUIET_MS = 1_000;
const REDRAW_MS = 100;

/** None where nobody looks at a terminal. */
const colorsOf = (stream: NodeJS.WriteStream) => pc.createColors(stream.isTTY === true && !process.env['NO_COLOR']);

/** What a command writes to: results to the standard output, progress and complaints to the standard error. */
export class Terminal {
  readonly colors = colorsOf(process.stdout);
  readonly complaintColors = colorsOf(process.stderr);
  private readonly begun = performance.now();
  private drawnMs = 0;
  private drawn = false;

  line(text = ''): void {
    this.clear();
    process.stdout.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value, null, 2));
  }

  complain(text: string): void {
    this.clear();
    process.stderr.write(`${text}\n`);
  }

  /** A line that is overwritten by the next; only where a person is looking, and only if it takes long. */
  progress(text: string): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.begun < QUIET_MS || now - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = now;
    this.drawn = true;
    process.stderr.write(`\r\x1b[K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
  }

  clear(): void {
    if (this.drawn) process.stderr.write('\r\x1b[K');
    this.drawn = false;
  }
}

/** `1 seed`, `3 seeds`. */
export const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
