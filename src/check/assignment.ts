/** Who may be given an item. */
export interface Item {
  readonly id: string;
  readonly takers: readonly string[];
}

/** The best that can be reached: how many items each taker has, most first, and how many items must change hands for it. */
export interface Optimum {
  readonly loads: readonly number[];
  readonly moves: number;
}

interface Edge {
  readonly to: number;
  readonly cost: number;
  room: number;
  readonly back: number;
}

/** Dearer than any number of moves. */
const BALANCE = 10_000;

/**
 * The most even way to give items to takers, and with how few changes against `before` (owners by item) it can be had:
 * a flow of least cost whose cost grows with the square of each load. Items that nobody may take, or nobody had, are no
 * move. Among all assignments the one of least squares is also the one whose greatest loads are least.
 */
export function bestAssignment(takers: readonly string[], items: readonly Item[], before: ReadonlyMap<string, string> = new Map()): Optimum {
  const graph: Edge[][] = Array.from({ length: items.length + takers.length + 2 }, () => []);
  const sink = items.length + takers.length;
  const source = sink + 1;
  const edge = (from: number, to: number, cost: number): void => {
    graph[from]!.push({ to, cost, room: 1, back: graph[to]!.length });
    graph[to]!.push({ to: from, cost: -cost, room: 0, back: graph[from]!.length - 1 });
  };
  items.forEach((item, index) => {
    edge(source, index, 0);
    const owner = before.get(item.id);
    for (const taker of item.takers) edge(index, items.length + takers.indexOf(taker), owner === undefined || owner === taker ? 0 : 1);
  });
  takers.forEach((_, index) => items.forEach((_item, nth) => edge(items.length + index, sink, BALANCE * (2 * nth + 1))));
  let cost = 0;
  for (let more = cheapestPath(graph, source, sink); more !== undefined; more = cheapestPath(graph, source, sink)) cost += more;
  const loads = takers.map((_, index) => graph[items.length + index]!.filter(({ to, room }) => to === sink && room === 0).length).sort((a, b) => b - a);
  return { loads, moves: cost % BALANCE };
}

/** Sends one unit along the cheapest way (Bellman and Ford) and returns what it costs; undefined if there is no way. */
function cheapestPath(graph: readonly Edge[][], source: number, sink: number): number | undefined {
  const cost = new Array<number>(graph.length).fill(Infinity);
  const by: (Edge | undefined)[] = new Array<Edge | undefined>(graph.length).fill(undefined);
  cost[source] = 0;
  for (let queue = [source]; queue.length > 0;) {
    const next = new Set<number>();
    for (const node of queue) {
      for (const edge of graph[node]!) {
        if (edge.room === 0 || cost[node]! + edge.cost >= cost[edge.to]!) continue;
        cost[edge.to] = cost[node]! + edge.cost;
        by[edge.to] = edge;
        next.add(edge.to);
      }
    }
    queue = [...next];
  }
  if (cost[sink] === Infinity) return undefined;
  for (let node = sink; node !== source;) {
    const edge = by[node]!;
    edge.room--;
    const back = graph[node]![edge.back]!;
    back.room++;
    node = back.to;
  }
  return cost[sink];
}

/** Whether loads are as even as the best ones, in whatever order. */
export const isBalanced = (loads: readonly number[], { loads: best }: Optimum): boolean => [...loads].sort((a, b) => b - a).join() === best.join();
