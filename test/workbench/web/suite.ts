/**
 * Runs inside the extension host of a browser, which loads a single file: mocha and the tests of `../suite` that need no Node, then those of
 * this host alone. Reports as `../suite/index.ts` does.
 */
import mocha from 'mocha/mocha.js';
import { counted } from '../../counts.ts';
import { countsMark, lineMark } from '../marks.ts';

class Lines {
  constructor(runner: Mocha.Runner) {
    const say = (text: string) => console.log(lineMark + text);
    runner.on('suite', ({ title }) => say(`\n  ${title}`));
    runner.on('pass', ({ title, duration }) => say(`    ✔ ${title} (${duration ?? 0}ms)`));
    runner.on('fail', ({ title }, error: Error) => say(`    ✗ ${title}: ${error.message}\n${error.stack ?? ''}`));
  }
}

export async function run(): Promise<void> {
  mocha.setup({ ui: 'bdd', timeout: 120_000, reporter: Lines as unknown as Mocha.ReporterConstructor });
  await import('../suite/1-lessons.test.ts');
  await import('../suite/2-runs.test.ts');
  await import('../suite/3-files.test.ts');
  await import('../suite/5-roots.test.ts');
  await import('../suite/6-links.test.ts');
  await import('./worker.test.ts');
  await import('../suite/8-packs.test.ts');
  const counts = await counted(ended => mocha.run(ended));
  console.log(countsMark + JSON.stringify(counts));
}
