import { computed, effect, signal } from '@preact/signals-core';
import { TraceKind } from '../../sim/trace.ts';
import { causeChain, coneOf } from '../model/causality.ts';
import type { Lane } from '../model/lanes.ts';
import { Fate } from '../model/messages.ts';
import type { Run } from '../model/run.ts';
import { actorOf, describe } from '../../lab/tracewords.ts';
import { t } from '../../lab/l10n.ts';
import { lossPlace } from '../layout/arrows.ts';
import { hitRow, type HitTargets } from '../layout/hit.ts';
import { barEdges, layOutLanes, totalHeight, type LaneBox } from '../layout/lanes.ts';
import { layOutPicture, targetsOf } from '../layout/picture.ts';
import { formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint, prepareCanvas, svg } from './dom.ts';
import { drawPicture } from './drawPicture.ts';
import { diagramKeys } from './keys.ts';
import { readTheme } from './theme.ts';
import { timeZoom } from './timeZoom.ts';

const roleWords = (role: Lane['role']): string => ({ client: t('client'), learner: t('your program'), given: t('given'), outside: t('the world') })[role];

/** The space-time diagram: a line for each node, time from left to right, messages as arrows. */
export function spaceTimeView(store: Store, commands: Commands): HTMLElement {
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const overlay = svg('svg', { class: 'overlay', 'aria-hidden': 'true' });
  const tooltip = h('div', { class: 'tooltip', hidden: true, 'aria-hidden': 'true' });
  const plot = h('div', {
    class: 'plot diagram', tabindex: '0', role: 'slider', 'aria-label': t('Time in the space-time diagram'), 'aria-orientation': 'horizontal', 'aria-valuemin': '0',
    'aria-description': t('The list of events tells the same as text.'),
    'aria-keyshortcuts': 'ArrowLeft ArrowRight ArrowUp ArrowDown Shift+ArrowLeft Shift+ArrowRight Home End Space + - 0 F Enter',
  }, canvas, overlay, tooltip);
  const labels = h('div', { class: 'lane-labels' });
  const scroller = h('div', { class: 'lanes' }, labels, plot);
  const available = signal(0);
  const boxes = computed(() => {
    const run = store.run.value;
    return run ? layOutLanes(run.lanes.list, run.operations, available.value) : [];
  });
  let targetsDrawn = (): HitTargets => ({ marks: [], bars: [], crowds: [], arrows: [] });
  let targets: HitTargets | undefined;
  const rowAt = (x: number, y: number): number => hitRow(targets ??= targetsDrawn(), x, y);

  const measure = (): void => {
    available.value = scroller.clientHeight;
    store.plotWidth.value = Math.max(80, scroller.clientWidth - labels.offsetWidth);
  };
  const sizes = new ResizeObserver(measure);
  for (const element of [scroller, labels]) sizes.observe(element);
  // What is covered is not observed, and pictures differ in the room for names.
  paint(() => { void store.shown.value; }, measure);
  const isShown = (): boolean => store.shown.peek().kind === 'space-time';

  paint(() => { void boxes.value; }, () => {
    const run = store.run.peek();
    labels.replaceChildren(...(run ? boxes.peek().map((box, lane) => laneLabel(run, box, lane)) : []));
    labels.style.height = `${totalHeight(boxes.peek())}px`;
  });

  paint(() => { void boxes.value; void store.range.value; void store.plotWidth.value; void store.theme.value; void store.shown.value; }, () => {
    if (!isShown()) return;
    const run = store.run.peek();
    const width = store.plotWidth.peek();
    const height = totalHeight(boxes.peek());
    const context = prepareCanvas(canvas, width, height);
    overlay.setAttribute('width', String(width));
    overlay.setAttribute('height', String(height));
    if (!run) return;
    const [lanes, range] = [boxes.peek(), store.range.peek()];
    const picture = layOutPicture(run, lanes, range, width);
    targetsDrawn = () => targetsOf(picture, run, lanes, range, width);
    targets = undefined;
    drawPicture(context, readTheme(plot, store.theme.peek()), run, picture, lanes, width);
  });
  paint(() => { void store.x.value; void store.selected.value; void store.lit.value; void store.listed.value; void store.diverged.value; void boxes.value; void store.shown.value; }, () => {
    if (!isShown()) return;
    const run = store.run.peek();
    overlay.replaceChildren(...(run ? [
      ...rings('lit', store.lit.peek(), run, store, boxes.peek()),
      ...rings('matched', store.filter.peek() === '' ? [] : store.listed.peek(), run, store, boxes.peek()),
      ...rings('diverged', store.diverged.peek() < 0 ? [] : [store.diverged.peek()], run, store, boxes.peek()),
      ...selectionMarks(run, store, boxes.peek()),
    ] : []));
  });
  effect(() => {
    const box = boxes.value[store.run.value?.lanes.ofRow[store.selected.value] ?? -1];
    if (!box) return;
    const { scrollTop, clientHeight } = scroller;
    if (box.top < scrollTop) scroller.scrollTop = box.top;
    else if (box.top + box.height > scrollTop + clientHeight) scroller.scrollTop = box.top + box.height - clientHeight;
  });
  effect(() => {
    const run = store.run.value;
    const row = store.selected.value;
    const time = formatTime(store.cursorUs.value);
    plot.setAttribute('aria-valuemax', String(Math.round(run?.endUs ?? 0)));
    plot.setAttribute('aria-valuenow', String(Math.round(store.cursorUs.value)));
    plot.setAttribute('aria-valuetext', run && row >= 0 ? `${time}: ${actorOf(run, row)} ${describe(run, row)}` : time);
  });

  timeZoom(plot, store, commands, () => overflows(scroller) || overflows(scroller.closest('.content')!));
  plot.addEventListener('keydown', event => diagramKeys(event, commands));
  plot.addEventListener('click', event => {
    const row = rowAt(event.offsetX, event.offsetY);
    if (row >= 0) commands.choose(row);
    else commands.moveTo(store.timeAt.peek()(event.offsetX));
  });
  plot.addEventListener('pointermove', event => {
    const run = store.run.peek();
    const row = rowAt(event.offsetX, event.offsetY);
    plot.classList.toggle('over-event', row >= 0);
    tooltip.hidden = row < 0 || !run || event.buttons !== 0;
    if (tooltip.hidden || !run) return;
    const { trace } = run.recording;
    tooltip.textContent = `${formatTime(trace.timeUs[row])} · ${actorOf(run, row)} ${describe(run, row)}`;
    const left = Math.min(event.offsetX + 12, store.plotWidth.peek() - tooltip.offsetWidth - 4);
    tooltip.style.transform = `translate(${Math.max(0, left)}px, ${event.offsetY + 16}px)`;
  });
  plot.addEventListener('pointerleave', () => { tooltip.hidden = true; });
  return scroller;
}

