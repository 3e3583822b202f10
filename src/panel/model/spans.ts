import type { IntervalTrack, Recording } from '../../lab/recording.ts';
import { TraceKind, type Trace } from '../../sim/trace.ts';
import { t } from '../../lab/l10n.ts';
import { cutsOf, type Cut } from './links.ts';

export type SpanKind = IntervalTrack['kind'];

/** A stretch of time in which something holds. */
export interface Span {
  readonly kind: SpanKind;
  readonly fromUs: number;
  readonly toUs: number;
  /** Indices of nodes; empty for all or none in particular. */
  readonly nodes: readonly number[];
  readonly text: string;
}

export interface FaultSpan extends Span {
  /** Index of its sentence in the plan, -1 where it is not known. */
  readonly plan: number;
}

/** The faults as they really struck, for the strip above the lanes. */
export function faultsOf(recording: Recording, endUs: number): readonly FaultSpan[] {
  const { trace } = recording;
  const traced = between(trace, endUs, TraceKind.faultStart, TraceKind.faultEnd, row => trace.ref[row])
    .map(({ row, toUs }): FaultSpan => ({ kind: 'fault', plan: trace.ref[row], fromUs: trace.timeUs[row], toUs, nodes: [], text: trace.strings[trace.label[row]] ?? t('fault') }));
  return traced.length > 0 ? traced : declaredSpans(recording, endUs, ['fault', 'cut']).map(span => ({ ...span, plan: -1 }));
}

/** What holds at single nodes, for their lanes: as kits declare it; cuts, downtimes and pauses they leave out are read from the trace. */
export function bandsOf(recording: Recording, endUs: number): readonly Span[] {
  const { trace } = recording;
  const declared = declaredSpans(recording, endUs, ['cut', 'down', 'pause', 'role']);
  const missing = (kind: SpanKind, traced: () => Span[]): Span[] => declared.some(span => span.kind === kind) ? [] : traced();
  return [
    ...declared,
    ...missing('down', () => between(trace, endUs, TraceKind.crash, TraceKind.restart, row => trace.node[row])
      .map(({ row, toUs }) => ({ kind: 'down', fromUs: trace.timeUs[row], toUs, nodes: [trace.node[row]], text: t('down') }))),
    ...missing('pause', () => between(trace, endUs, TraceKind.pause, TraceKind.resume, row => trace.node[row])
      .map(({ row, toUs }) => ({ kind: 'pause', fromUs: trace.timeUs[row], toUs, nodes: [trace.node[row]], text: t('paused') }))),
    ...missing('cut', () => cutsOf(trace, endUs).map(cut => cutBand(trace, cut))),
  ];
}

function declaredSpans({ tracks }: Recording, endUs: number, kinds: readonly SpanKind[]): readonly Span[] {
  return tracks.flatMap(track => track.type === 'interval' && kinds.includes(track.kind)
    ? track.spans.map(span => ({ kind: track.kind, ...span, toUs: Math.min(span.toUs, endUs) })) : []);
}

/** A cut is shown on its smaller side. */
function cutBand({ nodes }: Trace, { from, to, oneWay, fromUs, toUs }: Cut): Span {
  const [side, others] = to.size < from.size ? [to, from] : [from, to];
  const names = [...others].map(node => nodes[node].id).join(', ');
  return { kind: 'cut', fromUs, toUs, nodes: [...side], text: oneWay ? t('cut off one way from {0}', names) : t('cut off from {0}', names) };
}

/** Pairs each opening row with the next closing row of the same key. */
function between(trace: Trace, endUs: number, open: number, close: number, keyOf: (row: number) => number): { row: number; toUs: number }[] {
  const pairs: { row: number; toUs: number }[] = [];
  const opened = new Map<number, { row: number; toUs: number }>();
  for (let row = 0; row < trace.length; row++) {
    if (trace.kind[row] === open) {
      const pair = { row, toUs: endUs };
      pairs.push(pair);
      opened.set(keyOf(row), pair);
    } else if (trace.kind[row] === close) {
      const pair = opened.get(keyOf(row));
      if (pair) pair.toUs = trace.timeUs[row];
      opened.delete(keyOf(row));
    }
  }
  return pairs;
}
