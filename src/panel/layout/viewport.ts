import { causeChain } from '../model/causality.ts';
import type { Run } from '../model/run.ts';
import { firstRowFrom } from './search.ts';

/** The stretch of time that is shown. */
export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
}

/** No closer than this: a microsecond is the engine's smallest step. */
const minSpanUs = 20;

/** Room left and right of the run when all of it is shown, as a share of its length. */
const margin = 0.01;

export function wholeRun(endUs: number): TimeRange {
  return { fromUs: -endUs * margin, toUs: endUs * (1 + margin) };
}

/** Events on each side of one that can be told apart. */
const legibleEvents = 45;

/** The surroundings of an event: few enough events to be read, and all that led to it as far as that goes. */
export function legibleAround(run: Run, row: number): TimeRange {
  const { events, endUs, recording: { trace } } = run;
  const index = firstRowFrom(events, row);
  const timeOf = (position: number): number => trace.timeUs[events[Math.max(0, Math.min(events.length - 1, position))]];
  const oldestCause = causeChain(trace, row)[0];
  const beforeUs = Math.max(timeOf(index - 2 * legibleEvents), Math.min(timeOf(index - legibleEvents), trace.timeUs[oldestCause]));
  const roomUs = (timeOf(index + legibleEvents) - beforeUs) * 0.05;
  return clamped({ fromUs: beforeUs - roomUs, toUs: timeOf(index + legibleEvents) + roomUs }, endUs);
}

/** A stretch of time with some room on both sides. */
export function around(fromUs: number, toUs: number, endUs: number): TimeRange {
  const roomUs = Math.max(toUs - fromUs, minSpanUs) * 0.15;
  return clamped({ fromUs: fromUs - roomUs, toUs: toUs + roomUs }, endUs);
}

/** Zooms about the instant that has to stay where it is; `factor` below 1 shows less. */
export function zoomed(range: TimeRange, factor: number, aboutUs: number, endUs: number): TimeRange {
  return clamped({ fromUs: aboutUs - (aboutUs - range.fromUs) * factor, toUs: aboutUs + (range.toUs - aboutUs) * factor }, endUs);
}

/** Moves by a share of what is shown; later for positive ones. */
export function panned(range: TimeRange, share: number, endUs: number): TimeRange {
  const byUs = (range.toUs - range.fromUs) * share;
  return clamped({ fromUs: range.fromUs + byUs, toUs: range.toUs + byUs }, endUs);
}

/** Moves no further than needed to show `timeUs` with some room on both sides. */
export function revealing(range: TimeRange, timeUs: number, endUs: number): TimeRange {
  const spanUs = range.toUs - range.fromUs;
  const roomUs = spanUs * 0.1;
  if (timeUs >= range.fromUs && timeUs <= range.toUs) return range;
  const fromUs = timeUs < range.fromUs ? timeUs - roomUs : timeUs + roomUs - spanUs;
  return clamped({ fromUs, toUs: fromUs + spanUs }, endUs);
}

/** The nearest range that lies within the run and is not too short. */
export function clamped(range: TimeRange, endUs: number): TimeRange {
  const whole = wholeRun(endUs);
  const spanUs = Math.min(whole.toUs - whole.fromUs, Math.max(minSpanUs, range.toUs - range.fromUs));
  const fromUs = Math.min(whole.toUs - spanUs, Math.max(whole.fromUs, range.fromUs));
  return { fromUs, toUs: fromUs + spanUs };
}
