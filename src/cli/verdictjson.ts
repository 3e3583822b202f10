import type { Counterexample, LessonVerdict, ScenarioVerdict, VerdictKind } from '../lab/verdict.ts';
import type { ExitCode } from './usage.ts';

/** Worst first: what a lesson comes to is what its worst scenario comes to. */
const ORDER: readonly VerdictKind[] = ['error', 'stuck', 'failed', 'unjudged', 'passed'];

export const worst = (scenarios: readonly Pick<ScenarioVerdict, 'verdict'>[]): VerdictKind => ORDER.find(kind => scenarios.some(({ verdict }) => verdict === kind)) ?? 'unjudged';

export function lessonVerdict(lesson: string, file: string, scenarios: readonly ScenarioVerdict[], durationMs: number): LessonVerdict {
  return { lesson, file, verdict: worst(scenarios), scenarios: scenarios.map(printed), seeds: scenarios.reduce((sum, { seeds }) => sum + seeds, 0), durationMs: Math.round(durationMs) };
}

/** The fields of a verdict that are promised, and no others. */
export function printed({ id, hidden, verdict, seeds, failedSeeds, demands, first }: ScenarioVerdict): ScenarioVerdict {
  return { id, hidden, verdict, seeds, failedSeeds, demands, ...(first ? { first: printedFirst(first) } : {}) };
}

function printedFirst({ seed, timeMs, node, message, range, plan, traceHash }: Counterexample): Counterexample {
  return { seed, timeMs, ...(node === undefined ? {} : { node }), message, ...(range ? { range } : {}), plan, traceHash };
}

export const exitCodeOf = (verdict: VerdictKind): ExitCode => (verdict === 'passed' ? 0 : verdict === 'unjudged' ? 2 : 1);
