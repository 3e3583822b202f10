import type { ScenarioOutline } from '../../course/outline.ts';
import type { ScenarioVerdict } from '../../lab/verdict.ts';
import type { Runner } from '../../runner/runner.ts';
import { programSource, type AuthoredLesson } from './builtlesson.ts';

/** A program of the lesson's folder cannot be run at all. */
export class NotRunnable extends Error {
  override readonly name = 'NotRunnable';
}

interface Trial {
  /** Absent: the scenario's panel. */
  readonly seeds?: readonly number[];
  /** A failure is told as it was found. */
  readonly brief?: boolean;
}

/** Judges one program by one scenario. Throws `NotRunnable`. */
export async function trial(runner: Runner, authored: AuthoredLesson, path: string, scenario: string, options: Trial = {}): Promise<ScenarioVerdict> {
  const source = programSource(authored, path);
  const outcome = await runner.run({ lesson: authored.shown.id, source, scenarios: [scenario], ...options });
  if (outcome.kind === 'done') return outcome.scenarios[0]!;
  if (outcome.kind === 'cancelled') throw new NotRunnable('cancelled');
  const [{ message, range }] = outcome.problems as [(typeof outcome.problems)[number]];
  throw new NotRunnable(`${range ? `line ${range.startLineNumber}: ` : ''}${message}`);
}

/** Panels of a scenario with pooled demands in the full proof, at least and at most. */
const PANELS = { least: 5, most: 40 };
const FULL_SEEDS = 1_000;

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, index) => from + index);

/** How many seeds a program that must pass is judged on. */
export type Depth = 'quick' | 'panel' | 'full';

/**
 * The groups of seeds on which a program that must pass is judged. Quick: a quarter of the panel, or all of it where
 * demands are pooled. Panel: all that a learner's program meets. Full: 1,000 seeds; where demands are pooled, in disjoint panels, 5 to 40 of them.
 */
export function seedGroups({ seeds, pooled }: ScenarioOutline, depth: Depth): number[][] {
  if (depth === 'quick' && pooled.length === 0) return [numbers(1, Math.ceil(seeds / 4))];
  if (depth !== 'full') return [numbers(1, seeds)];
  if (pooled.length === 0) return [numbers(1, Math.max(seeds, FULL_SEEDS))];
  return numbers(0, Math.min(PANELS.most, Math.max(PANELS.least, Math.ceil(FULL_SEEDS / seeds)))).map(panel => numbers(1 + panel * seeds, seeds));
}

/** Seeds tried before the whole panel. */
const FIRST_TRIES = [4, 16];

/**
 * Judges a program that is expected to fail, on as few seeds as make its failure certain; `told` says whether that is
 * the failure that was expected, and the whole panel is asked if not. Throws `NotRunnable`.
 */
export async function trialUntilCaught(runner: Runner, authored: AuthoredLesson, path: string, { id, seeds, pooled }: ScenarioOutline, told: (message: string) => boolean): Promise<ScenarioVerdict> {
  for (const count of pooled.length > 0 ? [] : FIRST_TRIES.filter(count => count < seeds)) {
    const verdict = await trial(runner, authored, path, id, { seeds: numbers(1, count), brief: true });
    if (isCertain(verdict, seeds) && told(verdict.first!.message)) return verdict;
  }
  return trial(runner, authored, path, id, { brief: true });
}

/** Whether the rest of the panel could not change what the verdict tells first. */
function isCertain({ verdict, seeds, demands }: ScenarioVerdict, panel: number): boolean {
  if (verdict === 'error' || verdict === 'stuck') return true;
  const broken = demands.find(({ ok }) => !ok);
  if (verdict !== 'failed' || !broken) return false;
  const { share, passShare } = broken;
  return share === undefined || passShare === undefined || (1 - share) * seeds > (1 - passShare) * panel;
}
