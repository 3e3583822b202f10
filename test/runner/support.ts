import { fileURLToPath } from 'node:url';
import type { ScenarioVerdict, SourceRange } from '../../src/lab/verdict.ts';
import type { RunOutcome } from '../../src/runner/outcome.ts';
import { processRunner } from '../../src/runner/processhost.ts';
import type { RunCallbacks, Runner, RunTask } from '../../src/runner/runner.ts';
import { realpathSync } from 'node:fs';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A runner whose children serve the fake lesson, straight from source. */
export function fakeRunner(options: Partial<Parameters<typeof processRunner>[0]> = {}): Runner {
  return processRunner({
    program: fileURLToPath(new URL('fakelab.ts', import.meta.url)),
    readable: [repository, `${realpathSync(`${repository}/node_modules`)}/`],
    cores: 1,
    ...options,
  });
}

export const task = (text: string, more: Readonly<Record<string, string>> = {}): RunTask => ({
  lesson: 'fake/lesson',
  source: { file: '/home/ada/faultlab/exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': text, ...more } },
  scenarios: ['calm'],
});

/** What one run of the fake lesson came to. */
export interface FakeRun {
  readonly verdict: ScenarioVerdict['verdict'];
  readonly range?: SourceRange;
  readonly stopped?: 'loop' | 'function' | 'recursion' | 'allocation';
  readonly result?: string;
  readonly logs: readonly string[];
  readonly error?: { readonly message: string; readonly range?: SourceRange };
  readonly state?: unknown;
  readonly here?: { readonly line: number; readonly column: number };
  readonly nowMs: number;
}

export function seen(outcome: RunOutcome): FakeRun {
  if (outcome.kind !== 'done') throw new Error(`expected a verdict, got ${JSON.stringify(outcome)}`);
  if (outcome.stuck !== undefined) throw new Error(`the child was ended: ${JSON.stringify(outcome.stuck)}`);
  const { verdict, first } = outcome.scenarios[0]!;
  return { verdict, ...(first!.range === undefined ? {} : { range: first!.range }), ...(JSON.parse(first!.message) as Omit<FakeRun, 'verdict'>) };
}

/** Runs a program whose `run(ctx)` is called once. */
export async function runFake(runner: Runner, text: string, more?: Readonly<Record<string, string>>, callbacks?: RunCallbacks): Promise<FakeRun> {
  return seen(await runner.run(task(text, more), callbacks));
}
