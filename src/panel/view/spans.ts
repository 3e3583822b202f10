import { computed, effect, signal } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { formatDuration } from '../layout/time.ts';
import { hopShownBy, tracesOf, type Hop, type PlacedHop, type Traces, type TraceTree } from '../model/traces.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon, paint, svg } from './dom.ts';
import { headerTable } from './headerTable.ts';
import { diagramKeys } from './keys.ts';
import { timeZoom } from './timeZoom.ts';
import { traceList, verdictOf } from './traceList.ts';
import { hopHeight, hopMarks, hopRows, hopWords } from './waterfall.ts';

/** A trace that takes less of the width is not legible. */
const leastShare = 0.2;

/** One trace at a time as it truly was and as it was recorded, all traces as a list, and headers from hop to hop. */
export function spansView(store: Store, commands: Commands): HTMLElement {
  const chosenTree = signal<TraceTree | undefined>(undefined);
  const traces = computed((): Traces | undefined => {
    void store.shown.value;
    const track = store.drawn('spans');
    return track && store.run.value ? tracesOf(track, store.run.value.endUs) : undefined;
  });
  const shownBy = (row: number): PlacedHop | undefined => (traces.value && row >= 0 ? hopShownBy(traces.value, store.run.value!.recording.trace, row) : undefined);
  const tree = computed(() => (traces.value?.trees.includes(chosenTree.value!) ? chosenTree.value : traces.value?.trees[0]));
  const hop = computed((): Hop | undefined => {
    const place = shownBy(store.selected.value);
    return place?.tree === tree.value ? place?.hop : undefined;
  });

  const title = h('h2', {});
  const words = h('span', { class: 'trace-words' });
  const step = (by: 1 | -1): void => {
    const trees = traces.peek()?.trees ?? [];
    const next = trees[trees.indexOf(tree.peek()!) + by];
    if (next) choose(next);
  };
  const head = h('div', { class: 'trace-head' },
    h('button', { class: 'tool', title: t('Previous trace of the list'), 'aria-label': t('Previous trace'), onclick: () => step(-1) }, icon('arrow-up')),
    h('button', { class: 'tool', title: t('Next trace of the list'), 'aria-label': t('Next trace'), onclick: () => step(1) }, icon('arrow-down')),
    title, words, h('button', { class: 'link', onclick: () => { if (tree.peek()) zoomTo(tree.peek()!); } }, t('Zoom to it')));
  const rows = h('div', { class: 'hops', role: 'rowgroup' });
  const drawing = svg('svg', { 'aria-hidden': 'true' });
  const plot = h('div', { class: 'plot waterfall-plot', 'aria-hidden': 'true' }, drawing);
  const scroller = h('div', { class: 'waterfall', role: 'treegrid', 'aria-label': t('Trace'), tabindex: '0', onkeydown: keys }, rows, plot);
  const headers = h('div', { class: 'header-table', tabindex: '0', role: 'region', 'aria-label': t('Headers from hop to hop') });
  const list = traceList(choose);
  const spoken = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  const view = h('section', { class: 'spans' }, head, scroller,
    h('div', { class: 'trace-below' }, list.element, h('section', { class: 'trace-headers', 'aria-label': t('Headers') },
      h('div', { class: 'pane-head' }, h('h2', {}, t('Headers, hop by hop')), h('span', { class: 'count' }, t('marked: what the sender changed'))), headers)), spoken);

  function choose(next: TraceTree): void {
    chosenTree.value = next;
    const [first] = next.hops;
    if (first.work.row >= 0) commands.select(first.work.row);
    zoomTo(next);
  }
  const zoomTo = (tree: TraceTree): void => commands.showAround(tree);
  function chooseHop(next: Hop): void {
    if (next.work.row >= 0) commands.choose(next.work.row);
    else commands.moveTo(next.work.fromUs);
    spoken.textContent = `${next.work.where}: ${hopWords(next)}`;
  }
  function keys(event: KeyboardEvent): void {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const hops = tree.peek()?.hops;
    if (by === undefined || !hops || event.ctrlKey || event.metaKey || event.altKey) return diagramKeys(event, commands);
    event.preventDefault();
    chooseHop(hops[Math.max(0, Math.min(hops.length - 1, hop.peek() ? hops.indexOf(hop.peek()!) + by : 0))]);
  }

  effect(() => {
    const place = shownBy(store.selected.value);
    if (!place) return;
    chosenTree.value = place.tree;
    const { fromUs, toUs } = store.range.peek();
    const { tree: { fromUs: from, toUs: to } } = place;
    if (from < fromUs || to > toUs || to - from < leastShare * (toUs - fromUs)) zoomTo(place.tree);
  });
  paint(() => { void tree.value; }, () => list.show(traces.peek()?.trees ?? [], tree.peek()));
  paint(() => { void tree.value; void hop.value; }, () => {
    const shown = tree.peek();
    title.textContent = shown?.name ?? '';
    if (!shown) return;
    words.textContent = spansWords(shown);
    words.classList.toggle('broken', shown.faults.length > 0);
    rows.replaceChildren(...hopRows(shown, hop.peek()));
    headers.replaceChildren(...headerTable(shown, traces.peek()!, hop.peek(), commands));
    const index = hop.peek() ? shown.hops.indexOf(hop.peek()!) : 0;
    if (index * hopHeight < scroller.scrollTop) scroller.scrollTop = index * hopHeight;
    else if ((index + 1) * hopHeight > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = (index + 1) * hopHeight - scroller.clientHeight;
  });
  paint(() => { void tree.value; void hop.value; void store.x.value; }, () => {
    const shown = tree.peek();
    if (!shown) return;
    const width = store.plotWidth.peek();
    const height = shown.hops.length * hopHeight;
    plot.style.height = `${height}px`;
    drawing.setAttribute('width', String(width));
    drawing.setAttribute('height', String(height));
    drawing.replaceChildren(...hopMarks(shown, hop.peek(), store.x.peek(), width, chooseHop));
  });
  timeZoom(plot, store, commands, () => scroller.scrollHeight > scroller.clientHeight + 1);
  return view;
}

function spansWords(tree: TraceTree): string {
  const lasts = formatDuration(tree.toUs - tree.fromUs);
  return tree.hops.length === 1 ? t('{0}, 1 span: {1}', lasts, verdictOf(tree)) : t('{0}, {1} spans: {2}', lasts, tree.hops.length, verdictOf(tree));
}
