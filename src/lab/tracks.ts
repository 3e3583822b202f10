import type { RunRecord, Strike } from '../sim/index.ts';
import type { IntervalTrack, PhaseTrack, SampleTrack, Track } from './recording.ts';
import type { FinishedRun } from './run.ts';

const KIND: Readonly<Record<string, IntervalTrack['kind']>> = { cut: 'cut', pause: 'pause', crash: 'down' };

/** The pictures' tracks of a run: its quantities and phases over time, and its faults as stretches. */
export function tracksOf(record: RunRecord, sentences: FinishedRun['sentences']): Track[] {
  const samples = [...record.series.values()].map(({ name, unit, timesUs, values }): SampleTrack => {
    const { chart, label } = placeOf(name);
    return { type: 'sample', chart, label, unit, style: label === 'limit' ? 'limit' : 'step', timeUs: Float64Array.from(timesUs), value: Float64Array.from(values) };
  });
  const phases = [...record.phases.values()].map(({ name, timesUs, texts }): PhaseTrack => ({ type: 'phase', ...placeOf(name), timeUs: Float64Array.from(timesUs), texts }));
  return [...samples, ...phases, ...record.strikes.map(strike => intervalOf(strike, sentences.get(strike.fault)!, record))];
}

/** `Load of payments/attempts`: the chart and its track. */
function placeOf(name: string): { readonly chart: string; readonly label: string } {
  const [chart = '', label = chart] = name.split('/');
  return { chart, label };
}

function intervalOf({ fault, fromUs, toUs }: Strike, text: string, { nodes, endUs }: RunRecord): IntervalTrack {
  const { node, from, to } = fault as { node?: string; from?: readonly string[]; to?: readonly string[] };
  const concerned = [...(node === undefined ? [] : [node]), ...(Array.isArray(from) ? from : []), ...(Array.isArray(to) ? to : [])];
  return {
    type: 'interval', label: fault.id, kind: KIND[fault.kind] ?? 'fault',
    spans: [{ fromUs, toUs: Math.min(toUs, endUs), nodes: [...new Set(concerned)].map(id => nodes.indexOf(id)).filter(index => index >= 0), text }],
  };
}