const overflows = (element: Element): boolean => element.scrollHeight > element.clientHeight + 1;

function laneLabel(run: Run, { top, height }: LaneBox, lane: number): HTMLElement {
  const { id, role } = run.lanes.list[lane];
  const label = h('div', { class: `lane-label ${role}${height < 32 ? ' low' : ''}`, title: `${id} (${roleWords(role)})` },
    h('span', { class: 'lane-name' }, id), h('span', { class: 'lane-role' }, roleWords(role)));
  label.style.top = `${top}px`;
  label.style.height = `${height}px`;
  return label;
}

/** Where a row is drawn: on its lane, or at the end of the arrow of a lost message. */
function placeOf(run: Run, store: Store, boxes: readonly LaneBox[], row: number): { x: number; y: number } | undefined {
  const { trace } = run.recording;
  const box = boxes[run.lanes.ofRow[row]];
  const x = store.x.peek()(trace.timeUs[row]);
  if (trace.kind[row] === TraceKind.drop && trace.cause[row] >= 0 && trace.peer[row] >= 0) {
    const to = boxes[run.lanes.ofNode[trace.peer[row]]];
    return lossPlace(x, box.lineY, to.lineY, trace.timeUs[row] === trace.timeUs[trace.cause[row]]);
  }
  return box && { x, y: box.lineY };
}

