import { t } from '../../lab/l10n.ts';
import { formatDuration } from '../layout/time.ts';
import type { TraceTree } from '../model/traces.ts';
import { h, icon } from './dom.ts';
import { virtualRows } from './virtualRows.ts';

export interface TraceList {
  readonly element: HTMLElement;
  /** Shows these, of which one is chosen. */
  show(trees: readonly TraceTree[], chosen: TraceTree | undefined): void;
}

const columns = ['what', 'lasts', 'told'] as const;

/** All traces of a run, the broken ones first, with a search; `choose` is called with the one that is chosen. */
export function traceList(choose: (tree: TraceTree) => void): TraceList {
  let all: readonly TraceTree[] = [];
  let found: readonly TraceTree[] = [];
  let chosen: TraceTree | undefined;
  const count = h('span', { class: 'count', 'aria-live': 'polite' });
  const search = h('input', { type: 'text', class: 'filter', placeholder: t('Search: order, service, id…'), 'aria-label': t('Search traces'), spellcheck: 'false', oninput: () => refresh() });
  const grid = h('div', { class: 'table', role: 'grid', 'aria-label': t('Traces'), tabindex: '0', onkeydown: keys },
    h('div', { class: 'head-rows', role: 'rowgroup' }, h('div', { class: 'row head', role: 'row' }, ...[t('Trace'), t('Lasts'), t('Recorded')].map((title, index) => h('span', { class: `cell ${columns[index]}`, role: 'columnheader' }, title)))));
  const rows = virtualRows(grid, index => {
    const tree = found[index];
    const cells = [tree.name, formatDuration(tree.toUs - tree.fromUs), verdictOf(tree)];
    return h('div', { class: tree === chosen ? 'row selected' : 'row', role: 'row', 'aria-rowindex': String(index + 2), 'aria-selected': String(tree === chosen), onclick: () => choose(tree) },
      ...cells.map((text, column) => h('span', { class: `cell ${columns[column]}${column === 2 && tree.faults.length > 0 ? ' broken' : ''}`, role: 'gridcell', title: text }, text)));
  });
  grid.append(rows.body);

  function keys(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by === undefined || found.length === 0) return;
    event.preventDefault();
    choose(found[Math.max(0, Math.min(found.length - 1, (chosen ? found.indexOf(chosen) : -1) + by))]);
  }

  function refresh(): void {
    const words = search.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    found = words.length === 0 ? all : all.filter(tree => words.every(word => textOf(tree).includes(word)));
    const broken = found.filter(({ faults }) => faults.length > 0).length;
    count.textContent = broken === 0 ? t('{0}, none broken', found.length.toLocaleString('en')) : t('{0}, {1} broken', found.length.toLocaleString('en'), broken.toLocaleString('en'));
    grid.setAttribute('aria-rowcount', String(found.length + 1));
    rows.setCount(found.length);
    if (chosen && found.includes(chosen)) rows.scrollTo(found.indexOf(chosen));
    rows.refresh();
  }

  const element = h('section', { class: 'trace-list', 'aria-label': t('All traces') },
    h('div', { class: 'pane-head' }, h('h2', {}, t('Traces')), count, h('span', { class: 'filter-box' }, icon('search'), search)), grid);
  return {
    element,
    show(trees, tree) {
      all = trees;
      chosen = tree;
      refresh();
    },
  };
}

export function verdictOf({ faults, recorded }: TraceTree): string {
  if (faults.length > 0) return faults.join('; ');
  return recorded > 0 ? t('whole') : t('not recorded');
}

const texts = new WeakMap<TraceTree, string>();

function textOf(tree: TraceTree): string {
  let text = texts.get(tree);
  if (text === undefined) {
    text = [tree.name, verdictOf(tree), ...tree.hops.flatMap(({ work, report, faults }) => [work.where, work.name, report?.traceId ?? '', report?.spanId ?? '', ...faults])].join(' ').toLowerCase();
    texts.set(tree, text);
  }
  return text;
}
