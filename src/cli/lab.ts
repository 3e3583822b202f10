import { join } from 'node:path';
import { processRunner } from '../runner/processhost.ts';
import type { Runner } from '../runner/runner.ts';

/** A runner of the lessons built in `dist`, for the time that `use` takes. */
export async function withRunner<T>(dist: string, use: (runner: Runner) => Promise<T>, drain?: 'batch'): Promise<T> {
  const runner = processRunner({ program: join(dist, 'child.js'), readable: [join(dist, '/')], ...(drain === undefined ? {} : { drain }) });
  try {
    return await use(runner);
  } finally {
    runner.dispose();
  }
}
