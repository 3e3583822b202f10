import { effect, type ReadonlySignal } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { formatMs } from '../layout/time.ts';
import { orderThrough, placeIn, type ShownHistory } from '../model/history.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h } from './dom.ts';
import { virtualRows } from './virtualRows.ts';

/** The history as a table, in order of invocation; a row selects its operation. */
export function historyTable(shown: ReadonlySignal<ShownHistory | undefined>, store: Store, commands: Commands): HTMLElement {
  const columns = [t('Place'), t('Client'), t('Asked'), t('Answered'), t('From (ms)'), t('To (ms)'), t('Before'), t('After')];
  const table = h('div', { class: 'table history-table', role: 'table', 'aria-label': t('Operations'), tabindex: '0' },
    h('div', { class: 'head-rows', role: 'rowgroup' }, h('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' }, ...columns.map(name => h('span', { class: 'cell', role: 'columnheader' }, name)))));
  const rows = virtualRows(table, index => {
    const history = shown.peek()!;
    const operation = history.operations[index];
    const { invokedRow, completedRow } = history.track.operations[operation];
    const selected = [invokedRow, completedRow].includes(store.selected.peek());
    const evidence = history.orders?.contradiction?.operations.indexOf(operation) ?? -1;
    const [place, who, ...cells] = cellsOf(history, operation);
    return h('div', { class: `row${selected ? ' selected' : ''}`, role: 'row', 'aria-rowindex': String(index + 2), onclick: () => commands.choose(invokedRow) },
      h('span', { class: 'cell', role: 'cell' }, place, ...evidence < 0 ? [] : [' ', h('span', { class: 'badge' }, h('span', { class: 'visually-hidden' }, `${t('contradiction')} `), String(evidence + 1))]),
      h('span', { class: 'cell', role: 'cell' }, h('button', { class: 'link' }, who)),
      ...cells.map(text => h('span', { class: 'cell', role: 'cell', title: text }, text)));
  });
  table.append(rows.body);
  effect(() => {
    const count = shown.value?.operations.length ?? 0;
    void store.selected.value;
    table.setAttribute('aria-rowcount', String(count + 1));
    rows.setCount(count);
  });
  return table;
}

function cellsOf(shown: ShownHistory, operation: number): readonly string[] {
  const { client, key, f, asked, answered, outcome, fromUs, toUs, completedRow } = shown.track.operations[operation];
  const order = orderThrough(shown, operation);
  const placed = order && shown.orders && placeIn(order, shown.orders.initial, operation);
  return [
    placed ? String(placed.place) : '–', client, `${f} ${asked === '' ? key : `${asked} (${key})`}`,
    outcome === 'ok' ? answered || t('ok') : outcome === 'fail' ? t('failed') : t('no clear answer'), formatMs(fromUs), completedRow < 0 ? t('open') : formatMs(toUs), placed?.before ?? '', placed?.after ?? '',
  ];
}
