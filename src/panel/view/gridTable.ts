import type { CellPlace } from './cellKeys.ts';
import { h, ownId } from './dom.ts';
import { cellLook, cursorsOf, rowLook, type GridMoment } from './gridCells.ts';

/** Room behind the last column for the names of cursors, pixels. */
const tailPx = 110;

interface DrawnRow {
  readonly head: HTMLElement;
  readonly cells: readonly HTMLElement[];
}

/** The rows of a grid, of which only the columns in view exist. What looks the same is left alone: while time passes few cells change. */
export class GridTable {
  readonly table: HTMLTableElement;
  private readonly head = h('tr', {});
  private readonly body = h('tbody', {});
  private rows: readonly DrawnRow[] = [];
  private columns: readonly HTMLElement[] = [];
  private spacers: readonly (readonly [before: HTMLElement, behind: HTMLElement])[] = [];
  private readonly activeId = ownId('grid-active');
  private shape = '';
  private looks = new WeakMap<HTMLElement, string>();

  constructor(attributes: Parameters<typeof h>[1]) {
    this.table = h('table', { role: 'grid', tabindex: '0', ...attributes }, h('thead', {}, this.head), this.body);
  }

  /** `columnPx`: width of a column. */
  draw(moment: GridMoment, active: CellPlace, columnPx: number): void {
    const { grid, from, to, compact } = moment;
    this.begin(moment, Math.max(0, to - from + 1));
    this.table.classList.toggle('compact', compact);
    for (const [before, behind] of this.spacers) {
      widen(before, (from - grid.firstColumn) * columnPx);
      widen(behind, (grid.lastColumn - to) * columnPx + tailPx);
    }
    this.columns.forEach((element, index) => {
      element.textContent = String(from + index);
      element.setAttribute('aria-colindex', String(from + index - grid.firstColumn + 2));
    });
    this.rows.forEach(({ head, cells }, index) => {
      const row = grid.rows[index];
      this.show(head, rowLook(moment, row));
      const cursors = cursorsOf(moment, row);
      cells.forEach((cell, offset) => this.show(cell, cellLook(moment, row, from + offset, cursors)));
    });
    this.mark(active, moment);
  }

  /** Makes the elements anew where there are other rows or so many columns. */
  private begin({ grid }: GridMoment, count: number): void {
    const shape = `${grid.track.name}\n${grid.rows.join('\n')}\n${count}`;
    if (this.shape === shape) return;
    this.shape = shape;
    this.looks = new WeakMap();
    const spacer = (): HTMLElement => h('td', { class: 'spacer', role: 'presentation' });
    const spacers: [HTMLElement, HTMLElement][] = [];
    const line = (first: HTMLElement, cells: readonly HTMLElement[]): HTMLElement[] => {
      const pair: [HTMLElement, HTMLElement] = [spacer(), spacer()];
      spacers.push(pair);
      return [first, pair[0], ...cells, pair[1]];
    };
    this.columns = Array.from({ length: count }, () => h('th', { scope: 'col' }));
    this.head.replaceChildren(...line(h('th', { scope: 'col', class: 'corner' }, grid.track.words.column ?? ''), this.columns));
    this.rows = grid.rows.map((_, row) => ({ head: h('th', { scope: 'row' }), cells: Array.from({ length: count }, () => h('td', { 'data-row': String(row) })) }));
    this.body.replaceChildren(...this.rows.map(({ head, cells }) => h('tr', {}, ...line(head, cells))));
    this.spacers = spacers;
  }

  private show(element: HTMLElement, { key, draw }: ReturnType<typeof rowLook>): void {
    if (this.looks.get(element) === key) return;
    this.looks.set(element, key);
    draw(element);
  }

  private mark(active: CellPlace, { grid, from }: GridMoment): void {
    this.rows.forEach(({ cells }, row) => cells.forEach((cell, offset) => {
      const column = from + offset;
      const isActive = row === active.row && column === active.column;
      cell.dataset['column'] = String(column);
      cell.setAttribute('aria-colindex', String(column - grid.firstColumn + 2));
      cell.classList.toggle('active', isActive);
      if (isActive) cell.id = this.activeId;
      else if (cell.id !== '') cell.removeAttribute('id');
    }));
    if (this.activeCell) this.table.setAttribute('aria-activedescendant', this.activeId);
    else this.table.removeAttribute('aria-activedescendant');
  }

  get activeCell(): HTMLElement | null {
    return this.body.querySelector(`#${this.activeId}`);
  }

  /** Measured; absent before anything was drawn. */
  get widthsPx(): { readonly heading: number; readonly column: number } | undefined {
    const [first] = this.columns;
    return first && { heading: this.head.firstElementChild!.getBoundingClientRect().width, column: first.getBoundingClientRect().width };
  }
}

function widen(element: HTMLElement, px: number): void {
  const width = `${Math.max(0, px)}px`;
  if (element.style.width === width) return;
  element.style.width = width;
  element.style.minWidth = width;
}
