/** Cells that were uncovered are never covered again. */
const GONE = 1 << 30;

type Cells = readonly [from: number, to: number];

/** How many ranges cover each of some cells. Ranges are lifted one after another; which cells that leaves uncovered is found in logarithmic time each. */
export class Cover {
  private readonly cells: number;
  private readonly leaves: number;
  /** By node of the tree over the cells: the least of them, without what was added to a node above. */
  private readonly least: Int32Array;
  private readonly added: Int32Array;

  constructor(cells: number, ranges: readonly Cells[]) {
    this.cells = cells;
    this.leaves = 1;
    while (this.leaves < cells) this.leaves *= 2;
    this.least = new Int32Array(2 * this.leaves).fill(GONE, this.leaves);
    this.added = new Int32Array(2 * this.leaves);
    const changes = new Int32Array(cells + 1);
    for (const [from, to] of ranges) {
      changes[from]!++;
      changes[to + 1]!--;
    }
    for (let cell = 0, covered = 0; cell < cells; cell++) {
      covered += changes[cell]!;
      this.least[this.leaves + cell] = covered === 0 ? GONE : covered;
    }
    for (let node = this.leaves - 1; node >= 1; node--) this.least[node] = Math.min(this.least[2 * node]!, this.least[2 * node + 1]!);
  }

  /** The ranges of covered cells before any was lifted, in order. */
  runs(): Cells[] {
    const bare: number[] = [];
    for (let cell = 0; cell < this.cells; cell++) if (this.least[this.leaves + cell] === GONE) bare.push(cell);
    return between(0, this.cells - 1, bare);
  }

  /** Lifts a range that lies within a range of covered cells; what is left of that, in order. */
  lift([from, to]: Cells, [first, last]: Cells): Cells[] {
    this.add(1, 0, this.leaves - 1, from, to);
    const bare: number[] = [];
    this.uncover(1, 0, this.leaves - 1, 0, bare);
    return between(first, last, bare);
  }

  private add(node: number, low: number, high: number, from: number, to: number): void {
    if (from <= low && high <= to) {
      this.least[node]!--;
      this.added[node]!--;
      return;
    }
    const middle = (low + high) >> 1;
    if (from <= middle) this.add(2 * node, low, middle, from, to);
    if (to > middle) this.add(2 * node + 1, middle + 1, high, from, to);
    this.least[node] = Math.min(this.least[2 * node]!, this.least[2 * node + 1]!) + this.added[node]!;
  }

  /** Notes all cells that are not covered any more, in order. `above`: what was added to the nodes above. */
  private uncover(node: number, low: number, high: number, above: number, bare: number[]): void {
    if (this.least[node]! + above > 0) return;
    if (low === high) {
      bare.push(low);
      this.least[node] = GONE;
      return;
    }
    const middle = (low + high) >> 1;
    this.uncover(2 * node, low, middle, above + this.added[node]!, bare);
    this.uncover(2 * node + 1, middle + 1, high, above + this.added[node]!, bare);
    this.least[node] = Math.min(this.least[2 * node]!, this.least[2 * node + 1]!) + this.added[node]!;
  }
}

/** The ranges between cells. */
function between(first: number, last: number, cells: readonly number[]): Cells[] {
  const ranges: Cells[] = [];
  let from = first;
  for (const cell of [...cells, last + 1]) {
    if (cell > from) ranges.push([from, cell - 1]);
    from = cell + 1;
  }
  return ranges;
}
