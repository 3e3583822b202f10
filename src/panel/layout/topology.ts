import type { TraceNode } from '../../sim/trace.ts';

export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Where its name is read best. */
  readonly side: 'left' | 'right' | 'above' | 'below';
}

/** Of more nodes than this two that are neighbours at the top or bottom have no room for their names there. */
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
    const angle = (2 * Math.PI * position) / order.length - Math.PI / 2;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    spots[node] = { x: centreX + radiusX * cos, y: centreY + radiusY * sin, side: Math.abs(cos) < (order.length > manyNodes ? 0.1 : 0.25) ? (sin < 0 ? 'above' : 'below') : cos < 0 ? 'left' : 'right' };
  });
  [...middle].forEach((node, position) => {
    spots[node] = { x: centreX + radiusX * 0.7 * ((position + 1) / (middle.size + 1) - 0.5), y: centreY, side: 'below' };
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
