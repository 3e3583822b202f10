import { effect, type ReadonlySignal } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { formatDuration, formatMs } from '../layout/time.ts';
import { stateWords, stepTexts, withWhy, type TransactionRow } from '../model/transactions.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h } from './dom.ts';
import { virtualRows } from './virtualRows.ts';

/** The transactions as a table, in the order of their beginnings; a row leads to the event that began it. */
export function transactionTable(shown: ReadonlySignal<readonly TransactionRow[]>, store: Store, commands: Commands): HTMLElement {
  const columns = [t('From (ms)'), t('Who'), t('Name'), t('Lasts'), t('Steps'), t('End')];
  const table = h('div', { class: 'table transaction-table', role: 'table', 'aria-label': t('Transactions'), tabindex: '0' },
    h('div', { class: 'head-rows', role: 'rowgroup' }, h('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' }, ...columns.map(name => h('span', { class: 'cell', role: 'columnheader' }, name)))));
  const rows = virtualRows(table, index => {
    const { transaction, lane } = shown.peek()[index];
    const { by, name, fromUs, toUs, state, why, row } = transaction;
    const cells = [name, toUs === undefined ? t('open') : formatDuration(toUs - fromUs), stepTexts(transaction).join('; '), withWhy(stateWords(state), why)];
    const selected = store.selected.peek() >= 0 && lane.entries.some(entry => entry.row === store.selected.peek());
    return h('div', { class: `row${selected ? ' selected' : ''}`, role: 'row', 'aria-rowindex': String(index + 2), onclick: () => commands.choose(row) },
      h('span', { class: 'cell time', role: 'cell' }, formatMs(fromUs)), h('span', { class: 'cell', role: 'cell' }, h('button', { class: 'link' }, by)),
      ...cells.map(text => h('span', { class: 'cell', role: 'cell', title: text }, text)));
  });
  table.append(rows.body);
  effect(() => {
    void store.selected.value;
    table.setAttribute('aria-rowcount', String(shown.value.length + 1));
    rows.setCount(shown.value.length);
  });
  return table;
}
