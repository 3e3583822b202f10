import { bisector, max, scaleLinear, type ScaleLinear } from 'd3';
import type { PlaneTrack } from '../../lab/recording.ts';

export interface PlaneScales {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

const edges = { left: 58, right: 18, top: 14, bottom: 38 };
/** How near a pointer has to be to a point, pixels. */
const reach = 24;

/** From quantities to pixels: both axes begin at 0 and end at round numbers. */
export function planeScales({ points }: PlaneTrack, width: number, height: number): PlaneScales {
  return {
    x: scaleLinear([0, max(points, ({ across }) => across) || 1], [edges.left, Math.max(edges.left + 1, width - edges.right)]).nice(5),
    y: scaleLinear([0, max(points, ({ up }) => up) || 1], [Math.max(edges.top + 1, height - edges.bottom), edges.top]).nice(5),
  };
}

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
