import type { Chance, Foresight, Moment } from '../../lab/foresight.ts';
import type { SampleTrack } from '../../lab/recording.ts';
import type { ValueChart } from './charts.ts';

const CHART = 'Futures that end like this';

/** How likely the failure was from moment to moment, with what is certain to 95 %. */
export function foresightChart({ moments }: Foresight): ValueChart {
  const track = (label: string, of: (moment: Moment) => Chance): SampleTrack => ({
    type: 'sample', chart: CHART, label, unit: '%', style: 'line',
    timeUs: Float64Array.from(moments, ({ atUs }) => atUs),
    value: Float64Array.from(moments, moment => 100 * of(moment).broken / of(moment).of),
    low: Float64Array.from(moments, moment => 100 * of(moment).low),
    high: Float64Array.from(moments, moment => 100 * of(moment).high),
  });
  return { kind: 'lines', name: CHART, unit: '%', tracks: [track('with the same faults', ({ kept }) => kept), track('with other faults', ({ redrawn }) => redrawn)] };
}
