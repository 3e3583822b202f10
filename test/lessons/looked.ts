import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AuthoredLesson } from '../../src/cli/gate/builtlesson.ts';
import { markOf } from '../../src/cli/gate/unchanged.ts';
import type { Runner } from '../../src/runner/runner.ts';

const FILE = join(import.meta.dirname, 'looked.json');
/** `all` are looked at or, with any other value, those that have changed; what held is kept. Absent: nothing is. */
const LOOK = process.env['LOOK'];
const root = join(import.meta.dirname, '..', '..');

/** What judges programs, as globs: the lab without what looks for the moment at which a run was lost, and without packs. */
export const judging = ['src/lab/!(foresight|foresightwords|futuresjob|lossjob).ts', 'src/lab/{compile,explore,sandbox}/**/*.ts'];

type Kept = Readonly<Record<string, Readonly<Record<string, string>>>>;
const kept = (): Kept => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) as Kept : {});

/** A program in front of some scenarios. */
interface Subject {
  readonly authored: AuthoredLesson;
  readonly file: string;
  readonly scenarios: readonly string[];
}

/**
 * Looks at programs of lessons that take long. What held of a program holds as long as it, its lesson and its runs are
 * the same, and the code that is tried on it: that is not looked at again.
 */
export class Looked {
  private readonly what: string;
  private readonly code: string;
  private readonly before: Readonly<Record<string, string>>;
  private readonly now: Record<string, string> = {};

  /** `code`: globs of the files that are tried. */
  constructor(what: string, code: readonly string[]) {
    this.what = what;
    this.code = createHash('sha256').update(globSync(code, { cwd: root }).sort().map(path => `${path}\0${readFileSync(join(root, path), 'utf8')}\0`).join('')).digest('hex');
    this.before = kept()[what] ?? {};
  }

  async at(runner: Runner, { authored, file, scenarios }: Subject, look: () => Promise<void>): Promise<void> {
    const runs = await markOf(runner, authored, file, scenarios);
    const mark = createHash('sha256').update(`${this.code} ${runs}`).digest('hex').slice(0, 12);
    const name = `${authored.shown.id} ${file}`;
    if (LOOK === 'all' || runs === undefined || this.before[name] !== mark) await look();
    this.now[name] = mark;
  }

  /** After everything was looked at. */
  keep(): void {
    if (LOOK === undefined) return;
    const sorted = Object.fromEntries(Object.entries(this.now).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(FILE, `${JSON.stringify({ ...kept(), [this.what]: sorted }, null, 1)}\n`);
  }
}
