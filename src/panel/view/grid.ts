import { gridAt } from '../layout/grid.ts';
import { formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint } from './dom.ts';

/** Rows of cells as they are at the time cursor. */
export function gridView(store: Store, _commands: Commands): HTMLElement {
  const body = h('tbody', {});
  const caption = h('h2', {});
  const view = h('section', { class: 'grid', tabindex: '0' }, caption, h('table', {}, body));
  paint(() => { void store.run.value; void store.shown.value; void store.cursorUs.value; }, () => {
    const track = store.drawn('grid');
    if (!track) return;
    const atUs = store.cursorUs.peek();
    view.setAttribute('aria-label', track.name);
    caption.textContent = `${track.name} at ${formatTime(atUs)}`;
    body.replaceChildren(...gridAt(track, atUs).map(row => h('tr', {}, h('th', { scope: 'row' }, row.name),
      ...row.cells.map(cell => h('td', {}, cell?.text ?? '')))));
  });
  return view;
}
