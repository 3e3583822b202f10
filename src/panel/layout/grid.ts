import { bisectRight, bisector } from 'd3';
import type { GridTrack } from '../../lab/recording.ts';
import { byName } from './names.ts';

type Cell = GridTrack['cells'][number];
type Cursor = GridTrack['cursors'][number];
type Label = GridTrack['labels'][number];

/** What was promised to stay in a column, and the row that was the first to rely on it. */
interface Kept {
  readonly text: string;
  readonly group: string;
  readonly row: string;
  readonly timeUs: number;
}

/** A grid's changes by where they are, so that any instant can be looked up. All lists are in order of time, names in order of first appearance. */
export interface Grid {
  readonly rows: readonly string[];
  readonly cursors: readonly string[];
  /** In order of their names, numbers in their own. */
  readonly groups: readonly string[];
  /** Of the whole run; without any cell the first is above the last. */
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly cellsOf: ReadonlyMap<string, ReadonlyMap<number, readonly Cell[]>>;
  readonly cursorsOf: ReadonlyMap<string, ReadonlyMap<string, readonly Cursor[]>>;
  readonly labelsOf: ReadonlyMap<string, readonly Label[]>;
  readonly keptIn: ReadonlyMap<number, Kept>;
  /** When cells change, in step with `track.cells`. */
  readonly cellTimesUs: Float64Array;
  /** Instants at which a cell or a label changes. */
  readonly changesUs: Float64Array;
  readonly track: GridTrack;
}

/** What a cell holds at an instant. */
export interface CellState {
  readonly text: string;
  readonly group: string;
  /** Since when. */
  readonly timeUs: number;
  readonly event: number;
  /** What it held before and does not hold any more. */
  readonly was: { readonly text: string; readonly group: string } | undefined;
  /** What it held had been promised to stay, as this row knew first, and something else is there now. */
  readonly brokenFor: string | undefined;
  /** Its row relies on it, and this row relied on something else there before. */
  readonly againstRow: string | undefined;
}

export interface CursorState {
  readonly name: string;
  /** Covers the columns below. */
  readonly before: number;
  readonly says: number;
  readonly event: number;
}

export interface LabelState {
  readonly text: string;
  readonly note: string;
  /** Since when the text is this. */
  readonly sinceUs: number;
  readonly event: number;
  /** The text before, other than ''; undefined if there was none or it is the same again. */
  readonly was: string | undefined;
}

const timeOf = bisector(({ timeUs }: { readonly timeUs: number }) => timeUs).right;
const same = (a: { readonly text: string; readonly group: string }, b: { readonly text: string; readonly group: string }): boolean => a.text === b.text && a.group === b.group;

export function gridOf(track: GridTrack): Grid {
  const { cells, cursors, labels, words } = track;
  const rows = [...new Set([...[...cells, ...cursors, ...labels].sort((a, b) => a.timeUs - b.timeUs).map(({ row }) => row)])];
  const groups = [...new Set(cells.map(({ group }) => group).filter(group => group !== ''))];
  const cellsOf = new Map(rows.map(row => [row, new Map<number, Cell[]>()]));
  for (const cell of cells) pushTo(cellsOf.get(cell.row)!, cell.column, cell);
  const cursorsOf = new Map(rows.map(row => [row, new Map<string, Cursor[]>()]));
  for (const cursor of cursors) pushTo(cursorsOf.get(cursor.row)!, cursor.cursor, cursor);
  const labelsOf = new Map<string, Label[]>();
  for (const label of labels) pushTo(labelsOf, label.row, label);
  const firstColumn = cells.reduce((least, { column }) => Math.min(least, column), Infinity);
  return {
    rows, cellsOf, cursorsOf, labelsOf, track,
    cursors: [...new Set(cursors.map(({ cursor }) => cursor))],
    groups: groups.sort(byName),
    firstColumn, lastColumn: cells.reduce((most, { column }) => Math.max(most, column), -Infinity),
    keptIn: words.kept === undefined ? new Map() : keptIn(cellsOf, cursors.filter(({ cursor }) => cursor === words.kept), firstColumn),
    cellTimesUs: Float64Array.from(cells, ({ timeUs }) => timeUs),
    changesUs: Float64Array.from(new Set([...cells, ...labels].map(({ timeUs }) => timeUs))).sort(),
  };
}

