import type { MatrixTrack } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import { matrixOf, opinionAt, type Matrix } from '../layout/matrix.ts';
import { formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { cellAfter, type CellPlace } from './cellKeys.ts';
import { h, icon, paint } from './dom.ts';
import { diagramKeys } from './keys.ts';
import { MatrixTable } from './matrixTable.ts';

const matrices = new WeakMap<MatrixTrack, Matrix>();

/** Who believes what at the time cursor, beside what is true: a row for each observer, a column for each subject. */
export function matrixView(store: Store, commands: Commands): HTMLElement {
  const caption = h('h2', {});
  const cells = new MatrixTable({ onkeydown: keys, onclick: clicked });
  const view = h('section', { class: 'matrix' }, caption, h('div', { class: 'matrix-scroll' }, cells.table));
  let active: CellPlace = { row: 0, column: 0 };
  let matrix: Matrix | undefined;

  paint(() => { void store.run.value; void store.shown.value; void store.cursorUs.value; void store.selected.value; void store.range.value; }, () => {
    const track = store.drawn('matrix');
    if (!track) return;
    if (!matrices.has(track)) matrices.set(track, matrixOf(track));
    matrix = matrices.get(track)!;
    draw(matrix, track.name);
  });

  function draw(matrix: Matrix, name: string): void {
    const atUs = store.cursorUs.peek();
    const opinions = matrix.steps.flat().flatMap(each => opinionAt(each, atUs) ?? []).filter(({ belief }) => belief !== '');
    const wrong = opinions.filter(each => each.wrong).length;
    cells.table.setAttribute('aria-label', name);
    view.setAttribute('aria-label', name);
    caption.replaceChildren(`${t('At {0}', formatTime(atUs))} `, h('span', { class: wrong > 0 ? 'wrong-count' : 'right-count' }, icon(wrong > 0 ? 'error' : 'pass'), ` ${t('{0} wrong of {1} beliefs', wrong, opinions.length)}`));
    cells.draw({ matrix, atUs, range: store.range.peek(), selected: store.selected.peek() }, active);
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
    cells.activeCell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  return view;
}
