/** The active cell of a table that is walked through with arrow keys. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads in a table of so many rows and columns; undefined: it is none of these keys. */
export function cellAfter(key: string, { row, column }: CellPlace, rows: number, columns: number, page = 10): CellPlace | undefined {
  const within = (r: number, c: number): CellPlace => ({ row: Math.max(0, Math.min(rows - 1, r)), column: Math.max(0, Math.min(columns - 1, c)) });
  switch (key) {
    case 'ArrowLeft': return within(row, column - 1);
    case 'ArrowRight': return within(row, column + 1);
    case 'ArrowUp': return within(row - 1, column);
    case 'ArrowDown': return within(row + 1, column);
    case 'PageUp': return within(row, column - page);
    case 'PageDown': return within(row, column + page);
    case 'Home': return within(row, 0);
    case 'End': return within(row, columns - 1);
    default: return undefined;
  }
}
