import { effect } from '@preact/signals-core';
import { firstAtOrAfter, firstRowFrom } from '../layout/search.ts';
import { formatMs } from '../layout/time.ts';
import { actorOf, dataOf, describe } from '../../lab/tracewords.ts';
import { t } from '../../lab/l10n.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon, paint, paintCalmly } from './dom.ts';
import { rowHeight, virtualRows } from './virtualRows.ts';

/** How often the list follows the time cursor. */
const calmMs = 100;

/** All events as a list, which is also the diagram for those who cannot see it. */
export function eventTable(store: Store, commands: Commands): HTMLElement {
  const count = h('span', { class: 'count', 'aria-live': 'polite' });
  const filter = h('input', {
    type: 'text', class: 'filter', placeholder: t('Filter: node, message, text…'), 'aria-label': t('Filter events'), spellcheck: 'false',
    oninput: () => { store.filter.value = filter.value; },
  });
  const past = h('button', { class: 'tool', 'aria-label': t('List only what led to the selected event'), onclick: () => commands.toggleLedTo() }, icon('history'));
  const columns = ['time', 'who', 'what', 'with'] as const;
  const titles = [t('Time (ms)'), t('Who'), t('What'), t('With')];
  const head = h('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' },
    ...columns.map((column, index) => h('span', { class: `cell ${column}`, role: 'columnheader' }, titles[index])));
  const grid = h('div', { class: 'table events', role: 'grid', 'aria-label': t('Events'), 'aria-colcount': '4', tabindex: '0', onkeydown: keys },
    h('div', { class: 'head-rows', role: 'rowgroup' }, head));
  const rows = virtualRows(grid, rowAt, { lookOf: index => classOf(store.listed.peek()[index]), drawn: nameSelected });
  grid.append(rows.body);

  function classOf(row: number): string {
    const future = store.run.peek()!.recording.trace.timeUs[row] > store.cursorUs.peek();
    return `row${row === store.selected.peek() ? ' selected' : ''}${future ? ' future' : ''}${store.lit.peek().has(row) ? ' lit' : ''}${row === store.diverged.peek() ? ' diverged' : ''}`;
  }

  function rowAt(index: number): HTMLElement {
    const run = store.run.peek()!;
    const { trace } = run.recording;
    const row = store.listed.peek()[index];
    const cells = [formatMs(trace.timeUs[row]), actorOf(run, row), describe(run, row), dataOf(trace, row)];
    return h('div', {
      class: classOf(row),
      role: 'row', id: `event-${row}`, 'aria-rowindex': String(index + 2), 'aria-selected': String(row === store.selected.peek()),
      onclick: () => commands.choose(row),
    }, ...cells.map((text, column) => h('span', { class: `cell ${columns[column]}`, role: 'gridcell', title: column > 1 ? text.slice(0, 300) : undefined }, text.slice(0, 200))));
  }

  /** Far from the cursor the selected row does not exist. */
  function nameSelected(): void {
    const id = `event-${store.selected.peek()}`;
    if (grid.querySelector(`#${id}`)) grid.setAttribute('aria-activedescendant', id);
    else grid.removeAttribute('aria-activedescendant');
  }

  function keys(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(grid.clientHeight / rowHeight) - 2);
    const listed = store.listed.peek();
    const jump = (by: number): void => commands.select(listed[Math.max(0, Math.min(listed.length - 1, firstRowFrom(listed, store.selected.peek()) + by))] ?? -1);
    const actions: Readonly<Record<string, () => void>> = {
      ArrowUp: () => commands.step(-1), ArrowDown: () => commands.step(1),
      PageUp: () => jump(-page), PageDown: () => jump(page),
      Home: () => commands.selectFirst(), End: () => commands.selectLast(),
      Enter: () => commands.openSelected(),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  effect(() => {
    const run = store.run.value;
    const listed = store.listed.value;
    if (filter.value !== store.filter.peek()) filter.value = store.filter.peek();
    grid.setAttribute('aria-rowcount', String(listed.length + 1));
    grid.style.setProperty('--time-width', `${formatMs(run?.endUs ?? 0).length}ch`);
    const total = run?.events.length ?? 0;
    count.textContent = listed.length === total ? `${total.toLocaleString('en')}` : t('{0} of {1}', listed.length.toLocaleString('en'), total.toLocaleString('en'));
    rows.setCount(listed.length);
  });
  effect(() => {
    const on = store.ledTo.value >= 0;
    past.setAttribute('aria-pressed', String(on));
    past.title = on ? t('List all events again') : t('List only what led to the selected event');
    past.disabled = !on && store.selected.value < 0;
  });
  let followedUs = -1;
  const follow = (): void => {
    followedUs = store.cursorUs.peek();
    const trace = store.run.peek()?.recording.trace;
    const listed = store.listed.peek();
    if (!trace || listed.length === 0) return;
    const selected = store.selected.peek();
    const atSelection = selected >= 0 && trace.timeUs[selected] === store.cursorUs.peek();
    const index = atSelection ? firstRowFrom(listed, selected) : firstAtOrAfter(trace.timeUs, listed, store.cursorUs.peek());
    if (!rows.scrollTo(Math.min(index, listed.length - 1))) rows.refresh();
  };
  paint(() => { void store.listed.value; void store.selected.value; void store.lit.value; void store.diverged.value; }, follow);
  paintCalmly(calmMs, () => { void store.cursorUs.value; }, () => { if (followedUs !== store.cursorUs.peek()) follow(); });

  return h('section', { class: 'pane events-pane', 'aria-label': t('Event list') },
    h('div', { class: 'pane-head' }, h('h2', {}, t('Events')), count, past, h('span', { class: 'filter-box' }, icon('filter'), filter)), grid);
}
