import { join } from 'node:path';
import { Runner } from '../runner/runner.ts';
import { dist } from './catalogue.ts';

/** A runner of the built lessons, for the time that `use` takes. */
export async function withRunner<T>(use: (runner: Runner) => Promise<T>, drain?: 'batch'): Promise<T> {
  const runner = new Runner({ program: join(dist, 'child.js'), readable: [join(dist, '/')], ...(drain === undefined ? {} : { drain }) });
  try {
    return await use(runner);
  } finally {
    runner.dispose();
  }
}
