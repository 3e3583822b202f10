import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { failure, type Counts } from './counts.ts';

/** mocha's usual report; the counts go to the file named by `COUNTS_FILE` as well. */
export default class Counting extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const failures = this.failures.map(test => failure(test.fullTitle(), test.err));
      const counts: Counts = { passed: this.stats.passes, failures, skipped: this.stats.pending };
      const file = process.env['COUNTS_FILE'];
      if (file) writeFileSync(file, JSON.stringify(counts));
    });
  }
}
