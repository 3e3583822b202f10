import { TraceKind, type Trace } from '../../sim/trace.ts';
import { actorOf, dataOf, describe } from '../../lab/tracewords.ts';
import { t } from '../../lab/l10n.ts';
import { formatDuration, formatInstant } from '../layout/time.ts';
import type { Run } from './run.ts';

/** The first event in which two runs differ. */
export interface Divergence {
  /** In each run: the row, -1 where nothing happens any more. */
  readonly rows: readonly [one: number, other: number];
  /** When the first of the two happens; both runs are the same until then. */
  readonly atUs: number;
}

/**
 * What a program says or keeps of itself is no part of what happens: an edit may change only that. When a fault is
 * in force is not either: what it does is.
 */
const aside: ReadonlySet<number> = new Set([TraceKind.state, TraceKind.log, TraceKind.note, TraceKind.faultStart, TraceKind.faultEnd]);

/** Undefined if the same happens in both from beginning to end. Events are the same if they are told the same, at the same instant: numbers of messages and lines of code do not count. */
export function divergenceOf(one: Trace, other: Trace): Divergence | undefined {
  const stringOf = indices(other.strings, one.strings);
  const nodeOf = indices(other.nodes.map(({ id }) => id), one.nodes.map(({ id }) => id));
  const same = (a: number, b: number): boolean => one.timeUs[a] === other.timeUs[b] && one.kind[a] === other.kind[b]
    && one.node[a] === (nodeOf[other.node[b]] ?? -1) && one.peer[a] === (nodeOf[other.peer[b]] ?? -1)
    && one.label[a] === (stringOf[other.label[b]] ?? -1) && one.data[a] === (stringOf[other.data[b]] ?? -1);
  let [a, b] = [next(one, -1), next(other, -1)];
  while (a < one.length && b < other.length && same(a, b)) [a, b] = [next(one, a), next(other, b)];
  if (a >= one.length && b >= other.length) return undefined;
  return {
    rows: [a < one.length ? a : -1, b < other.length ? b : -1],
    atUs: Math.min(a < one.length ? one.timeUs[a] : Infinity, b < other.length ? other.timeUs[b] : Infinity),
  };
}

function next({ kind, length }: Trace, row: number): number {
  let at = row + 1;
  while (at < length && aside.has(kind[at])) at++;
  return at;
}

/** Where each of `texts` stands in `among`; -2 if it does not, which is nothing's place. */
function indices(texts: readonly string[], among: readonly string[]): Int32Array {
  const places = new Map(among.map((text, index) => [text, index]));
  return Int32Array.from(texts, text => places.get(text) ?? -2);
}

/** The divergence in a sentence or two; `other` is what the second run is called: "the run of the solution". */
export function divergenceSentence(one: Run, other: Run, divergence: Divergence | undefined, name: string): string {
  if (!divergence) return t('The same happens in this run and in {0}, from beginning to end.', name);
  const [a, b] = divergence.rows;
  const [here, there] = [told(one, a), told(other, b)];
  const what = a >= 0 && b >= 0 && here === there ? howElse(one, a, other, b, here, name) : t('{0} in this run, and {1} in {2}', here, there, name);
  return divergence.atUs === 0 ? t('The runs differ from the beginning: {0}.', what) : t('Until {0} both runs are the same; then {1}.', formatInstant(divergence.atUs), what);
}

const told = (run: Run, row: number): string => (row < 0 ? t('nothing more happens') : `${actorOf(run, row)} ${describe(run, row)}`);

/** Of the same event in both, `what`. */
function howElse(one: Run, a: number, other: Run, b: number, what: string, name: string): string {
  const apartUs = other.recording.trace.timeUs[b] - one.recording.trace.timeUs[a];
  if (apartUs > 0) return t('{0} in both, but {1} later in {2}', what, formatDuration(apartUs), name);
  if (apartUs < 0) return t('{0} in both, but {1} earlier in {2}', what, formatDuration(-apartUs), name);
  const [here, there] = [dataOf(one.recording.trace, a), dataOf(other.recording.trace, b)];
  return t('{0} in both, but with {1} in this run and {2} in {3}', what, shortened(here), shortened(there), name);
}

const longest = 80;
const shortened = (text: string): string => (text === '' ? t('nothing') : text.length > longest ? `${text.slice(0, longest)}…` : text);
