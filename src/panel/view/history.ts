import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import type { KeyOrders } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import { breakOff, copyHeight, effectTimes, heldBy, HistoryGrid, layOutOperations, layOutThread, operationAt, type OperationBox } from '../layout/history.ts';
import { contradictionSpan, firstKey, historyOfKey, keysOf, operationOfRow, orderThrough, type ShownHistory } from '../model/history.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon, paint, prepareCanvas } from './dom.ts';
import { drawHistory, type HistoryDrawing } from './drawHistory.ts';
import { historyTable } from './historyTable.ts';
import { operationSentence, operationWords, verdictWords } from './historyWords.ts';
import { diagramKeys } from './keys.ts';
import { readTheme } from './theme.ts';
import { timeZoom } from './timeZoom.ts';

/** What clients asked for and heard, and the order in which one copy could have done it. */
export function historyView(store: Store, commands: Commands): HTMLElement {
  const hovered = signal(-1);
  const asTable = signal(false);
  const shown = computed(() => {
    void store.shown.value;
    const track = store.run.value && store.drawn('history');
    return track && historyOfKey(track, store.historyKey.value ?? firstKey(track));
  });
  const available = signal(0);
  const grid = computed(() => (shown.value ? new HistoryGrid(shown.value, available.value) : undefined));
  const selected = computed(() => (shown.value ? operationOfRow(shown.value.track, store.selected.value) : -1));
  const focus = computed(() => (hovered.value >= 0 ? hovered.value : selected.value));

  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const tooltip = h('div', { class: 'tooltip', hidden: true, 'aria-hidden': 'true' });
  const plot = h('div', {
    class: 'plot history-plot', tabindex: '0', role: 'slider', 'aria-label': t('Time in the history of operations'), 'aria-orientation': 'horizontal', 'aria-valuemin': '0',
    'aria-description': t('Left and right go through the operations as they were asked, up and down along the thread. The table tells the same as text.'),
  }, canvas, tooltip);
  const labels = h('div', { class: 'lane-labels' });
  const scroller = h('div', { class: 'lanes' }, labels, plot);
  const told = h('p', { class: 'history-told' });
  const table = historyTable(shown, store, commands);
  const view = h('section', { class: 'history', 'aria-label': t('History') }, head(shown, asTable, store, commands), scroller, table, told);
  let boxes: readonly OperationBox[] = [];

  new ResizeObserver(() => { available.value = scroller.clientHeight; }).observe(scroller);
  paint(() => { void grid.value; }, () => {
    labels.replaceChildren(...grid.peek() ? laneLabels(grid.peek()!) : []);
    labels.style.height = plot.style.height = `${grid.peek()?.height ?? 0}px`;
  });
  paint(() => { void grid.value; void store.range.value; void store.plotWidth.value; void store.theme.value; void focus.value; }, () => {
    const context = prepareCanvas(canvas, store.plotWidth.peek(), grid.peek()?.height ?? 1);
    if (!grid.peek()) return;
    const drawing = drawingOf(grid.peek()!, focus.peek(), store);
    boxes = drawing.boxes;
    drawHistory(context, readTheme(plot, store.theme.peek()), drawing);
  });
  effect(() => {
    const history = shown.value;
    scroller.hidden = asTable.value;
    table.hidden = !asTable.value;
    told.textContent = history && focus.value >= 0 ? operationSentence(history, focus.value) : history?.orders ? t('Point at an operation to see its place in the order; click it for what led to it.') : t('Point at an operation to read it in full; click it for what led to it.');
    plot.setAttribute('aria-valuemax', String(Math.round(store.run.value?.endUs ?? 0)));
    plot.setAttribute('aria-valuenow', String(Math.round(store.cursorUs.value)));
    plot.setAttribute('aria-valuetext', history && selected.value >= 0 ? operationSentence(history, selected.value) : t('no operation selected'));
  });
  effect(() => followSelection(store, grid, selected.value, scroller));

  timeZoom(plot, store, commands, () => scroller.scrollHeight > scroller.clientHeight + 1);
  plot.addEventListener('keydown', event => historyKeys(event, shown.peek(), selected.peek(), commands));
  plot.addEventListener('click', event => {
    const operation = operationAt(boxes, event.offsetX, event.offsetY);
    if (operation >= 0) commands.choose(shown.peek()!.track.operations[operation].invokedRow);
    else commands.moveTo(store.timeAt.peek()(event.offsetX));
  });
  plot.addEventListener('pointermove', event => {
    hovered.value = event.buttons === 0 ? operationAt(boxes, event.offsetX, event.offsetY) : -1;
    plot.classList.toggle('over-event', hovered.peek() >= 0);
    tooltip.hidden = hovered.peek() < 0;
    if (tooltip.hidden) return;
    tooltip.textContent = operationSentence(shown.peek()!, hovered.peek());
    const left = Math.min(event.offsetX + 12, store.plotWidth.peek() - tooltip.offsetWidth - 4);
    tooltip.style.transform = `translate(${Math.max(0, left)}px, ${event.offsetY + 16}px)`;
  });
  plot.addEventListener('pointerleave', () => {
    hovered.value = -1;
    tooltip.hidden = true;
  });
  return view;
}

