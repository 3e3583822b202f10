import { bisectRight } from 'd3';
import type { GridTrack } from '../../lab/recording.ts';

export interface GridRow {
  readonly name: string;
  /** By column; undefined where the row holds nothing. */
  readonly cells: readonly ({ readonly text: string; readonly group: string } | undefined)[];
  readonly cursors: readonly { readonly name: string; readonly column: number }[];
}

const timeOf = ({ timeUs }: { readonly timeUs: number }): number => timeUs;

/** The rows as they are after `atUs`, in the order of their first appearance in the whole run. */
export function gridAt({ cells, cursors }: GridTrack, atUs: number): readonly GridRow[] {
  const rows = new Map<string, { cells: GridRow['cells'][number][]; cursors: Map<string, number> }>();
  for (const { row } of [...cells, ...cursors]) if (!rows.has(row)) rows.set(row, { cells: [], cursors: new Map() });
  const until = (list: readonly { readonly timeUs: number }[]): number => bisectRight(Array.from(list, timeOf), atUs);
  for (const { row, column, text, group } of cells.slice(0, until(cells))) rows.get(row)!.cells[column] = text === '' ? undefined : { text, group };
  for (const { row, cursor, before } of cursors.slice(0, until(cursors))) rows.get(row)!.cursors.set(cursor, before);
  return [...rows].map(([name, row]) => ({ name, cells: Array.from(row.cells), cursors: Array.from(row.cursors, ([cursor, column]) => ({ name: cursor, column })) }));
}
