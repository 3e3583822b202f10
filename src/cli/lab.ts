import { join } from 'node:path';
import { Runner } from '../runner/runner.ts';

/** A runner of the lessons built in `dist`, for the time that `use` takes. */
export async function withRunner<T>(dist: string, use: (runner: Runner) => Promise<T>, drain?: 'batch'): Promise<T> {
  const runner = new Runner({ program: join(dist, 'child.js'), readable: [join(dist, '/')], ...(drain === undefined ? {} : { drain }) });
  try {
    return await use(runner);
  } finally {
    runner.dispose();
  }
}
