import { groups } from 'd3';
import type { PhaseTrack, Recording, SampleTrack } from '../../lab/recording.ts';
import type { Trace } from '../../sim/trace.ts';
import { TraceKind } from '../../sim/trace.ts';
import { t } from '../../lab/l10n.ts';
import type { OperationBar } from './operations.ts';

export interface ValueChart {
  /** More lines than can be told apart are rows of a heat map. */
  readonly kind: 'lines' | 'heat';
  readonly name: string;
  readonly unit: string;
  readonly tracks: readonly SampleTrack[];
}

/** A lane for each track, with what it is from time to time. */
export interface PhaseChart {
  readonly kind: 'phases';
  readonly name: string;
  readonly tracks: readonly PhaseTrack[];
}

export type Chart = ValueChart | PhaseChart;

/** Lines that can be told apart in one chart. */
export const mostLines = 6;

/** Windows that counts over time are made of. */
const windowCount = 60;

/** The charts that kits declare, then those that every run has. */
export function chartsOf(recording: Recording, operations: readonly OperationBar[], endUs: number): readonly Chart[] {
  const byName = <T extends { readonly chart: string }>(tracks: readonly T[]) => groups(tracks, track => track.chart).map(([name, ofChart]) => ({ name, tracks: ofChart }));
  const values = (tracks: readonly SampleTrack[]): ValueChart[] => byName(tracks).map(chart => ({ ...chart, kind: chart.tracks.length > mostLines ? 'heat' : 'lines', unit: chart.tracks[0].unit }));
  const phases = byName(recording.tracks.filter(track => track.type === 'phase')).map((chart): PhaseChart => ({ ...chart, kind: 'phases' }));
  return [...values(recording.tracks.filter(track => track.type === 'sample')), ...phases, ...values(derivedTracks(recording.trace, operations, endUs))];
}

function derivedTracks(trace: Trace, operations: readonly OperationBar[], endUs: number): SampleTrack[] {
  const finished = operations.filter(bar => bar.outcome === 'ok').sort((a, b) => a.toUs - b.toUs);
  const rate = (chart: string, label: string, times: Times): SampleTrack[] => {
    const samples = perSecond(times, endUs);
    return samples ? [{ type: 'sample', chart, label, unit: '/s', style: 'step', ...samples }] : [];
  };
  const ofKind = (kind: number): Times => take => {
    for (let row = 0; row < trace.length; row++) if (trace.kind[row] === kind) take(trace.timeUs[row]);
  };
  const latency: SampleTrack[] = finished.length === 0 ? [] : [{
    type: 'sample', chart: t('Latency'), label: t('answered operation'), unit: 'ms', style: 'line',
    timeUs: Float64Array.from(finished, bar => bar.toUs), value: Float64Array.from(finished, bar => (bar.toUs - bar.fromUs) / 1_000),
  }];
  const ended = (outcome: OperationBar['outcome']): Times => take => {
    for (const bar of operations) if (bar.outcome === outcome && bar.completeRow >= 0) take(bar.toUs);
  };
  return [
    ...latency,
    ...rate(t('Operations'), t('succeeded'), ended('ok')), ...rate(t('Operations'), t('failed'), ended('fail')), ...rate(t('Operations'), t('unclear'), ended('info')),
    ...rate(t('Messages'), t('sent'), ofKind(TraceKind.send)), ...rate(t('Messages'), t('lost'), ofKind(TraceKind.drop)),
  ];
}

/** Instants, one by one: a million of them are not kept. */
type Times = (take: (timeUs: number) => void) => void;

/** Events in each window of the run, as a rate that steps at the windows' starts; undefined where there are none. */
function perSecond(times: Times, endUs: number): Pick<SampleTrack, 'timeUs' | 'value'> | undefined {
  const widthUs = Math.max(1, endUs / windowCount);
  const value = new Float64Array(windowCount + 1);
  times(timeUs => { value[Math.min(windowCount - 1, Math.floor(timeUs / widthUs))] += 1e6 / widthUs; });
  if (value.every(rate => rate === 0)) return undefined;
  value[windowCount] = value[windowCount - 1];
  return { timeUs: Float64Array.from(value, (_, index) => index * widthUs), value };
}
