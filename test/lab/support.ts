import assert from 'node:assert/strict';
import type { Attempt, Library, NodeEnvironment } from '../../src/lab/attempt.ts';
import { compileAttempt } from '../../src/lab/compile/compile.ts';
import type { CompileMode, Program } from '../../src/lab/compile/program.ts';
import type { AttemptProblem } from '../../src/lab/verdict.ts';
import { createAttempt } from '../../src/lab/sandbox/attempt.ts';
import { stripTypes } from '../../src/runner/striptypes.ts';

export const FILE = '/home/ada/faultlab/exercise.ts';

export interface AttemptText {
  readonly file?: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly mode?: CompileMode;
}

const library: Library = { faultlab: { sleep: () => 'slept', Refused: class Refused extends Error {} } };
const libraries = { faultlab: Object.keys(library['faultlab']!) };

const compiled = (text: string, { file = FILE, more = {}, mode = 'explore' }: AttemptText) =>
  compileAttempt({ file, entry: 'exercise.ts', files: { 'exercise.ts': text, ...more } }, { mode, stripTypes, libraries });

export function compile(text: string, about: AttemptText = {}): Program {
  const result = compiled(text, about);
  assert.ok(result.ok, JSON.stringify(result));
  return result.program;
}

/** The one problem that keeps a program from being run. */
export function problemOf(text: string, about: AttemptText = {}): AttemptProblem {
  const result = compiled(text, about);
  assert.ok(!result.ok, 'the program should have been refused');
  assert.equal(result.problems.length, 1);
  return result.problems[0]!;
}

/** Text with one `«` in it, without it, and where it stood: 1-based line and column as an editor counts them. */
export function marked(text: string): { readonly text: string; readonly line: number; readonly column: number } {
  const [before, after] = text.split('«') as [string, string];
  const lines = before.replace(/^\uFEFF/, '').split(/\r\n|\r|\n|\u2028|\u2029/);
  return { text: before + after, line: lines.length, column: lines.at(-1)!.length + 1 };
}

/** A node that stands at an instant; its timers are fired by hand. */
export class StandStill implements NodeEnvironment {
  nowMs = 0;
  readonly logs: string[] = [];
  readonly timers: { readonly id: number; readonly delayMs: number; readonly repeat: boolean; readonly fire: () => void }[] = [];
  private lastId = 0;
  private readonly startWallMs: number;
  private readonly draw: number;

  constructor(startWallMs = Date.UTC(2026, 0, 1), draw = 0.25) {
    this.startWallMs = startWallMs;
    this.draw = draw;
  }

  wallMs(): number {
    return this.startWallMs + this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  random(): number {
    return this.draw;
  }

  startTimer(delayMs: number, repeat: boolean, fire: () => void): number {
    this.timers.push({ id: ++this.lastId, delayMs, repeat, fire });
    return this.lastId;
  }

  stopTimer(id: number): void {
    this.timers.splice(0, Infinity, ...this.timers.filter(timer => timer.id !== id));
  }

  log(level: string, text: string): void {
    this.logs.push(`${level} ${text}`);
  }
}

type Exports = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** Starts a program in this realm, unlocked: what the compiler and the virtual globals do does not need the walls. */
export function started(text: string, about: AttemptText = {}, environment = new StandStill()): { readonly attempt: Attempt; readonly exports: Exports; readonly environment: StandStill } {
  const attempt = createAttempt(compile(text, about));
  const exports = attempt.start(environment, library) as Exports;
  attempt.fuel.refill(200_000);
  return { attempt, exports, environment };
}

/** What a call throws, as the attempt describes it. */
export function thrownBy(attempt: Attempt, call: () => unknown): ReturnType<Attempt['describeError']> {
  try {
    call();
  } catch (error) {
    return attempt.describeError(error);
  }
  return assert.fail('the call should have thrown');
}
