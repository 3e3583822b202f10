import { bisector } from 'd3';
import type { MatrixTrack } from '../../lab/recording.ts';
import { byName } from './names.ts';

type Belief = MatrixTrack['beliefs'][number];
type Truth = MatrixTrack['truths'][number];

/** What an observer believes of a subject beside what is true, from one change of either to the next. */
export interface MatrixStep {
  readonly fromUs: number;
  /** '' is no opinion, which is not wrong. */
  readonly belief: string;
  /** Undefined: not known yet. */
  readonly truth: string | undefined;
  readonly wrong: boolean;
  /** Row of the trace in which the belief began, -1 for none. */
  readonly event: number;
}

/** Everybody by name. */
export interface Matrix {
  readonly observers: readonly string[];
  readonly subjects: readonly string[];
  /** By observer, then by subject. */
  readonly steps: readonly (readonly (readonly MatrixStep[])[])[];
  /** By subject, what is true for everybody; without any: undefined. */
  readonly truths: readonly (readonly Truth[])[] | undefined;
}

/** A belief at an instant. */
export interface Opinion extends MatrixStep {
  /** Since when it has been wrong without a break. */
  readonly wrongSinceUs: number | undefined;
}

const byTime = bisector(({ timeUs }: { readonly timeUs: number }) => timeUs).right;
const byStart = bisector(({ fromUs }: MatrixStep) => fromUs).right;

export function matrixOf({ beliefs, truths }: MatrixTrack): Matrix {
  const observers = [...new Set([...beliefs, ...truths].flatMap(({ observer }) => observer ?? []))].sort(byName);
  const subjects = [...new Set([...beliefs, ...truths].map(({ subject }) => subject))].sort(byName);
  const general = truths.filter(({ observer }) => observer === undefined);
  return {
    observers, subjects,
    steps: observers.map(observer => subjects.map(subject => {
      const ofPair = <T extends Truth>(list: readonly T[]): readonly T[] => list.filter(each => each.observer === observer && each.subject === subject);
      const own = ofPair(truths);
      return stepsOf(ofPair(beliefs), own.length > 0 ? own : general.filter(each => each.subject === subject));
    })),
    truths: general.length > 0 ? subjects.map(subject => general.filter(each => each.subject === subject)) : undefined,
  };
}

function stepsOf(beliefs: readonly Belief[], truths: readonly Truth[]): readonly MatrixStep[] {
  const instants = [...new Set([...beliefs, ...truths].map(({ timeUs }) => timeUs))].sort((a, b) => a - b);
  return instants.flatMap((fromUs): MatrixStep[] => {
    const belief = lastAt(beliefs, fromUs);
    if (!belief) return [];
    const truth = lastAt(truths, fromUs)?.text;
    return [{ fromUs, belief: belief.text, truth, wrong: belief.text !== '' && truth !== undefined && belief.text !== truth, event: belief.event }];
  });
}

/** The last of what is in order of time that holds at an instant. */
export function lastAt<T extends { readonly timeUs: number }>(list: readonly T[], atUs: number): T | undefined {
  return list[byTime(list, atUs) - 1];
}

export function opinionAt(steps: readonly MatrixStep[], atUs: number): Opinion | undefined {
  const index = byStart(steps, atUs) - 1;
  const step = steps[index];
  if (!step) return undefined;
  let first = index;
  while (first > 0 && steps[first - 1].wrong) first--;
  return { ...step, wrongSinceUs: step.wrong ? steps[first].fromUs : undefined };
}

/** Stretches in which a belief is wrong, as shares of the time from `fromUs` to `toUs`. */
export function wrongStretches(steps: readonly MatrixStep[], fromUs: number, toUs: number): readonly { readonly from: number; readonly to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  const share = (timeUs: number): number => Math.max(0, Math.min(1, (timeUs - fromUs) / (toUs - fromUs)));
  steps.forEach(({ wrong, fromUs: beginUs }, index) => {
    if (!wrong) return;
    const [from, to] = [share(beginUs), share(steps[index + 1]?.fromUs ?? toUs)];
    const before = stretches.at(-1);
    if (before?.to === from) before.to = to;
    else if (to > from) stretches.push({ from, to });
  });
  return stretches;
}