/** A ring around each of the rows in view; those on the same pixel share one. */
function rings(cls: string, rows: Iterable<number>, run: Run, store: Store, boxes: readonly LaneBox[]): SVGElement[] {
  const width = store.plotWidth.peek();
  const path = new Map<number, string>();
  for (const row of rows) {
    const place = placeOf(run, store, boxes, row);
    if (!place || place.x < -5 || place.x > width + 5) continue;
    const x = Math.round(place.x);
    const key = run.lanes.ofRow[row] * 1e5 + x;
    if (!path.has(key)) path.set(key, `M${x - 5},${place.y}a5,5 0 1,0 10,0a5,5 0 1,0 -10,0`);
  }
  return path.size === 0 ? [] : [svg('path', { class: cls, d: [...path.values()].join('') })];
}

/** The selected event, the messages that led to it, and what it can have known and influenced. */
function selectionMarks(run: Run, store: Store, boxes: readonly LaneBox[]): SVGElement[] {
  const row = store.selected.peek();
  const { trace } = run.recording;
  const place = row < 0 ? undefined : placeOf(run, store, boxes, row);
  if (!place) return [];
  const x = store.x.peek();
  const width = store.plotWidth.peek();
  const cone = coneOf(trace, row);
  const reach = (cls: string, lane: number, from: number, to: number): SVGElement[] => {
    const [left, right] = [Math.max(0, from), Math.min(width, to)];
    return right <= left ? [] : [svg('line', { class: cls, x1: String(left), x2: String(right), y1: String(boxes[lane].lineY + 0.5), y2: String(boxes[lane].lineY + 0.5) })];
  };
  const cones = [...run.lanes.ofNode].flatMap((lane, node) => [
    ...cone.pastRow[node] < 0 ? [] : reach('past', lane, 0, x(trace.timeUs[cone.pastRow[node]])),
    ...cone.futureRow[node] < 0 ? [] : reach('future', lane, x(trace.timeUs[cone.futureRow[node]]), width),
  ]);
  const chain = causeChain(trace, row).slice(1).flatMap(effect => {
    const from = placeOf(run, store, boxes, trace.cause[effect]);
    const to = placeOf(run, store, boxes, effect);
    return from && to && from.y !== to.y ? [svg('line', { class: 'chain', x1: String(from.x), y1: String(from.y), x2: String(to.x), y2: String(to.y) })] : [];
  });
  return [...cones, ...chain, ...journey(run, store, boxes, row), ...operationFrame(run, store, boxes, row), svg('circle', { class: 'selected', cx: String(place.x), cy: String(place.y), r: '7' })];
}

/** A frame around the bar of an operation that is invoked or completed in this row. */
function operationFrame(run: Run, store: Store, boxes: readonly LaneBox[], row: number): SVGElement[] {
  const { kind, ref } = run.recording.trace;
  const bar = kind[row] === TraceKind.invoke || kind[row] === TraceKind.complete ? run.operationById.get(ref[row]) : undefined;
  if (!bar) return [];
  const x = store.x.peek();
  const left = Math.max(-4, x(bar.fromUs) - 1);
  const right = Math.min(store.plotWidth.peek() + 4, x(bar.toUs) + 1);
  const { top, bottom } = barEdges(boxes[bar.lane], bar.slot);
  return [svg('rect', { class: 'selected', x: String(left), width: String(Math.max(3, right - left)), y: String(top - 1), height: String(bottom - top + 2), rx: '2' })];
}

/** The rest of the message that a send begins. */
function journey(run: Run, store: Store, boxes: readonly LaneBox[], row: number): SVGElement[] {
  const { messages, lanes } = run;
  const x = store.x.peek();
  const lines: SVGElement[] = [];
  for (let index = messages.sendRow.indexOf(row); index >= 0 && messages.sendRow[index] === row; index++) {
    if (messages.fate[index] === Fate.lost || messages.from[index] < 0 || messages.to[index] < 0) continue;
    lines.push(svg('line', {
      class: 'chain', x1: String(x(messages.startUs[index])), x2: String(x(messages.endUs[index])),
      y1: String(boxes[lanes.ofNode[messages.from[index]]].lineY), y2: String(boxes[lanes.ofNode[messages.to[index]]].lineY),
    }));
  }
  return lines;
}
