import type { Reading } from '../sim/history.ts';

/** A stretch in which a program said something else than what was true. */
export interface Disagreement {
  readonly node: string;
  readonly about?: string;
  readonly said: unknown;
  readonly truth: unknown;
  readonly fromUs: number;
  /** The last reading that said so. */
  readonly toUs: number;
}

export interface Agreement {
  /** Readings that were judged, and how many of them said what was true. */
  readonly judged: number;
  readonly agreed: number;
  /** In order of their beginning. */
  readonly disagreements: readonly Disagreement[];
}

/** What is true of a node (and of what it was asked about) at an instant. */
export type TruthOf = (node: string, about: string | undefined, atUs: number) => unknown;

/** When the truth can be learned. */
export interface Grace {
  /** Instants at which a truth may change; between two of them it stays. */
  readonly changesUs: readonly number[];
  /** Readings are not judged so soon after a change of what they are about, and so soon after the beginning of the run. */
  readonly graceMs: number;
}

/** Compares what programs said, in order of time, with what was true by then for long enough to be known. */
export function agreement(readings: readonly Reading[], truthOf: TruthOf, { changesUs, graceMs }: Grace): Agreement {
  const instantsUs = [0, ...changesUs.filter(us => us > 0)];
  const subjects = new Map<string, Subject>();
  const disagreements: Open[] = [];
  let judged = 0;
  let agreed = 0;
  for (const { node, about, atUs, value } of readings) {
    const key = `${node} ${about ?? ''}`;
    let subject = subjects.get(key);
    if (!subject) subjects.set(key, subject = { truths: instantsUs.map(us => truthOf(node, about, us)), open: undefined });
    const { truth, sinceUs } = at(subject.truths, instantsUs, atUs);
    if (atUs < sinceUs + graceMs * 1_000) {
      subject.open = undefined;
      continue;
    }
    judged++;
    if (Object.is(value, truth)) {
      agreed++;
      subject.open = undefined;
    } else if (subject.open && Object.is(subject.open.said, value) && Object.is(subject.open.truth, truth)) subject.open.toUs = atUs;
    else disagreements.push(subject.open = { node, ...(about === undefined ? {} : { about }), said: value, truth, fromUs: atUs, toUs: atUs });
  }
  return { judged, agreed, disagreements };
}

type Open = { -readonly [K in keyof Disagreement]: Disagreement[K] };

interface Subject {
  /** At each of the instants. */
  readonly truths: readonly unknown[];
  open: Open | undefined;
}

/** The truth at an instant, and since when it has been so. */
function at(truths: readonly unknown[], instantsUs: readonly number[], atUs: number): { readonly truth: unknown; readonly sinceUs: number } {
  let now = 0;
  while (now + 1 < instantsUs.length && instantsUs[now + 1]! <= atUs) now++;
  let since = now;
  while (since > 0 && Object.is(truths[since - 1], truths[now])) since--;
  return { truth: truths[now], sinceUs: instantsUs[since]! };
}

/** The one that lasted longest; undefined for none. */
export function longest(disagreements: readonly Disagreement[]): Disagreement | undefined {
  return disagreements.reduce<Disagreement | undefined>((best, each) => (best && best.toUs - best.fromUs >= each.toUs - each.fromUs ? best : each), undefined);
}
