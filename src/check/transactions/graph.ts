/** Why one transaction comes before another: it put what the other overwrote (`ww`) or saw (`wr`), or saw what the other overwrote (`rw`). */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly type: 'ww' | 'wr' | 'rw';
  readonly key: string;
  /** What was put by `to` (`ww`, `rw`), or seen by it (`wr`). */
  readonly value: unknown;
}

/** Which transactions come before which: the direct serialization graph of Adya, Liskov and O'Neil ("Generalized isolation level definitions", ICDE 2000). */
export class Graph {
  readonly size: number;
  private readonly out: Edge[][] = [];
  private readonly members: Uint8Array;

  constructor(size: number) {
    this.size = size;
    this.members = new Uint8Array(size);
    for (let node = 0; node < size; node++) this.out.push([]);
  }

  /** A transaction that took place. */
  join(node: number): void {
    this.members[node] = 1;
  }

  has(node: number): boolean {
    return this.members[node] === 1;
  }

  add(edge: Edge): void {
    if (edge.from !== edge.to && this.has(edge.from) && this.has(edge.to)) this.out[edge.from]!.push(edge);
  }

  from(node: number): readonly Edge[] {
    return this.out[node]!;
  }

  /**
   * The parts of the graph in which each node is reached from each, every part before those that it leads to, along the edges that are
   * allowed (Tarjan, "Depth-first search and linear graph algorithms", 1972). What is free to be anywhere stays in the order of the nodes.
   */
  parts(allowed: (edge: Edge) => boolean = () => true): number[][] {
    const index = new Int32Array(this.size).fill(-1);
    const low = new Int32Array(this.size);
    const isOpen = new Uint8Array(this.size);
    const next = new Int32Array(this.size);
    const open: number[] = [];
    const parts: number[][] = [];
    let count = 0;
    for (let root = this.size - 1; root >= 0; root--) {
      if (!this.has(root) || index[root]! >= 0) continue;
      const path = [root];
      while (path.length > 0) {
        const node = path.at(-1)!;
        if (index[node]! < 0) {
          index[node] = low[node] = count++;
          open.push(node);
          isOpen[node] = 1;
        }
        const edge = this.out[node]![next[node]!++];
        if (edge) {
          if (!allowed(edge)) continue;
          if (index[edge.to]! < 0) path.push(edge.to);
          else if (isOpen[edge.to] === 1) low[node] = Math.min(low[node]!, index[edge.to]!);
          continue;
        }
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
        if (low[node] !== index[node]) continue;
        const part = open.splice(open.lastIndexOf(node));
        for (const each of part) isOpen[each] = 0;
        parts.push(part);
      }
    }
    return parts.reverse();
  }
}
