import { effect, signal } from '@preact/signals-core';
import { axisBottom, axisLeft, select } from 'd3';
import type { PlaneAxis, PlaneCurve, PlaneTrack } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import { curvePath, curvesAt, nearestPoint, pathThrough, planeScales, pointAt, ticksOf, type PlaneScales } from '../layout/plane.ts';
import { formatTime, formatValue } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint, svg } from './dom.ts';
import { diagramKeys } from './keys.ts';
import { virtualRows } from './virtualRows.ts';

/** Points before the cursor that are drawn strongest: where the path comes from. */
const trail = 6;

const withUnit = ({ label, unit }: PlaneAxis): string => (unit === '' ? label : `${label} (${unit})`);
const told = ({ across, up, points }: PlaneTrack, index: number): string =>
  `${formatValue(points[index].across)} ${across.unit} ${across.label}, ${formatValue(points[index].up)} ${up.unit} ${up.label}`;

const nothingYet = ({ points: [first] }: PlaneTrack, timeUs: number): string =>
  (first ? t('Nothing yet at {0}: it begins at {1}', formatTime(timeUs), formatTime(first.timeUs)) : t('There is nothing of this in this run.'));

/** Two quantities against each other: what there was until the time cursor, and faintly what is to come. */
export function planeView(store: Store, commands: Commands): HTMLElement {
  const across = svg('g', { class: 'ticks' });
  const up = svg('g', { class: 'ticks' });
  const marks = svg('g', {});
  const labels = svg('g', { class: 'plane-labels' });
  const drawing = svg('svg', { 'aria-hidden': 'true' }, across, up, labels, marks);
  const paper = h('div', { class: 'plane-paper', tabindex: '0', role: 'slider', 'aria-valuemin': '0', 'aria-description': t('The table beside tells the same.') }, drawing);
  const caption = h('h2', {});
  const head = h('div', { class: 'row head', role: 'row' });
  const table = h('div', { class: 'table', role: 'table', 'aria-label': t('Points of the path'), tabindex: '0' }, h('div', { class: 'head-rows', role: 'rowgroup' }, head));
  const rows = virtualRows(table, index => {
    const { points } = store.drawn('plane')!;
    const now = index === pointAt(store.drawn('plane')!, store.cursorUs.peek());
    return h('div', { class: now ? 'row selected' : 'row', role: 'row', 'aria-rowindex': String(index + 2), onclick: () => commands.moveTo(points[index].timeUs) },
      ...[formatTime(points[index].timeUs), formatValue(points[index].across), formatValue(points[index].up)].map(text => h('span', { class: 'cell time', role: 'cell' }, text)));
  });
  table.append(rows.body);
  const view = h('section', { class: 'plane-view' }, h('div', { class: 'plane-parts' }, paper, h('div', { class: 'plane-table' }, caption, table)));

  const size = signal({ width: 0, height: 0 });
  new ResizeObserver(() => { size.value = { width: paper.clientWidth, height: paper.clientHeight }; }).observe(paper);
  const scalesOf = (track: PlaneTrack): PlaneScales => planeScales(track, size.peek().width, size.peek().height);

  effect(() => {
    void store.shown.value;
    const track = store.drawn('plane');
    if (!track) return rows.setCount(0);
    paper.setAttribute('aria-label', t('Time in {0}', track.name));
    head.replaceChildren(...[t('Time'), withUnit(track.across), withUnit(track.up)].map(title => h('span', { class: 'cell time', role: 'columnheader', title }, title)));
    table.setAttribute('aria-rowcount', String(track.points.length + 1));
    rows.setCount(track.points.length);
  });
  paint(() => { void store.shown.value; void size.value; void store.theme.value; }, () => {
    const track = store.drawn('plane');
    const { width, height } = size.peek();
    if (!track || width === 0) return;
    drawing.setAttribute('width', String(width));
    drawing.setAttribute('height', String(height));
    const { x, y } = scalesOf(track);
    const [left, right] = x.range();
    const [bottom, top] = y.range();
    select(across).attr('transform', `translate(0 ${bottom})`).call(axisBottom(x).tickValues(ticksOf(track.across, x, Math.max(2, Math.floor((right - left) / 80)))).tickSize(4).tickFormat(value => formatValue(Number(value))));
    select(up).attr('transform', `translate(${left} 0)`).call(axisLeft(y).tickValues(ticksOf(track.up, y, Math.max(2, Math.floor((bottom - top) / 40)))).tickSize(4).tickFormat(value => formatValue(Number(value))));
    labels.replaceChildren(
      svg('text', { x: String((left + right) / 2), y: String(height - 5), 'text-anchor': 'middle' }, withUnit(track.across)),
      svg('text', { transform: `translate(13 ${(top + bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, withUnit(track.up)));
  });
  paint(() => { void store.shown.value; void size.value; void store.cursorUs.value; }, () => {
    const track = store.drawn('plane');
    if (!track || size.peek().width === 0) return;
    const index = pointAt(track, store.cursorUs.peek());
    marks.replaceChildren(...pathMarks(track, scalesOf(track), index, store.cursorUs.peek()));
    caption.textContent = index < 0 ? nothingYet(track, store.cursorUs.peek()) : `${formatTime(store.cursorUs.peek())}: ${told(track, index)}`;
    paper.setAttribute('aria-valuemax', String(Math.round(store.run.peek()?.endUs ?? 0)));
    paper.setAttribute('aria-valuenow', String(Math.round(store.cursorUs.peek())));
    paper.setAttribute('aria-valuetext', caption.textContent);
    if (index >= 0) rows.scrollTo(index);
    rows.refresh();
  });
  paper.addEventListener('click', event => {
    const track = store.drawn('plane');
    const frame = paper.getBoundingClientRect();
    const index = track ? nearestPoint(track, scalesOf(track), { x: event.clientX - frame.left, y: event.clientY - frame.top }, store.cursorUs.peek()) : -1;
    if (track && index >= 0) commands.moveTo(track.points[index].timeUs);
  });
  paper.addEventListener('keydown', event => {
    const track = store.drawn('plane');
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!track || by === undefined || event.shiftKey) return diagramKeys(event, commands);
    event.preventDefault();
    const next = track.points[pointAt(track, store.cursorUs.peek()) + by];
    if (next) commands.moveTo(next.timeUs);
  });
  return view;
}

function pathMarks(track: PlaneTrack, scales: PlaneScales, index: number, timeUs: number): SVGElement[] {
  const { x, y } = scales;
  const here = track.points[index];
  return [
    ...curvesAt(track, timeUs).flatMap((curve, each) => curveMarks(curve, scales, each)),
    ...track.look === 'path' ? pathLines(track, scales, index) : [],
    ...track.points.map(({ across, up }, each) => svg('circle', { class: each <= index ? 'path-point' : 'path-point future', cx: String(x(across)), cy: String(y(up)), r: track.look === 'path' ? '1.6' : '2.6' })),
    ...here ? [svg('circle', { class: 'path-here', cx: String(x(here.across)), cy: String(y(here.up)), r: '6' })] : [],
  ];
}

function pathLines(track: PlaneTrack, scales: PlaneScales, index: number): SVGElement[] {
  const path = (cls: string, from: number, to: number): SVGElement => svg('path', { class: cls, d: pathThrough(track, scales, from, to) });
  const [start] = track.points;
  return [
    path('path-future', index, track.points.length - 1), path('path-past', 0, index), path('path-trail', index - trail, index),
    ...start ? [svg('text', { class: 'path-start', x: String(scales.x(start.across) + 7), y: String(scales.y(start.up) - 7) }, t('start'))] : [],
  ];
}

/** The name stands where the curve begins. */
function curveMarks(curve: PlaneCurve, scales: PlaneScales, index: number): SVGElement[] {
  const [start] = curve.points;
  return [
    svg('path', { class: `plane-curve series-${index + 2}`, d: curvePath(curve, scales) }),
    ...start ? [svg('text', { class: 'plane-curve-name', x: String(scales.x(start[0]) + 6), y: String(scales.y(start[1]) - 7) }, curve.name)] : [],
  ];
}
