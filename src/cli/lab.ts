import { join } from 'node:path';
import { processRunner, type ProcessOptions } from '../runner/processhost.ts';
import type { Runner, RunnerOptions } from '../runner/runner.ts';

/** A runner of the lessons built in `dist`, for the time that `use` takes. */
export async function withRunner<T>(dist: string, use: (runner: Runner) => Promise<T>, options: Pick<ProcessOptions & RunnerOptions, 'drain' | 'packOf'> = {}): Promise<T> {
  const runner = processRunner({ program: join(dist, 'child.js'), readable: [join(dist, '/')], ...options });
  try {
    return await use(runner);
  } finally {
    runner.dispose();
  }
}
