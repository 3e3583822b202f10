/** What the parts of a grid are called, in the singular. */
export interface GridWords {
  /** Of the numbers of its columns: `index`, `offset`. */
  readonly column?: string;
  /** Of what cells of one colour have in common: `term`. */
  readonly group?: string;
  /** The cursor up to which what a row holds is promised to stay, there and in all other rows. */
  readonly kept?: string;
}

interface Change {
  readonly timeUs: number;
  readonly row: string;
  /** Row of the trace that shows why, -1 for none. */
  readonly event: number;
}

/** Replaces what the cell held; '' empties it. */
export interface GridCell extends Change {
  readonly column: number;
  readonly text: string;
  /** Cells of one group share a colour; '' for none. */
  readonly group: string;
  /** It is the same thing as before, of which more is known: nothing was lost. */
  readonly amends?: true;
}

/** From then on the row's cursor of this name stands before the column `before`, -1: it is gone. */
export interface GridCursor extends Change {
  readonly cursor: string;
  readonly before: number;
  /** The number by which people call this place. */
  readonly says: number;
}

/** What a row is at present: its owner, its role. */
export interface GridLabel extends Change {
  readonly text: string;
  /** A quantity beside it, which changes more often. */
  readonly note: string;
}

/** Cells side by side in rows that change over time, such as replicated logs or partitions of a topic, with cursors on them. Each list is in order of time. */
export interface GridTrack {
  readonly type: 'grid';
  readonly name: string;
  readonly words: GridWords;
  readonly cells: readonly GridCell[];
  readonly cursors: readonly GridCursor[];
  readonly labels: readonly GridLabel[];
}

export class GridPicture {
  readonly track: GridTrack;
  private readonly cells: GridCell[] = [];
  private readonly cursors: GridCursor[] = [];
  private readonly labels: GridLabel[] = [];
  /** What is drawn at present, so that the same is not drawn again. */
  private readonly held = new Map<string, Map<number, string>>();
  private readonly placed = new Map<string, number>();
  private readonly labelled = new Map<string, string>();
  private readonly now: () => number;
  private readonly rowNow: () => number;

  constructor(name: string, words: GridWords, now: () => number, rowNow: () => number) {
    this.track = { type: 'grid', name, words, cells: this.cells, cursors: this.cursors, labels: this.labels };
    this.now = now;
    this.rowNow = rowNow;
  }

  cell(row: string, column: number, text: string, group = ''): void {
    if (this.isNew(row, column, `${group}\n${text}`)) this.cells.push({ ...this.change(row), column, text, group });
  }

  /** Empties a row from a column on, the last one first. */
  clearFrom(row: string, column: number): void {
    for (const held of [...this.held.get(row)?.keys() ?? []].filter(each => each >= column).sort((a, b) => b - a)) this.cell(row, held, '');
  }

  /** More is known of what a cell holds. */
  amend(row: string, column: number, text: string, group = ''): void {
    if (this.isNew(row, column, `${group}\n${text}`)) this.cells.push({ ...this.change(row), column, text, group, amends: true });
  }

  /** The cursor covers all columns up to this one, and this one. */
  reached(row: string, cursor: string, column: number): void {
    this.place(row, cursor, column + 1, column);
  }

  /** This column is what the cursor waits for: it covers those before. */
  stands(row: string, cursor: string, column: number): void {
    this.place(row, cursor, column, column);
  }

  lifted(row: string, cursor: string): void {
    this.place(row, cursor, -1, -1);
  }

  label(row: string, text: string, note = ''): void {
    if (this.labelled.get(row) === `${text}\n${note}`) return;
    this.labelled.set(row, `${text}\n${note}`);
    this.labels.push({ ...this.change(row), text, note });
  }

  private place(row: string, cursor: string, before: number, says: number): void {
    const key = `${row}\n${cursor}`;
    if ((this.placed.get(key) ?? -1) === before) return;
    this.placed.set(key, before);
    this.cursors.push({ ...this.change(row), cursor, before, says });
  }

  /** Whether the cell held something else until now. */
  private isNew(row: string, column: number, content: string): boolean {
    let cells = this.held.get(row);
    if (!cells) this.held.set(row, cells = new Map());
    if ((cells.get(column) ?? '\n') === content) return false;
    if (content === '\n') cells.delete(column);
    else cells.set(column, content);
    return true;
  }

  private change(row: string): Change {
    return { timeUs: this.now(), row, event: this.rowNow() };
  }
}
