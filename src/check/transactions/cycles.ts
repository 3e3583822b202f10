import type { Edge, Graph } from './graph.ts';

/** A circle of transactions, each of which has to come before the next. */
export interface Circle {
  readonly name: string;
  readonly edges: readonly Edge[];
}

/** Edges of a kind from which circles are looked for; the verdict does not depend on it, only how many kinds of anomaly are named. */
const MOST_TRIES = 400;

const isWw = ({ type }: Edge): boolean => type === 'ww';
const isDependency = ({ type }: Edge): boolean => type !== 'rw';

/**
 * One short circle of each kind that there is, the gravest first: `G0`, `G1c`, `G-single`, `G2` (Adya 1999), and what is better
 * known by names of their own: lost update, write skew, long fork. Empty if the transactions can be put in an order.
 */
export function circlesOf(graph: Graph): Circle[] {
  if (graph.parts().every(part => part.length === 1)) return [];
  const circles = [
    ...shortest(graph, isWw, isWw, isWw).slice(0, 1).map(edges => ({ name: 'G0', edges })),
    ...shortest(graph, isDependency, ({ type }) => type === 'wr', isDependency).slice(0, 1).map(edges => ({ name: 'G1c', edges })),
    ...firstOfEach(shortest(graph, () => true, ({ type }) => type === 'rw', isDependency).map(edges => ({ name: isLostUpdate(edges) ? 'lost update' : 'G-single', edges }))),
  ];
  if (circles.length > 0) return circles;
  return firstOfEach([
    ...shortest(graph, () => true, ({ type }) => type === 'rw', 'apart').map(edges => ({ name: 'long fork', edges })),
    ...shortest(graph, () => true, ({ type }) => type === 'rw', () => true).map(edges => ({ name: nameOfG2(edges), edges })),
  ]);
}

function firstOfEach(circles: readonly Circle[]): Circle[] {
  return circles.filter(({ name }, index) => circles.findIndex(other => other.name === name) === index);
}

/** Both saw the same of a key and put something to it: what one put was lost on the other. */
function isLostUpdate(edges: readonly Edge[]): boolean {
  return edges.length === 2 && edges[0]!.key === edges[1]!.key && edges.every(({ type }) => type !== 'wr');
}

function nameOfG2(edges: readonly Edge[]): string {
  if (isLostUpdate(edges)) return 'lost update';
  return edges.length === 2 && edges.every(({ type }) => type === 'rw') ? 'write skew' : 'G2';
}

/**
 * For edges that may begin a circle, the shortest that closes it, the shortest circles first. `within`: edges along which a circle's nodes reach
 * each other; `closing`: edges that may close it, or `apart`: all, but no two `rw` one after another.
 */
function shortest(graph: Graph, within: (edge: Edge) => boolean, begins: (edge: Edge) => boolean, closing: ((edge: Edge) => boolean) | 'apart'): Edge[][] {
  const circles: Edge[][] = [];
  let tries = 0;
  for (const part of graph.parts(within)) {
    if (part.length === 1) continue;
    const inside = new Set(part);
    for (const node of part) {
      for (const edge of graph.from(node)) {
        if (!begins(edge) || !inside.has(edge.to) || tries++ >= MOST_TRIES) continue;
        const rest = closing === 'apart' ? wayApart(graph, inside, edge) : way(graph, inside, edge, closing);
        if (rest) circles.push(fromFirst([edge, ...rest]));
      }
    }
  }
  return circles.sort((a, b) => a.length - b.length);
}

/** The same circle, from the transaction that was asked for first. */
function fromFirst(edges: readonly Edge[]): Edge[] {
  const first = edges.reduce((least, { from }, index) => (from < edges[least]!.from ? index : least), 0);
  return [...edges.slice(first), ...edges.slice(0, first)];
}

/** The shortest way back from an edge's end to its begin. */
function way(graph: Graph, inside: ReadonlySet<number>, { from, to }: Edge, allowed: (edge: Edge) => boolean): Edge[] | undefined {
  const by = new Map<number, Edge | undefined>([[to, undefined]]);
  for (const node of by.keys()) {
    for (const edge of graph.from(node)) {
      if (!inside.has(edge.to) || by.has(edge.to) || !allowed(edge)) continue;
      by.set(edge.to, edge);
      if (edge.to === from) return backwards(from, by);
    }
  }
  return undefined;
}

/** The same without two `rw` one after another, the first edge being one. A place is a node, and whether an `rw` led to it: 2 · node + 1. */
function wayApart(graph: Graph, inside: ReadonlySet<number>, first: Edge): Edge[] | undefined {
  const by = new Map<number, { readonly edge: Edge; readonly before: number } | undefined>([[2 * first.to + 1, undefined]]);
  for (const place of by.keys()) {
    for (const edge of graph.from(place >> 1)) {
      const isRw = edge.type === 'rw';
      const next = 2 * edge.to + Number(isRw);
      if (!inside.has(edge.to) || (isRw && ((place & 1) === 1 || edge.to === first.from)) || by.has(next)) continue;
      by.set(next, { edge, before: place });
      if (edge.to !== first.from) continue;
      const edges: Edge[] = [];
      for (let at = by.get(next); at; at = by.get(at.before)) edges.unshift(at.edge);
      return new Set(edges.map(({ from }) => from)).size === edges.length ? edges : undefined;
    }
  }
  return undefined;
}

function backwards(end: number, by: ReadonlyMap<number, Edge | undefined>): Edge[] {
  const edges: Edge[] = [];
  for (let edge = by.get(end); edge; edge = by.get(edge.from)) edges.unshift(edge);
  return edges;
}
