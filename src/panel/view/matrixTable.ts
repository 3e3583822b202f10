import { t } from '../../lab/l10n.ts';
import { lastAt, opinionAt, wrongStretches, type Matrix, type MatrixStep, type Opinion } from '../layout/matrix.ts';
import { formatDuration, formatTime } from '../layout/time.ts';
import type { CellPlace } from './cellKeys.ts';
import { h, icon, ownId, svg } from './dom.ts';

/** What of a matrix is drawn. */
export interface MatrixMoment {
  readonly matrix: Matrix;
  readonly atUs: number;
  /** The part of the run that is shown. */
  readonly range: { readonly fromUs: number; readonly toUs: number };
  /** Of the trace, -1 for none. */
  readonly selected: number;
}

/** The rows of a matrix. What looks the same is left alone: while time passes few beliefs change. */
export class MatrixTable {
  readonly table: HTMLTableElement;
  private readonly head = h('tr', {});
  private readonly body = h('tbody', {});
  private readonly activeId = ownId('belief');
  private drawn: Matrix | undefined;
  private truths: readonly HTMLElement[] = [];
  private cells: readonly (readonly MatrixCell[])[] = [];

  constructor(attributes: Parameters<typeof h>[1]) {
    this.table = h('table', { role: 'grid', tabindex: '0', ...attributes }, h('thead', {}, this.head), this.body);
  }

  draw(moment: MatrixMoment, active: CellPlace): void {
    const { matrix, atUs } = moment;
    if (this.drawn !== matrix) this.begin(matrix);
    this.truths.forEach((element, column) => {
      const text = lastAt(matrix.truths![column], atUs)?.text ?? '';
      if (element.textContent !== text) element.textContent = text;
    });
    this.cells.forEach((cells, row) => cells.forEach((cell, column) => {
      cell.draw(moment);
      cell.mark(row === active.row && column === active.column ? this.activeId : undefined);
    }));
    if (this.activeCell) this.table.setAttribute('aria-activedescendant', this.activeId);
    else this.table.removeAttribute('aria-activedescendant');
  }

  get activeCell(): HTMLElement | null {
    return this.body.querySelector('.active');
  }

  private begin(matrix: Matrix): void {
    const { observers, subjects, steps, truths } = matrix;
    this.drawn = matrix;
    this.truths = truths ? subjects.map(() => h('td', {})) : [];
    this.cells = steps.map((cells, row) => cells.map((each, column) => new MatrixCell(each, { row, column })));
    this.head.replaceChildren(h('td', {}), ...subjects.map(subject => h('th', { scope: 'col' }, subject)));
    this.body.replaceChildren(
      ...truths ? [h('tr', { class: 'truth' }, h('th', { scope: 'row' }, t('Truth')), ...this.truths)] : [],
      ...observers.map((observer, row) => h('tr', {}, h('th', { scope: 'row' }, observer), ...this.cells[row].map(({ element }) => element))),
    );
  }
}

/** What one observer believes of one subject. */
class MatrixCell {
  readonly element: HTMLElement;
  private readonly steps: readonly MatrixStep[];
  private readonly since = h('span', { class: 'in-truth' });
  private readonly now = svg('rect', { class: 'now', width: '1', height: '5' });
  private readonly strip = svg('svg', { class: 'wrong-strip', width: '100%', height: '5', 'aria-hidden': 'true' });
  private look: string | undefined;
  private range: MatrixMoment['range'] | undefined;

  constructor(steps: readonly MatrixStep[], { row, column }: CellPlace) {
    this.steps = steps;
    this.element = h('td', { 'data-row': String(row), 'data-column': String(column) });
  }

  draw({ atUs, range, selected }: MatrixMoment): void {
    const opinion = opinionAt(this.steps, atUs);
    const isSelected = opinion !== undefined && opinion.event >= 0 && opinion.event === selected;
    const look = opinion ? `${opinion.fromUs}\n${isSelected}` : '';
    if (this.look !== look) {
      this.look = look;
      this.drawOpinion(opinion, isSelected);
    }
    if (!opinion) return;
    if (opinion.wrongSinceUs !== undefined) this.since.textContent = t('for {0}', formatDuration(atUs - opinion.wrongSinceUs));
    this.drawStrip(range, atUs);
  }

  /** `id`: of the cell at which the keyboard is. */
  mark(id: string | undefined): void {
    this.element.classList.toggle('active', id !== undefined);
    if (id !== undefined) this.element.id = id;
    else if (this.element.id !== '') this.element.removeAttribute('id');
  }

  private drawOpinion(opinion: Opinion | undefined, isSelected: boolean): void {
    const { element } = this;
    element.className = opinion ? `belief ${opinion.wrongSinceUs === undefined ? 'right' : 'wrong'}${isSelected ? ' selected' : ''}` : 'belief none';
    if (!opinion) {
      element.removeAttribute('title');
      return element.replaceChildren();
    }
    const { belief, truth, wrongSinceUs, fromUs } = opinion;
    const sign = belief === '' || truth === undefined ? [] : [icon(wrongSinceUs === undefined ? 'check' : 'close')];
    element.title = t('Since {0}: show the event', formatTime(fromUs));
    element.replaceChildren(
      h('span', { class: 'believed' }, ...sign, ` ${belief || '–'}`),
      ...wrongSinceUs === undefined ? [] : [h('span', { class: 'in-truth' }, t('truth: {0}', truth || '–')), this.since],
      this.strip,
    );
  }

  /** When the belief was wrong in the part of the run that is shown, and where in it the cursor is. */
  private drawStrip(range: MatrixMoment['range'], atUs: number): void {
    const { fromUs, toUs } = range;
    if (this.range?.fromUs !== fromUs || this.range.toUs !== toUs) {
      this.range = range;
      this.strip.replaceChildren(svg('rect', { class: 'ground', width: '100%', height: '3', y: '1' }),
        ...wrongStretches(this.steps, fromUs, toUs).map(({ from, to }) => svg('rect', { class: 'stretch', x: percent(from), width: percent(to - from), height: '5' })), this.now);
    }
    const at = (atUs - fromUs) / (toUs - fromUs);
    this.now.setAttribute('x', percent(at));
    this.now.style.display = at >= 0 && at <= 1 ? '' : 'none';
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
