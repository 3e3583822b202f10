/** Cells side by side in rows that change over time, such as replicated logs or partitions of a topic, with cursors on them. */
export interface GridTrack {
  readonly type: 'grid';
  readonly name: string;
  /** In order of time; each replaces what the cell held, '' empties it. Cells of one `group` (a term, an epoch) share a colour. */
  readonly cells: readonly { readonly timeUs: number; readonly row: string; readonly column: number; readonly text: string; readonly group: string }[];
  /** In order of time: from then on the row's cursor of this name (`commit`, `end`) stands at this column. */
  readonly cursors: readonly { readonly timeUs: number; readonly row: string; readonly cursor: string; readonly column: number }[];
}

export class GridPicture {
  private readonly cells: GridTrack['cells'][number][] = [];
  private readonly cursors: GridTrack['cursors'][number][] = [];
  readonly track: GridTrack;
  private readonly now: () => number;

  constructor(name: string, now: () => number) {
    this.track = { type: 'grid', name, cells: this.cells, cursors: this.cursors };
    this.now = now;
  }

  cell(row: string, column: number, text: string, group = ''): void {
    this.cells.push({ timeUs: this.now(), row, column, text, group });
  }

  cursor(row: string, cursor: string, column: number): void {
    this.cursors.push({ timeUs: this.now(), row, cursor, column });
  }
}
