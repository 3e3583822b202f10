import type { LimitFunction } from 'p-limit';
import type { ScenarioVerdict } from '../../lab/verdict.ts';
import type { Runner } from '../../runner/runner.ts';
import { programSource, type AuthoredLesson } from './builtlesson.ts';

const FILE = 'solution.ts';
const SEED = 1;
const FUTURES = [0, 1, 2, 3];

/**
 * What has to hold always holds in every beginning of the solution's runs. A demand that says something of their end would
 * break there, and belongs to `final`: runs are ended as soon as they have broken one that has to hold always.
 */
export async function beginningProblems(runner: Runner, authored: AuthoredLesson, verdicts: readonly ScenarioVerdict[], limit: LimitFunction): Promise<string[]> {
  const always = verdicts.flatMap(({ id, demands }) => demands.flatMap(({ kind, name }) => (kind === 'always' ? [{ scenario: id, demand: name }] : [])));
  const problems = await limit.map(always, async ({ scenario, demand }): Promise<string[]> => {
    const parting = { demand, brokenUs: 0, fromUs: 0, futures: FUTURES };
    const outcome = await runner.futures({ lesson: authored.shown.id, source: programSource(authored, FILE), scenario, seed: SEED, parting });
    if (outcome.kind !== 'tally') throw new Error(`${authored.shown.id}: the beginnings of seed ${SEED} of ${scenario} cannot be looked at: ${outcome.kind}`);
    return outcome.tally.kept + outcome.tally.redrawn === 0 ? [] : [`scenarios.ts: ${scenario}: ${demand}: has to hold always, but not every beginning of a run of ${FILE} keeps it; what can be said at the end only belongs to final`];
  });
  return problems.flat();
}
