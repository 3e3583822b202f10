import { bisectRight } from 'd3';
import type { PhaseTrack, SampleTrack } from '../../lab/recording.ts';
import { formatValue } from './time.ts';
import type { TimeRange } from './viewport.ts';

type Samples = Pick<SampleTrack, 'timeUs' | 'value'>;

/** What is written where there is no value. */
const nothing = '–';

/** Index of the last sample at or before `timeUs`, -1 for none. */
export const sampleAt = ({ timeUs: timesUs }: Pick<Samples, 'timeUs'>, timeUs: number): number => bisectRight(timesUs, timeUs) - 1;

/** The value that the track's line has at `timeUs`; NaN before its first sample. */
export function valueAt(track: SampleTrack, timeUs: number): number {
  const at = sampleAt(track, timeUs);
  if (at < 0) return NaN;
  if (track.style === 'step' || at === track.timeUs.length - 1) return track.value[at];
  const share = (timeUs - track.timeUs[at]) / (track.timeUs[at + 1] - track.timeUs[at]);
  return track.value[at] + share * (track.value[at + 1] - track.value[at]);
}

/** What a track says at `timeUs`, in words. */
export function wordsAt(track: SampleTrack | PhaseTrack, timeUs: number): string {
  if (track.type === 'phase') return track.texts[sampleAt(track, timeUs)] || nothing;
  const value = valueAt(track, timeUs);
  return Number.isNaN(value) ? nothing : `${formatValue(value)} ${track.unit}`;
}

/**
 * The samples that make the line in view: those in the range and one on each side. Where several fall on one pixel
 * only the first, least, greatest and last are kept, which draw the same picture.
 */
export function thinned(samples: Samples, range: TimeRange, width: number): readonly number[] {
  const first = Math.max(0, sampleAt(samples, range.fromUs));
  const last = Math.min(samples.timeUs.length - 1, sampleAt(samples, range.toUs) + 1);
  const pxPerUs = width / (range.toUs - range.fromUs);
  const kept: number[] = [];
  let start = first;
  while (start <= last) {
    const pixel = Math.floor((samples.timeUs[start] - range.fromUs) * pxPerUs);
    let end = start;
    let least = start;
    let greatest = start;
    while (end < last && Math.floor((samples.timeUs[end + 1] - range.fromUs) * pxPerUs) === pixel) {
      end++;
      if (samples.value[end] < samples.value[least]) least = end;
      if (samples.value[end] > samples.value[greatest]) greatest = end;
    }
    kept.push(...new Set([start, Math.min(least, greatest), Math.max(least, greatest), end]));
    start = end + 1;
  }
  return kept;
}
