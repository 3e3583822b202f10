import type { Chance, Foresight, Moment } from '../../lab/foresight.ts';
import type { SampleTrack } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import type { ValueChart } from './charts.ts';

/** How likely the failure was from moment to moment, with what is certain to 95 %. */
export function foresightChart({ moments }: Foresight): ValueChart {
  const name = t('Futures that end like this');
  const track = (label: string, of: (moment: Moment) => Chance): SampleTrack => ({
    type: 'sample', chart: name, label, unit: '%', style: 'line',
    timeUs: Float64Array.from(moments, ({ atUs }) => atUs),
    value: Float64Array.from(moments, moment => 100 * of(moment).broken / of(moment).of),
    low: Float64Array.from(moments, moment => 100 * of(moment).low),
    high: Float64Array.from(moments, moment => 100 * of(moment).high),
  });
  return { kind: 'lines', name, unit: '%', tracks: [track(t('with the same faults'), ({ kept }) => kept), track(t('with other faults'), ({ redrawn }) => redrawn)] };
}