function drawingOf(grid: HistoryGrid, focus: number, store: Store): HistoryDrawing {
  const { shown: history, shown: { orders, track } } = grid;
  const { endUs } = store.run.peek()!;
  const x = store.x.peek();
  const order = orderThrough(history, focus) ?? orderThrough(history, -1);
  const timesUs = order ? effectTimes(track, order, endUs) : [];
  const whole = orders?.found === 'order';
  const heldUntilUs = order && !whole ? breakOff(track, history, order, timesUs) : endUs;
  return {
    grid, boxes: layOutOperations(grid, store.range.peek(), x),
    thread: order ? layOutThread(grid, order, timesUs, x) : [],
    whole, endsX: whole ? Infinity : x(heldUntilUs),
    held: order ? heldBy(order, orders!.initial, timesUs, heldUntilUs).map(({ fromUs, toUs, state }) => ({ x1: x(fromUs), x2: x(toUs), state })) : [],
    focus, evidence: orders?.contradiction?.operations ?? [], width: store.plotWidth.peek(),
  };
}

/** Which key is shown, what is known of its order, and why there is none. */
function head(shown: ReadonlySignal<ShownHistory | undefined>, asTable: { value: boolean }, store: Store, commands: Commands): HTMLElement {
  const choice = h('select', { 'aria-label': t('Key'), onchange: () => { store.historyKey.value = choice.value; } });
  const verdict = h('span', { class: 'history-verdict' });
  const why = h('div', { class: 'history-why' });
  const toggle = h('button', { class: 'tool', title: t('Show as a table'), 'aria-label': t('Show as a table'), onclick: () => { asTable.value = !asTable.value; } }, icon('table'));
  effect(() => {
    const history = shown.value;
    if (!history) return;
    const keys = keysOf(history.track);
    const countOf = (key: string): number => history.track.operations.filter(operation => operation.key === key).length;
    choice.replaceChildren(...[...keys.map(key => [key, `${key} (${countOf(key)})`]), ['', t('all keys')]].map(([key, text]) => h('option', { value: key, selected: key === history.key }, text)));
    choice.hidden = keys.length < 2;
    verdict.replaceChildren(...history.orders ? [icon(verdictIcon(history.orders))] : [], verdictWords(history));
    const saidAbove = store.run.peek()!.recording.failures.some(({ message }) => message.includes(history.orders?.contradiction?.message ?? '\0'));
    why.replaceChildren(...reasons(history, saidAbove, commands));
  });
  effect(() => { toggle.setAttribute('aria-pressed', String(asTable.value)); });
  return h('div', { class: 'history-head' }, h('div', { class: 'history-choice' }, choice, verdict, h('span', { class: 'spring' }), toggle), why);
}

const verdictIcon = ({ found, contradiction }: KeyOrders): string => (found === 'order' ? 'pass' : contradiction ? 'error' : 'question');

/** The operations that contradict each other, numbered as in the picture; `told`: what is wrong with them has been said. */
function reasons(history: ShownHistory, told: boolean, commands: Commands): HTMLElement[] {
  const { orders, track } = history;
  const contradiction = orders?.contradiction;
  if (!contradiction) return [];
  return [
    ...told ? [] : [h('p', {}, contradiction.message)],
    h('ol', {}, ...contradiction.operations.map((operation, index) => {
      const { client, invokedRow } = track.operations[operation];
      return h('li', {}, h('button', { class: 'evidence', onclick: () => commands.choose(invokedRow) }, h('span', { class: 'badge' }, String(index + 1)), `${client} ${operationWords(history, operation)}`));
    }), h('li', {}, h('button', { class: 'link', onclick: () => commands.showAround(contradictionSpan(track, history.key)!) }, t('Show them all')))),
  ];
}

function laneLabels({ shown, lanes }: HistoryGrid): HTMLElement[] {
  const label = (name: string, role: string, top: number, height: number): HTMLElement => {
    const element = h('div', { class: `lane-label${height < 32 ? ' low' : ''}`, title: [name, role].filter(Boolean).join(', ') }, h('span', { class: 'lane-name' }, name), h('span', { class: 'lane-role' }, role));
    element.style.top = `${top}px`;
    element.style.height = `${height}px`;
    return element;
  };
  return [
    ...shown.orders ? [label(t('one copy'), t('what it would hold'), 0, copyHeight)] : [],
    ...shown.lanes.map(({ name, role }, lane) => label(name, role, lanes[lane].top, lanes[lane].height)),
  ];
}

/** Shows the key and the lane of an operation that was selected. */
function followSelection(store: Store, grid: ReadonlySignal<HistoryGrid | undefined>, operation: number, scroller: HTMLElement): void {
  const history = grid.peek()?.shown;
  if (!history || operation < 0) return;
  const { key } = history.track.operations[operation];
  if (history.key !== '' && history.key !== key) store.historyKey.value = key;
  const top = grid.peek()!.topOf(operation);
  if (top < scroller.scrollTop || top + copyHeight > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = Math.max(0, top - scroller.clientHeight / 2);
}

/** ← → the operations as they were asked, ↑ ↓ along the thread; all other keys as in the diagram. */
function historyKeys(event: KeyboardEvent, history: ShownHistory | undefined, selected: number, commands: Commands): void {
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !history) return diagramKeys(event, commands);
  event.preventDefault();
  const list = event.key === 'ArrowUp' || event.key === 'ArrowDown' ? orderThrough(history, selected)?.operations ?? history.operations : history.operations;
  const next = list[selected < 0 ? 0 : list.indexOf(selected) + by];
  if (next !== undefined) commands.choose(history.track.operations[next].invokedRow);
}
