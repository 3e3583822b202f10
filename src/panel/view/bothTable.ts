import { effect } from '@preact/signals-core';
import { actorOf, describe } from '../../lab/tracewords.ts';
import { t } from '../../lab/l10n.ts';
import { formatMs } from '../layout/time.ts';
import { bothRows, type BothRows } from '../model/bothRuns.ts';
import type { Run } from '../model/run.ts';
import type { Commands } from '../state/commands.ts';
import type { Comparison } from '../state/comparison.ts';
import type { Store } from '../state/store.ts';
import { h } from './dom.ts';
import { virtualRows } from './virtualRows.ts';

/** Both runs as one table, which begins where they part: the comparison for those who cannot see it. */
export function bothTable(store: Store, commands: Commands, comparison: Comparison): HTMLElement {
  const { other, otherCommands, told } = comparison;
  let both: BothRows = { length: 0, one: new Int32Array(0), other: new Int32Array(0) };
  const head = h('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' }, ...[t('Time (ms)'), t('This run'), t('The other run')].map((title, column) => h('span', { class: column === 0 ? 'cell time' : 'cell', role: 'columnheader' }, title)));
  const table = h('div', { class: 'table both', role: 'table', 'aria-label': t('Events of both runs'), tabindex: '0' }, h('div', { class: 'head-rows', role: 'rowgroup' }, head));
  const cell = (run: Run, row: number): HTMLElement => {
    const text = row < 0 ? '' : `${actorOf(run, row)} ${describe(run, row)}`;
    return h('span', { class: 'cell', role: 'cell', title: text }, text);
  };
  const rows = virtualRows(table, index => {
    const [a, b] = [both.one[index], both.other[index]];
    const [one, second] = [store.run.peek()!, other.run.peek()!];
    const timeUs = a >= 0 ? one.recording.trace.timeUs[a] : second.recording.trace.timeUs[b];
    const apart = a < 0 || b < 0;
    return h('div', { class: `row${apart ? ' apart-row' : ''}`, role: 'row', 'aria-rowindex': String(index + 2), onclick: () => (a >= 0 ? commands.choose(a) : otherCommands.select(b)) },
      h('span', { class: 'cell time', role: 'cell' }, formatMs(timeUs)), cell(one, a), cell(second, b));
  });
  table.append(rows.body);
  const details = h('details', { class: 'sample-table both-table', ontoggle: () => show() }, h('summary', {}, t('Both runs as a table')), table);
  const show = (): void => {
    const [one, second] = [store.run.peek(), other.run.peek()];
    if (!details.open || !one || !second || !told.peek()) return rows.setCount(0);
    both = bothRows(one, second);
    table.style.setProperty('--time-width', `${formatMs(one.endUs).length}ch`);
    table.setAttribute('aria-rowcount', String(both.length + 1));
    rows.setCount(both.length);
    const first = both.one.findIndex((row, index) => row === store.diverged.peek() && row >= 0 || both.other[index] === other.diverged.peek() && both.other[index] >= 0);
    rows.scrollTo(Math.max(0, first));
  };
  effect(() => {
    details.hidden = told.value === undefined;
    show();
  });
  return details;
}
