import type { Counterexample, DemandVerdict, ScenarioVerdict } from '../../lab/verdict.ts';

/** Whether a verdict says that the program is wrong. */
export const isFailure = ({ verdict }: Pick<ScenarioVerdict, 'verdict'>): boolean => verdict === 'failed' || verdict === 'error' || verdict === 'stuck';

/** What went wrong in a scenario, for places that show plain text. */
export function failureText(verdict: ScenarioVerdict): string {
  const { first } = verdict;
  const missed = verdict.demands.filter(({ ok }) => !ok).map(demandText);
  const parts = first === undefined ? missed : [first.message, ...(first.plan.length > 0 ? [first.plan.join('\n')] : [])];
  return parts.length > 0 ? parts.join('\n\n') : verdict.verdict;
}

/**
 * What one more run of a counterexample tells; undefined where one run cannot tell. `broken`: the demand that it broke, if
 * that is known.
 */
export function repeated({ verdict }: Pick<ScenarioVerdict, 'verdict'>, broken: Pick<DemandVerdict, 'kind'> | undefined): 'passes' | 'fails' | undefined {
  if (isFailure({ verdict })) return 'fails';
  return verdict === 'passed' || (broken !== undefined && broken.kind !== 'pooled') ? 'passes' : undefined;
}

/** A failure with a story that was made of its own, if nothing can be left out of that any more. */
export function withSmallerStory(verdict: ScenarioVerdict, story: Counterexample | undefined): ScenarioVerdict | undefined {
  const before = verdict.first?.shrunk;
  if (before === undefined || story?.shrunk?.minimal !== true) return undefined;
  return { ...verdict, first: { ...story, shrunk: { ...story.shrunk, from: before.from, runs: before.runs + story.shrunk.runs } } };
}

/** When and to whom: "seed 17 · 4.105 s · n2". */
export function whereabouts({ seed, timeMs, node }: Counterexample): string {
  const time = timeMs > 0 ? [`${(timeMs / 1000).toFixed(3)} s`] : [];
  return [`seed ${seed}`, ...time, ...(node === undefined ? [] : [node])].join(' · ');
}

function demandText({ name, value, limit, unit = '' }: DemandVerdict): string {
  return value === undefined || limit === undefined ? name : `${name}: ${value}${unit} (limit ${limit}${unit})`;
}
