import assert from 'node:assert/strict';
import type { Scenario } from '../../src/course/lesson.ts';
import { libraryFor } from '../../src/kits/library.ts';
import { compileAttempt } from '../../src/lab/compile/compile.ts';
import { Run, runAll, type FinishedRun } from '../../src/lab/run.ts';
import { createAttempt } from '../../src/lab/sandbox/attempt.ts';
import { stripTypes } from '../../src/runner/striptypes.ts';

const libraries = Object.fromEntries(Object.entries(libraryFor(() => {})).map(([name, values]) => [name, Object.keys(values)]));

/** One run of a scenario with a learner's program, in this realm. */
export async function runProgram(scenario: Scenario, text: string, { seed = 1, mode = 'explore' }: { seed?: number; mode?: 'explore' | 'record' } = {}): Promise<FinishedRun> {
  const compiled = compileAttempt({ file: '/exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': text } }, { mode, stripTypes, libraries });
  assert.ok(compiled.ok, JSON.stringify(compiled));
  const attempt = createAttempt(compiled.program);
  let finished: FinishedRun | undefined;
  const steps = runAll([() => new Run(scenario, attempt, { seed, mode })], attempt, { kind: 'batch', worlds: 1 }, { take: () => [] }, run => { finished = run.finish(); });
  while (!steps.next().done) await new Promise(resolve => { setImmediate(resolve); });
  assert.equal(finished!.fatal, undefined);
  assert.equal(finished!.stuck, undefined);
  return finished!;
}
