import { chunks } from 'faultlab:lessons';
import { programs } from 'golden:programs';
import { compileAttempt } from '../../../src/lab/compile/compile.ts';
import { Run, runAll } from '../../../src/lab/run.ts';
import { createAttempt } from '../../../src/lab/sandbox/attempt.ts';
import { libraryFor } from '../../../src/kits/library.ts';
import type { Scenario } from '../../../src/course/lesson.ts';
import type { Attempt } from '../../../src/lab/attempt.ts';

const libraries = Object.fromEntries(Object.entries(libraryFor(() => {})).map(([name, values]) => [name, Object.keys(values)]));

function attemptOf(id: string): Attempt {
  const result = compileAttempt({ file: 'solution.ts', entry: 'solution.ts', files: { 'solution.ts': programs[id]! } }, { mode: 'explore', stripTypes: code => ({ ok: true, code }), libraries });
  if (!result.ok) throw new Error(`${id}: ${JSON.stringify(result.problems)}`);
  return createAttempt(result.program);
}

/** The golden runs of all lessons' solutions, with promises run by the host between macrotasks: `<lesson> <scenario>` → hashes of seeds 1 and 2. */
export async function lessonHashes(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [id, load] of Object.entries(chunks)) {
    const { lesson } = await load!();
    const attempt = attemptOf(id);
    for (const scenario of lesson.scenarios) found[`${id} ${scenario.id}`] = (await hashesOf(scenario, attempt)).join(' ');
  }
  return found;
}

async function hashesOf(scenario: Scenario, attempt: Attempt): Promise<string[]> {
  const hashes: string[] = [];
  const makers = [1, 2].map(seed => () => new Run(scenario, attempt, { seed, mode: 'explore' }));
  const steps = runAll(makers, attempt, { kind: 'batch', worlds: 2 }, { take: () => [] }, run => hashes.push(run.finish().hash));
  while (!steps.next().done) await macrotask();
  return hashes;
}

const { port1, port2 } = new MessageChannel();
let resume = (): void => {};
port1.onmessage = () => resume();

/** Microtasks have run when it resolves. A timer would wait too long in a browser. */
const macrotask = (): Promise<void> => new Promise(resolve => {
  resume = resolve;
  port2.postMessage(0);
});

/** Lets the process end. */
export const closeChannel = (): void => port1.close();
