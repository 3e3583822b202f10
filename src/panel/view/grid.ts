import { signal } from '@preact/signals-core';
import type { GridTrack } from '../../lab/recording.ts';
import { cellAt, changeAfter, gridOf, labelAt, lastWritten, type Grid } from '../layout/grid.ts';
import { windowStart } from '../layout/gridWindow.ts';
import { formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { cellAfter, type CellPlace } from './cellKeys.ts';
import { h, icon, paint } from './dom.ts';
import { gridCell, groupClass, rowHead, type GridMoment } from './gridCells.ts';
import { diagramKeys } from './keys.ts';

const grids = new WeakMap<GridTrack, Grid>();
/** More rows than this are drawn with one line a cell. */
const roomyRows = 8;
/** Share of the shown stretch of time for which a change counts as new. */
const freshShare = 0.02;
/** Share of the whole run for which a row shows that its label has changed. */
const movedShare = 0.06;
/** Room behind the last column for the names of cursors, pixels. */
const tailPx = 110;
const mostGroups = 12;

/** Rows of cells as they are at the time cursor. Only the columns in view exist; the window follows what is written until somebody scrolls. */
export function gridView(store: Store, commands: Commands): HTMLElement {
  const caption = h('h2', {});
  const legend = h('span', { class: 'grid-legend' });
  const head = h('tr', {});
  const body = h('tbody', {});
  const table = h('table', { role: 'grid', tabindex: '0', onkeydown: keys, onclick: clicked }, h('thead', {}, head), body);
  const scroller = h('div', { class: 'grid-scroll', onscroll: scrolled }, table);
  const tool = (iconName: string, label: string, onclick: () => void): HTMLButtonElement => h('button', { class: 'tool', title: label, 'aria-label': label, onclick }, icon(iconName));
  const follow = tool('target', 'Follow what is written', () => { following.value = !following.peek(); });
  const view = h('section', { class: 'grid' }, h('div', { class: 'grid-head' }, caption,
    h('span', { class: 'tool-group', role: 'group', 'aria-label': 'Changes of this picture' },
      tool('chevron-left', 'Previous change of this picture', () => goToChange(-1)), tool('chevron-right', 'Next change of this picture', () => goToChange(1)), follow), legend), scroller);
  const following = signal(true);
  const size = signal({ width: 0, height: 0 });
  new ResizeObserver(() => { size.value = { width: scroller.clientWidth, height: scroller.clientHeight }; }).observe(scroller);
  const scrolledTo = signal(0);
  let placed = 0;
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
    const { from, to } = columnsInView(grid, atUs);
    const moment: GridMoment = { grid, atUs, freshUs: atUs - freshShare * (toUs - fromUs), movedUs: atUs - movedShare * store.run.peek()!.endUs, from, to, compact, selected: store.selected.peek() };
    caption.textContent = `At ${formatTime(atUs)}`;
    follow.setAttribute('aria-pressed', String(following.peek()));
    table.classList.toggle('compact', compact);
    const spacer = (columns: number, px = 0): HTMLElement => {
      const element = h('td', { class: 'spacer', role: 'presentation' });
      element.style.width = element.style.minWidth = `${columns * columnPx() + px}px`;
      return element;
    };
    const columns = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
    const row = (first: HTMLElement, cells: readonly HTMLElement[]): HTMLElement[] => [first, spacer(from - grid.firstColumn), ...cells, spacer(grid.lastColumn - to, tailPx)];
    head.replaceChildren(...row(h('th', { scope: 'col', class: 'corner' }, track.words.column ?? ''), columns.map(column => h('th', { scope: 'col', 'aria-colindex': String(column - grid.firstColumn + 2) }, String(column)))));
    body.replaceChildren(...grid.rows.map((name, index) => h('tr', {}, ...row(rowHead(moment, name), columns.map(column => {
      const cell = gridCell(moment, name, column);
      cell.dataset['row'] = String(index);
      cell.setAttribute('aria-colindex', String(column - grid.firstColumn + 2));
      if (index !== active.row || column !== active.column) return cell;
      cell.id = 'grid-active';
      cell.classList.add('active');
      return cell;
    })))));
    if (body.querySelector('#grid-active')) table.setAttribute('aria-activedescendant', 'grid-active');
    else table.removeAttribute('aria-activedescendant');
  }

  /** Another grid is shown. */
  function begin(grid: Grid): void {
    const { track: { name, words }, cursors, groups } = grid;
    shown = grid;
    following.value = true;
    active = { row: 0, column: grid.firstColumn };
    view.setAttribute('aria-label', name);
    table.setAttribute('aria-label', name);
    table.setAttribute('aria-colcount', String(Math.max(0, grid.lastColumn - grid.firstColumn + 1) + 1));
    legend.replaceChildren(
      ...groups.slice(0, mostGroups).map(group => h('span', { class: 'legend-entry' }, h('span', { class: `chip${groupClass(grid, group)}` }), words.group === undefined ? group : `${words.group} ${group}`)),
      ...cursors.map((cursor, index) => h('span', { class: 'legend-entry' }, h('span', { class: `reach covers reach-${index + 1}` }), cursor)));
  }

  const columnPx = (): number => head.querySelector<HTMLElement>('th:not(.corner)')?.getBoundingClientRect().width || 46;
  const headPx = (): number => head.querySelector<HTMLElement>('.corner')?.getBoundingClientRect().width || 110;

  function columnsInView(grid: Grid, atUs: number): { readonly from: number; readonly to: number } {
    const count = Math.max(1, Math.floor((scroller.clientWidth - headPx()) / columnPx()));
    const { firstColumn, lastColumn } = grid;
    if (following.peek()) {
      const focus = focusOf(grid, atUs);
      const start = windowStart(firstColumn + Math.round(scroller.scrollLeft / columnPx()), count, focus, firstColumn, lastColumn);
      placed = Math.max(0, start - firstColumn) * columnPx();
      scroller.scrollLeft = placed;
    }
    const from = firstColumn + Math.floor(scroller.scrollLeft / columnPx());
    return { from: Math.max(firstColumn, from), to: Math.min(lastColumn, from + count + 1) };
  }

  /** Where the selected event wrote, or else what was written last. */
  function focusOf(grid: Grid, atUs: number): number {
    const last = lastWritten(grid, atUs);
    return last?.column ?? grid.firstColumn;
  }

  function scrolled(): void {
    if (Math.abs(scroller.scrollLeft - placed) > 1) following.value = false;
    scrolledTo.value = scroller.scrollLeft;
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
    const left = (active.column - firstColumn) * columnPx();
    const roomPx = scroller.clientWidth - headPx() - columnPx();
    scroller.scrollLeft = Math.max(left - roomPx, Math.min(scroller.scrollLeft, left));
    draw();
    body.querySelector('#grid-active')?.scrollIntoView({ block: 'nearest' });
  }
  return view;
}