function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** By column, the first content that a row's cursor has come to cover. */
function keptIn(cellsOf: Grid['cellsOf'], cursors: readonly Cursor[], firstColumn: number): ReadonlyMap<number, Kept> {
  const kept = new Map<number, Kept>();
  const reached = new Map<string, number>();
  for (const { row, before, timeUs } of cursors) {
    for (let column = reached.get(row) ?? firstColumn; column < before; column++) {
      const steps = kept.has(column) ? undefined : cellsOf.get(row)!.get(column);
      const cell = steps?.[timeOf(steps, timeUs) - 1];
      if (cell && cell.text !== '') kept.set(column, { text: cell.text, group: cell.group, row, timeUs });
    }
    reached.set(row, Math.max(firstColumn, before));
  }
  return kept;
}

/** What a cell holds after `atUs`; undefined if it never held anything. */
export function cellAt(grid: Grid, row: string, column: number, atUs: number): CellState | undefined {
  const steps = grid.cellsOf.get(row)!.get(column);
  const index = steps ? timeOf(steps, atUs) - 1 : -1;
  if (!steps || index < 0) return undefined;
  const { text, group, timeUs, event } = steps[index];
  const was = lostBefore(steps, index);
  const kept = keptAt(grid, column, atUs);
  const isOther = kept !== undefined && text !== '' && !same(kept, steps[index]);
  return {
    text, group, timeUs, event, was,
    brokenFor: isOther && was && same(was, kept) ? kept.row : undefined,
    againstRow: isOther && relies(grid, row, column, atUs) ? kept.row : undefined,
  };
}

/** What a cell held before the step, unless it is the same as then. */
function lostBefore(steps: readonly Cell[], index: number): CellState['was'] {
  for (let at = index; at > 0; at--) {
    const { text, group } = steps[at - 1];
    if (!steps[at].amends && text !== '' && !same(steps[at - 1], steps[index])) return { text, group };
  }
  return undefined;
}

function keptAt(grid: Grid, column: number, atUs: number): Kept | undefined {
  const kept = grid.keptIn.get(column);
  return kept && kept.timeUs <= atUs ? kept : undefined;
}

/** Whether the row's cursor up to which everything stays covers a column. */
function relies(grid: Grid, row: string, column: number, atUs: number): boolean {
  const { kept } = grid.track.words;
  return kept !== undefined && (cursorAt(grid, row, kept, atUs)?.before ?? -1) > column;
}

export function cursorAt(grid: Grid, row: string, name: string, atUs: number): CursorState | undefined {
  const steps = grid.cursorsOf.get(row)!.get(name);
  const step = steps?.[timeOf(steps, atUs) - 1];
  return step && step.before >= 0 ? { name, before: step.before, says: step.says, event: step.event } : undefined;
}

export function labelAt(grid: Grid, row: string, atUs: number): LabelState | undefined {
  const steps = grid.labelsOf.get(row);
  const index = steps ? timeOf(steps, atUs) - 1 : -1;
  if (!steps || index < 0) return undefined;
  const { text, note } = steps[index];
  let first = index;
  while (first > 0 && steps[first - 1].text === text) first--;
  let before = first - 1;
  while (before >= 0 && steps[before].text === '') before--;
  const was = steps[before]?.text;
  return { text, note, sinceUs: steps[first].timeUs, event: steps[first].event, was: was === text ? undefined : was };
}

/** The column that was written last, and where; undefined before the first. */
export function lastWritten({ track: { cells }, cellTimesUs }: Grid, atUs: number): Cell | undefined {
  return cells[bisectRight(cellTimesUs, atUs) - 1];
}

/** When the grid changes next (1) or changed before (-1). */
export function changeAfter({ changesUs }: Grid, atUs: number, direction: 1 | -1): number | undefined {
  const after = bisectRight(changesUs, atUs);
  if (direction > 0) return changesUs[after];
  return changesUs[after - 1] === atUs ? changesUs[after - 2] : changesUs[after - 1];
}
