import type { ScenarioOutline } from '../../course/outline.ts';
import type { ScenarioVerdict } from '../../lab/verdict.ts';
import type { Runner } from '../../runner/runner.ts';
import type { AuthoredLesson } from './builtlesson.ts';
import type { PassingProof } from './proof.ts';
import { NotRunnable, seedGroups, trial, type Depth } from './trial.ts';

/** A passing program's proof, what is wrong with it, and the verdicts behind it. */
export interface Passing {
  readonly proof: PassingProof;
  readonly problems: readonly string[];
  readonly verdicts: readonly ScenarioVerdict[];
}

/** Runs a program that has to pass each scenario on every seed. Says nothing of one that is missing: the form does. */
export async function provePassing(runner: Runner, authored: AuthoredLesson, file: string, depth: Depth): Promise<Passing> {
  const verdicts: ScenarioVerdict[] = [];
  if (!authored.files.has(file)) return { proof: { file, ok: false, scenarios: [] }, problems: [], verdicts };
  try {
    for (const scenario of authored.lesson.scenarios) {
      for (const seeds of seedGroups(scenario, depth)) verdicts.push(await trial(runner, authored, file, scenario.id, { seeds }));
    }
  } catch (error) {
    if (!(error instanceof NotRunnable)) throw error;
    return { proof: { file, ok: false, scenarios: [] }, problems: [`${file}: cannot be run: ${error.message}`], verdicts };
  }
  const scenarios = authored.lesson.scenarios.map(scenario => summed(scenario, verdicts));
  const bad = scenarios.filter(({ verdict, failedSeeds }) => verdict !== 'passed' || failedSeeds.length > 0);
  const problems = bad.map(({ id, verdict, failedSeeds, seeds, message }) =>
    `${file}: ${id}: ${verdict === 'passed' ? 'passes, but not on every seed' : verdict} (${failedSeeds.length} of ${seeds} seeds: ${failedSeeds.slice(0, 5).join(', ')})${message === undefined ? '' : `: ${message}`}`);
  return { proof: { file, ok: bad.length === 0, scenarios }, problems, verdicts };
}

function summed({ id }: ScenarioOutline, verdicts: readonly ScenarioVerdict[]): PassingProof['scenarios'][number] {
  const own = verdicts.filter(verdict => verdict.id === id);
  const worst = own.find(({ verdict }) => verdict !== 'passed') ?? own[0]!;
  return {
    id, verdict: worst.verdict, seeds: own.reduce((sum, { seeds }) => sum + seeds, 0), failedSeeds: own.flatMap(({ failedSeeds }) => failedSeeds),
    ...(worst.first ? { message: worst.first.message } : {}),
  };
}
