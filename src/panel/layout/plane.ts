import { bisector, scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3';
import type { PlaneAxis, PlaneCurve, PlaneTrack } from '../../lab/recording.ts';

export interface PlaneScales {
  readonly x: PlaneScale;
  readonly y: PlaneScale;
}
export type PlaneScale = ScaleContinuousNumeric<number, number>;

const edges = { left: 58, right: 28, top: 14, bottom: 38 };
/** How near a pointer has to be to a point, pixels. */
const reach = 24;

/** From quantities to pixels: axes end at round numbers, and begin at 0 if powers of ten are not equally far apart. */
export function planeScales({ across, up, points, curves }: PlaneTrack, width: number, height: number): PlaneScales {
  const ends = curves.flatMap(curve => curve.points);
  return {
    x: scaleOf(across, [...points.map(point => point.across), ...ends.map(([value]) => value)], [edges.left, Math.max(edges.left + 1, width - edges.right)]),
    y: scaleOf(up, [...points.map(point => point.up), ...ends.map(([, value]) => value)], [Math.max(edges.top + 1, height - edges.bottom), edges.top]),
  };
}

function scaleOf({ log }: PlaneAxis, values: readonly number[], range: readonly [number, number]): PlaneScale {
  const most = values.reduce((max, value) => Math.max(max, value), 0) || 1;
  if (log !== true) return scaleLinear([0, most], range).nice(5);
  const least = values.reduce((min, value) => (value > 0 ? Math.min(min, value) : min), most);
  // A whole power at least, for labels; what is 0 stands at the edge.
  const air = Math.max(1.25, Math.sqrt((10 * least) / most));
  return scaleLog([least / air, most * air], range).clamp(true);
}

/** Where the labels of an axis are, about so many. */
export function ticksOf({ log }: PlaneAxis, scale: PlaneScale, count: number): readonly number[] {
  const ticks = scale.ticks(count);
  if (log !== true) return ticks;
  const among = (...digits: string[]): number[] => ticks.filter(value => digits.some(digit => Number(value.toExponential(6)) === Number(`${digit}${value.toExponential(6).slice(8)}`)));
  const round = among('1', '2', '5');
  return round.length <= count || among('1').length < 2 ? round : among('1');
}

/** The curve of each name that holds at an instant; before the first of a name, that one. */
export function curvesAt({ curves }: PlaneTrack, timeUs: number): readonly PlaneCurve[] {
  const held = new Map<string, PlaneCurve>();
  for (const curve of curves) if (curve.timeUs <= timeUs || !held.has(curve.name)) held.set(curve.name, curve);
  return [...held.values()];
}

/** Through the points of a curve, as SVG. */
export const curvePath = ({ points }: PlaneCurve, { x, y }: PlaneScales): string =>
  points.map(([across, up], index) => `${index === 0 ? 'M' : 'L'}${x(across).toFixed(1)},${y(up).toFixed(1)}`).join('');

const timeOf = bisector((point: PlaneTrack['points'][number]) => point.timeUs);

/** Index of the last point at or before an instant, -1 for none. */
export const pointAt = ({ points }: PlaneTrack, timeUs: number): number => timeOf.right(points, timeUs) - 1;

/** The path through some of the points, as SVG. */
export function pathThrough({ points }: PlaneTrack, { x, y }: PlaneScales, from: number, to: number): string {
  return points.slice(Math.max(0, from), to + 1).map(({ across, up }, index) => `${index === 0 ? 'M' : 'L'}${x(across).toFixed(1)},${y(up).toFixed(1)}`).join('');
}

/** Index of the point nearest to a place, -1 if none is near; of several in one place the one nearest in time. */
export function nearestPoint({ points }: PlaneTrack, { x, y }: PlaneScales, at: { readonly x: number; readonly y: number }, timeUs: number): number {
  let best = -1;
  let least = reach;
  points.forEach((point, index) => {
    const apart = Math.round(Math.hypot(x(point.across) - at.x, y(point.up) - at.y));
    const nearer = apart === least && best >= 0 && Math.abs(point.timeUs - timeUs) < Math.abs(points[best].timeUs - timeUs);
    if (apart < least || nearer) [best, least] = [index, apart];
  });
  return best;
}
