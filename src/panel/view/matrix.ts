import type { MatrixTrack } from '../../lab/recording.ts';
import { lastAt, matrixOf, opinionAt, wrongStretches, type Matrix, type MatrixStep } from '../layout/matrix.ts';
import { formatDuration, formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { cellAfter, type CellPlace } from './cellKeys.ts';
import { h, icon, ownId, paint, svg } from './dom.ts';
import { diagramKeys } from './keys.ts';

const matrices = new WeakMap<MatrixTrack, Matrix>();

/** Who believes what at the time cursor, beside what is true: a row for each observer, a column for each subject. */
export function matrixView(store: Store, commands: Commands): HTMLElement {
  const caption = h('h2', {});
  const head = h('tr', {});
  const body = h('tbody', {});
  const table = h('table', { role: 'grid', tabindex: '0', onkeydown: keys, onclick: clicked }, h('thead', {}, head), body);
  const view = h('section', { class: 'matrix' }, caption, h('div', { class: 'matrix-scroll' }, table));
  const activeId = ownId('belief');
  let active: CellPlace = { row: 0, column: 0 };
  let matrix: Matrix | undefined;

  paint(() => { void store.run.value; void store.shown.value; void store.cursorUs.value; void store.selected.value; void store.range.value; }, () => {
    const track = store.drawn('matrix');
    if (!track) return;
    if (!matrices.has(track)) matrices.set(track, matrixOf(track));
    matrix = matrices.get(track)!;
    draw(matrix, track.name);
  });

  function draw({ observers, subjects, steps, truths }: Matrix, name: string): void {
    const atUs = store.cursorUs.peek();
    const opinions = steps.flat().flatMap(each => opinionAt(each, atUs) ?? []).filter(({ belief }) => belief !== '');
    const wrong = opinions.filter(each => each.wrong).length;
    table.setAttribute('aria-label', name);
    view.setAttribute('aria-label', name);
    caption.replaceChildren(`At ${formatTime(atUs)} `, h('span', { class: wrong > 0 ? 'wrong-count' : 'right-count' }, icon(wrong > 0 ? 'error' : 'pass'), ` ${wrong} wrong of ${opinions.length} beliefs`));
    head.replaceChildren(h('td', {}), ...subjects.map(subject => h('th', { scope: 'col' }, subject)));
    const truth = truths && h('tr', { class: 'truth' }, h('th', { scope: 'row' }, 'Truth'), ...truths.map(list => h('td', {}, lastAt(list, atUs)?.text ?? '')));
    body.replaceChildren(...truth ? [truth] : [], ...observers.map((observer, row) => h('tr', {}, h('th', { scope: 'row' }, observer),
      ...subjects.map((_, column) => cell(steps[row][column], atUs, { row, column })))));
    if (body.querySelector('.active')) table.setAttribute('aria-activedescendant', activeId);
    else table.removeAttribute('aria-activedescendant');
  }

  function cell(steps: readonly MatrixStep[], atUs: number, { row, column }: CellPlace): HTMLElement {
    const opinion = opinionAt(steps, atUs);
    const isActive = row === active.row && column === active.column;
    const place = { 'data-row': String(row), 'data-column': String(column), id: isActive ? activeId : undefined };
    if (!opinion) return h('td', { class: `belief none${isActive ? ' active' : ''}`, ...place }, '');
    const { belief, truth, wrongSinceUs, event } = opinion;
    const sign = belief === '' || truth === undefined ? undefined : wrongSinceUs === undefined ? icon('check') : icon('close');
    const selected = event >= 0 && event === store.selected.peek();
    return h('td', { class: `belief ${wrongSinceUs === undefined ? 'right' : 'wrong'}${isActive ? ' active' : ''}${selected ? ' selected' : ''}`, ...place, title: `Since ${formatTime(opinion.fromUs)}: show the event` },
      h('span', { class: 'believed' }, sign, ` ${belief || '–'}`),
      wrongSinceUs === undefined ? undefined : h('span', { class: 'in-truth' }, `truth: ${truth || '–'}`),
      wrongSinceUs === undefined ? undefined : h('span', { class: 'in-truth' }, `for ${formatDuration(atUs - wrongSinceUs)}`),
      strip(steps, atUs));
  }

  /** When the belief was wrong in the part of the run that is shown. */
  function strip(steps: readonly MatrixStep[], atUs: number): SVGElement {
    const { fromUs, toUs } = store.range.peek();
    const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
    const at = (atUs - fromUs) / (toUs - fromUs);
    return svg('svg', { class: 'wrong-strip', width: '100%', height: '5', 'aria-hidden': 'true' }, svg('rect', { class: 'ground', width: '100%', height: '3', y: '1' }),
      ...wrongStretches(steps, fromUs, toUs).map(({ from, to }) => svg('rect', { class: 'stretch', x: percent(from), width: percent(to - from), height: '5' })),
      ...at >= 0 && at <= 1 ? [svg('rect', { class: 'now', x: percent(at), width: '1', height: '5' })] : []);
  }

  function go(place: CellPlace): void {
    active = place;
    const event = matrix ? opinionAt(matrix.steps[place.row][place.column], store.cursorUs.peek())?.event ?? -1 : -1;
    if (event >= 0) commands.choose(event);
  }

  function clicked({ target }: MouseEvent): void {
    const found = (target as Element).closest<HTMLElement>('[data-row]');
    if (found) go({ row: Number(found.dataset['row']), column: Number(found.dataset['column']) });
  }

  function keys(event: KeyboardEvent): void {
    if (!matrix) return;
    const next = event.shiftKey ? undefined : cellAfter(event.key, active, matrix.observers.length, matrix.subjects.length);
    if (!next && event.key !== 'Enter') return diagramKeys(event, commands);
    event.preventDefault();
    if (!next) return go(active);
    active = next;
    const track = store.drawn('matrix');
    if (track) draw(matrix, track.name);
    body.querySelector('.active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  return view;
}
