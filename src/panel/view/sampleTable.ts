import { effect } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { sampleAt, wordsAt } from '../layout/samples.ts';
import { formatTime, formatValue } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h } from './dom.ts';
import { virtualRows } from './virtualRows.ts';

/** The chart as a table: a row for each instant at which one of its lines has a sample. */
export function sampleTable(store: Store, commands: Commands): HTMLElement {
  let timesUs: readonly number[] = [];
  const tracks = () => store.run.peek()?.charts.find(chart => chart.name === store.chart.peek())?.tracks ?? [];
  const head = h('div', { class: 'row head', role: 'row', 'aria-rowindex': '1' });
  const table = h('div', { class: 'table', role: 'table', 'aria-label': t('Values of the chart'), tabindex: '0' }, h('div', { class: 'head-rows', role: 'rowgroup' }, head));
  const rows = virtualRows(table, index => h('div', { class: 'row', role: 'row', 'aria-rowindex': String(index + 2), onclick: () => commands.moveTo(timesUs[index]) },
    h('span', { class: 'cell time', role: 'cell' }, formatTime(timesUs[index])),
    ...tracks().map(track => {
      const at = sampleAt(track, timesUs[index]);
      return h('span', { class: 'cell number', role: 'cell' }, track.type === 'sample' && at >= 0 ? formatValue(track.value[at]) : wordsAt(track, timesUs[index]));
    })));
  table.append(rows.body);
  const details = h('details', { class: 'sample-table', ontoggle: () => show() }, h('summary', {}, t('Chart as a table')), table);

  const show = (): void => {
    if (!details.open) return;
    timesUs = [...new Set(tracks().flatMap(track => [...track.timeUs]))].sort((a, b) => a - b);
    head.replaceChildren(...[t('Time'), ...tracks().map(track => (track.type === 'sample' ? `${track.label} (${track.unit})` : track.label))].map((name, index) =>
      h('span', { class: index === 0 ? 'cell time' : 'cell number', role: 'columnheader' }, name)));
    table.setAttribute('aria-rowcount', String(timesUs.length + 1));
    rows.setCount(timesUs.length);
  };
  effect(() => {
    void store.run.value;
    void store.chart.value;
    show();
  });
  return details;
}
