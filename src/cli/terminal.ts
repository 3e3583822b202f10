import pc from 'picocolors';

/** Work shorter than this shows no progress. */
const QUIET_MS = 1_000;
const REDRAW_MS = 100;

/** A stream that may lead to a terminal. */
export interface Output {
  readonly isTTY?: boolean;
  /** Width of the terminal, in characters. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** None where nobody looks at a terminal or `NO_COLOR` is set to anything (https://no-color.org). */
const colorsOf = ({ isTTY }: Output) => pc.createColors(isTTY === true && !process.env['NO_COLOR']);

/** What a command writes to: results to the standard output, progress and complaints to the standard error. */
export class Terminal {
  readonly colors: ReturnType<typeof pc.createColors>;
  readonly complaintColors: ReturnType<typeof pc.createColors>;
  private readonly out: Output;
  private readonly err: Output;
  private readonly begunMs = Date.now();
  private drawnMs = 0;
  private drawn = false;
  private doing = '';
  private drawing: NodeJS.Timeout | undefined;

  constructor(out: Output = process.stdout, err: Output = process.stderr) {
    this.out = out;
    this.err = err;
    this.colors = colorsOf(out);
    this.complaintColors = colorsOf(err);
  }

  line(text = ''): void {
    this.clear();
    this.out.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.line(JSON.stringify(value, null, 2));
  }

  complain(text: string): void {
    this.clear();
    this.err.write(`${text}\n`);
  }

  /** What is being done, on a line that the next overwrites; only where a person is looking, and only if it takes long. */
  progress(doing: string): void {
    if (this.err.isTTY !== true) return;
    this.doing = doing;
    this.drawing ??= setTimeout(() => this.draw(), Math.max(this.begunMs + QUIET_MS, this.drawnMs + REDRAW_MS) - Date.now()).unref();
  }

  clear(): void {
    clearTimeout(this.drawing);
    this.drawing = undefined;
    if (this.drawn) this.err.write('\r\x1b[K');
    this.drawn = false;
  }

  private draw(): void {
    this.drawing = undefined;
    this.drawnMs = Date.now();
    this.drawn = true;
    this.err.write(`\r\x1b[K${this.doing.slice(0, (this.err.columns || 80) - 1)}`);
  }
}

/** `1 seed`, `3 seeds`. */
export const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
