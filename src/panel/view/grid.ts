import { signal } from '@preact/signals-core';
import type { GridTrack } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import { cellAt, changeAfter, gridOf, labelAt, lastWritten, type Grid } from '../layout/grid.ts';
import { windowStart } from '../layout/gridWindow.ts';
import { formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { cellAfter, type CellPlace } from './cellKeys.ts';
import { h, icon, paint } from './dom.ts';
import { groupClass, type GridMoment } from './gridCells.ts';
import { GridTable } from './gridTable.ts';
import { diagramKeys } from './keys.ts';

const grids = new WeakMap<GridTrack, Grid>();
/** More rows than this are drawn with one line a cell. */
const roomyRows = 8;
/** Share of the shown stretch of time for which a change counts as new. */
const freshShare = 0.02;
/** Share of the whole run for which a row shows that its label has changed. */
const movedShare = 0.06;
const mostGroups = 12;
/** Of a letter, about. */
const letterPx = { text: 6.1, group: 7 };
const cellEdgesPx = 9;
/** Before anything was drawn, pixels. */
const guessedPx = { heading: 150, column: 54 };

/** What the longest text of a cell takes, and the longest name of a group above it. */
const widestPx = ({ cells }: GridTrack): number => cells.reduce((most, { text, group }) => Math.max(most, text.length * letterPx.text, group.length * letterPx.group), 0) + cellEdgesPx;

/** Rows of cells as they are at the time cursor. Only the columns in view exist; the window follows what is written until somebody scrolls. */
export function gridView(store: Store, commands: Commands): HTMLElement {
  const caption = h('h2', {});
  const legend = h('span', { class: 'grid-legend' });
  const cells = new GridTable({ onkeydown: keys, onclick: clicked });
  const { table } = cells;
  const scroller = h('div', { class: 'grid-scroll', onscroll: scrolled }, table);
  const tool = (iconName: string, label: string, onclick: () => void): HTMLButtonElement => h('button', { class: 'tool', title: label, 'aria-label': label, onclick }, icon(iconName));
  const follow = tool('target', t('Follow what is written'), () => { following.value = !following.peek(); });
  const view = h('section', { class: 'grid' }, h('div', { class: 'grid-head' }, caption,
    h('span', { class: 'tool-group', role: 'group', 'aria-label': t('Changes of this picture') },
      tool('chevron-left', t('Previous change of this picture'), () => goToChange(-1)), tool('chevron-right', t('Next change of this picture'), () => goToChange(1)), follow), legend), scroller);
  const following = signal(true);
  const size = signal({ width: 0, height: 0 });
  new ResizeObserver(() => { size.value = { width: scroller.clientWidth, height: scroller.clientHeight }; }).observe(scroller);
  const scrolledTo = signal(0);
  /** How far it is scrolled; undefined: it is to be placed. Kept, for to ask the page for it costs a layout. */
  let leftPx: number | undefined;
  let widthsPx = guessedPx;
  let measured = '';
  let shown: Grid | undefined;
  let active: CellPlace = { row: 0, column: 0 };

  paint(() => {
    void store.run.value; void store.shown.value; void store.cursorUs.value; void store.selected.value; void store.range.value;
    void following.value; void size.value; void scrolledTo.value;
  }, draw);

  function draw(): void {
    const track = store.drawn('grid');
    if (!track || size.peek().width === 0) return;
    if (!grids.has(track)) grids.set(track, gridOf(track));
    const grid = grids.get(track)!;
    if (grid !== shown) begin(grid);
    const atUs = store.cursorUs.peek();
    const { fromUs, toUs } = store.range.peek();
    const compact = grid.rows.length > roomyRows;
    const columns = columnsInView(grid, atUs);
    const moment: GridMoment = { grid, atUs, freshUs: atUs - freshShare * (toUs - fromUs), movedUs: atUs - movedShare * store.run.peek()!.endUs, ...columns, compact, selected: store.selected.peek() };
    caption.textContent = t('At {0}', formatTime(atUs));
    follow.setAttribute('aria-pressed', String(following.peek()));
    cells.draw(moment, active, widthsPx.column);
    if (measured !== sizeKey()) {
      measured = sizeKey();
      widthsPx = cells.widthsPx ?? guessedPx;
      leftPx = undefined;
      draw();
    }
  }

  const sizeKey = (): string => `${size.peek().width} ${shown && widestPx(shown.track)} ${shown?.track.name}`;

  /** Another grid is shown. */
  function begin(grid: Grid): void {
    const { track: { name, words }, cursors, groups } = grid;
    shown = grid;
    following.value = true;
    active = { row: 0, column: grid.firstColumn };
    view.setAttribute('aria-label', name);
    view.style.setProperty('--widest', `${widestPx(grid.track)}px`);
    table.setAttribute('aria-label', name);
    table.setAttribute('aria-colcount', String(Math.max(0, grid.lastColumn - grid.firstColumn + 1) + 1));
    legend.replaceChildren(
      ...groups.slice(0, mostGroups).map(group => h('span', { class: 'legend-entry' }, h('span', { class: `chip${groupClass(grid, group)}` }), words.group === undefined ? group : `${words.group} ${group}`)),
      ...cursors.map((cursor, index) => h('span', { class: 'legend-entry' }, h('span', { class: `reach covers reach-${index + 1}` }), cursor)));
  }

  function columnsInView(grid: Grid, atUs: number): Pick<GridMoment, 'from' | 'to' | 'shownTo'> {
    const count = Math.max(1, Math.floor((size.peek().width - widthsPx.heading) / widthsPx.column));
    const { firstColumn, lastColumn } = grid;
    if (following.peek()) {
      const focus = lastWritten(grid, atUs)?.column ?? firstColumn;
      const start = windowStart(firstColumn + Math.round((leftPx ?? 0) / widthsPx.column), count, focus, firstColumn, lastColumn);
      const wantedPx = Math.max(0, start - firstColumn) * widthsPx.column;
      if (wantedPx !== leftPx) scroller.scrollLeft = leftPx = wantedPx;
    }
    const from = firstColumn + Math.floor((leftPx ?? 0) / widthsPx.column);
    return { from: Math.max(firstColumn, from), to: Math.min(lastColumn, from + count + 1), shownTo: Math.min(lastColumn, from + count - 1) };
  }

  function scrolled(): void {
    if (Math.abs(scroller.scrollLeft - (leftPx ?? 0)) <= 1) return;
    following.value = false;
    leftPx = scroller.scrollLeft;
    scrolledTo.value = leftPx;
  }

  function goToChange(direction: 1 | -1): void {
    const timeUs = shown && changeAfter(shown, store.cursorUs.peek(), direction);
    if (timeUs !== undefined) commands.moveTo(timeUs);
  }

  /** Shows the event that made a cell or label what it is, at the instant when that was done. */
  function goTo(written: { readonly event: number; readonly timeUs: number } | undefined): void {
    if (!written) return;
    if (written.event >= 0) commands.choose(written.event);
    commands.moveTo(written.timeUs);
  }

  function clicked({ target }: MouseEvent): void {
    const cell = (target as Element).closest<HTMLElement>('[data-column]');
    const row = (target as Element).closest<HTMLElement>('[data-label]')?.dataset['label'];
    if (!shown) return;
    if (cell) {
      active = { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
      goTo(cellAt(shown, shown.rows[active.row], active.column, store.cursorUs.peek()));
    } else if (row !== undefined) {
      const label = labelAt(shown, row, store.cursorUs.peek());
      goTo(label && { event: label.event, timeUs: label.sinceUs });
    }
  }

  function keys(event: KeyboardEvent): void {
    if (!shown) return;
    const { firstColumn, lastColumn, rows } = shown;
    const next = event.shiftKey ? undefined : cellAfter(event.key, { row: active.row, column: active.column - firstColumn }, rows.length, lastColumn - firstColumn + 1);
    if (!next && event.key !== 'Enter') return diagramKeys(event, commands);
    event.preventDefault();
    if (!next) return goTo(cellAt(shown, rows[active.row], active.column, store.cursorUs.peek()));
    active = { row: next.row, column: next.column + firstColumn };
    following.value = false;
    const columnLeftPx = (active.column - firstColumn) * widthsPx.column;
    const roomPx = size.peek().width - widthsPx.heading - widthsPx.column;
    scroller.scrollLeft = leftPx = Math.max(columnLeftPx - roomPx, Math.min(leftPx ?? 0, columnLeftPx));
    draw();
    cells.activeCell?.scrollIntoView({ block: 'nearest' });
  }
  return view;
}
