import type { PhaseTrack } from '../../lab/recording.ts';
import { sampleAt } from './samples.ts';
import type { TimeRange } from './viewport.ts';

/** A stretch of a lane in which it is the same. */
export interface PhaseBox {
  readonly x1: number;
  readonly x2: number;
  readonly text: string;
}

/** The part of a lane that is in view, in pixels; stretches of nothing are left out. */
export function layOutPhases({ timeUs, texts }: PhaseTrack, range: TimeRange, endUs: number, width: number): readonly PhaseBox[] {
  const x = (us: number): number => ((us - range.fromUs) * width) / (range.toUs - range.fromUs);
  const boxes: PhaseBox[] = [];
  for (let index = Math.max(0, sampleAt({ timeUs }, range.fromUs)); index < timeUs.length && timeUs[index] <= range.toUs; index++) {
    if (texts[index] === '') continue;
    const [x1, x2] = [Math.max(-4, x(timeUs[index])), Math.min(width + 4, x(timeUs[index + 1] ?? endUs))];
    if (x2 > x1) boxes.push({ x1, x2, text: texts[index] });
  }
  return boxes;
}
