import { createHash } from 'node:crypto';
import type { Runner } from '../../runner/runner.ts';
import type { AuthoredLesson } from './builtlesson.ts';
import { lessonCode } from './calibration.ts';
import { NotRunnable, trial } from './trial.ts';

/** Of programs that were proved, by file: what a run of each scenario came to. */
export type Marks = Readonly<Record<string, string>>;

/** The seed whose runs stand for all. A change that shows on other seeds only is seen when all programs are judged. */
const SEED = 1;

/**
 * What a program, its lesson and one run of each scenario come to: every event, and what each demand says of them. As long as
 * that is the same, a proof of the program is taken to hold. Undefined for one that cannot be run.
 */
export async function markOf(runner: Runner, authored: AuthoredLesson, file: string, scenarios: readonly string[]): Promise<string | undefined> {
  const hash = createHash('sha256').update(lessonCode(authored.files)).update(authored.files.get(file)!);
  try {
    for (const scenario of scenarios) {
      const { hashes, verdict, demands, first } = await trial(runner, authored, file, scenario, { seeds: [SEED], brief: true });
      hash.update(JSON.stringify([scenario, hashes, verdict, demands, first?.message]));
    }
  } catch (error) {
    if (!(error instanceof NotRunnable)) throw error;
    return undefined;
  }
  return hash.digest('hex').slice(0, 12);
}
