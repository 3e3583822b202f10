import type { TraceNode } from '../../sim/trace.ts';
import type { Way } from '../../lab/recording.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Where its name is read best. */
  readonly side: 'left' | 'right' | 'above' | 'below';
}

/** More nodes than this are equally far apart in height, so that each has a line for its name. */
const manyNodes = 12;
const sideRoom = 86;
const topRoom = 34;
/** Nodes beside a crowd of others are put into its middle while they are this few. */
const fewInTheMiddle = 3;

/**
 * Nodes on an ellipse, clients first, clockwise from the top; a few given ones that a crowd of learner nodes talks to
 * in the middle. All within `width` × `height`, with room for names.
 */
export function layOutNodes(nodes: readonly TraceNode[], width: number, height: number): readonly Spot[] {
  const given = nodes.flatMap(({ role }, index) => (role === 'given' ? [index] : []));
  const middle = new Set(given.length <= fewInTheMiddle && nodes.length - given.length >= 3 * given.length ? given : []);
  const order = (['client', 'learner', 'given'] as const).flatMap(role => nodes.flatMap((node, index) => (node.role === role && !middle.has(index) ? [index] : [])));
  const [centreX, centreY] = [width / 2, height / 2];
  const [radiusX, radiusY] = [Math.max(20, centreX - sideRoom), Math.max(20, centreY - topRoom)];
  const spots: Spot[] = new Array(nodes.length);
  order.forEach((node, position) => {
    const [cos, sin] = order.length > manyNodes ? evenlyHigh(position / order.length) : evenlyRound(position / order.length);
    spots[node] = { x: centreX + radiusX * cos, y: centreY + radiusY * sin, side: Math.abs(cos) < 0.25 ? (sin < 0 ? 'above' : 'below') : cos < 0 ? 'left' : 'right' };
  });
  [...middle].forEach((node, position) => {
    spots[node] = { x: centreX + radiusX * 0.7 * ((position + 1) / (middle.size + 1) - 0.5), y: centreY, side: 'below' };
  });
  return spots;
}

type OnCircle = readonly [cos: number, sin: number];

/** A place on the circle after a share of the way round, clockwise from the top. */
function evenlyRound(share: number): OnCircle {
  const angle = 2 * Math.PI * share - Math.PI / 2;
  return [Math.cos(angle), Math.sin(angle)];
}

/** The same, where equal shares are equally far apart in height. */
function evenlyHigh(share: number): OnCircle {
  const sin = 1 - Math.abs(2 - 4 * share);
  return [Math.sign(0.5 - share) * Math.sqrt(1 - sin * sin), sin];
}

/** Between places messages take at least so many times as long as within them, and so long. */
const far = { times: 8, ms: 20 };
const mostPlaces = 4;
/** Above and below the nodes of a place. */
const shore = 12;

/** Nodes by the places where they stand: messages between two places take far longer than those within. Undefined if there are none that can be told apart. */
export function placesOf(count: number, ways: readonly Way[]): readonly (readonly number[])[] | undefined {
  const times = ways.map(({ usualMs }) => usualMs).sort((a, b) => a - b);
  const jump = times.findIndex((ms, index) => index > 0 && ms >= far.ms && ms >= far.times * times[index - 1]);
  if (jump < 0) return undefined;
  const place = Array.from({ length: count }, (_, node) => node);
  const rootOf = (node: number): number => (place[node] === node ? node : rootOf(place[node]));
  for (const { a, b, usualMs } of ways) if (usualMs < times[jump]) place[Math.max(rootOf(a), rootOf(b))] = Math.min(rootOf(a), rootOf(b));
  const places = new Map<number, number[]>();
  for (let node = 0; node < count; node++) places.set(rootOf(node), [...places.get(rootOf(node)) ?? [], node]);
  const apart = ways.every(({ a, b, usualMs }) => usualMs < times[jump] || rootOf(a) !== rootOf(b));
  return apart && places.size > 1 && places.size <= mostPlaces ? [...places.values()] : undefined;
}

/** Places side by side, the nodes of each together as `layOutNodes` has them. */
export function layOutPlaces(nodes: readonly TraceNode[], places: readonly (readonly number[])[], width: number, height: number): readonly Spot[] {
  const spots: Spot[] = new Array(nodes.length);
  const [wide, high] = [width / places.length, height - 2 * shore];
  places.forEach((members, index) => {
    const own: readonly Spot[] = members.length === 1 ? [{ x: wide / 2, y: high / 2, side: 'below' }] : layOutNodes(members.map(node => nodes[node]), wide, high);
    members.forEach((node, position) => { spots[node] = { ...own[position], x: own[position].x + index * wide, y: own[position].y + shore }; });
  });
  return spots;
}

/** A point on the way from one spot to another, a little beside the straight line, so that ways back and forth differ. */
export function onTheWay(from: Spot, to: Spot, share: number): { readonly x: number; readonly y: number; readonly angle: number } {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const beside = Math.min(14, length * 0.08) * 4 * share * (1 - share);
  return { x: from.x + dx * share - (dy / length) * beside, y: from.y + dy * share + (dx / length) * beside, angle: Math.atan2(dy, dx) };
}
