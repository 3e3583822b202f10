import { effect } from '@preact/signals-core';
import { axisLeft, select } from 'd3';
import { t } from '../../lab/l10n.ts';
import { mostLines, type Chart } from '../model/charts.ts';
import { valueAt, wordsAt } from '../layout/samples.ts';
import { formatTime, formatValue } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon, paint, prepareCanvas, svg } from './dom.ts';
import { fitting } from './drawPicture.ts';
import { drawHeatMap, hottest } from './heatMap.ts';
import { diagramKeys } from './keys.ts';
import { drawLines, swatch, valueScale } from './lineChart.ts';
import { drawPhases } from './phaseChart.ts';
import { sampleTable } from './sampleTable.ts';
import { readTheme } from './theme.ts';
import { timeZoom } from './timeZoom.ts';

const plotHeight = 120;
const laneHeight = 20;
/** Of more tracks than can be told apart only the highest are told. */
const mostTold = 5;
/** Rows that are lower than this have no room for a name. */
const nameHeight = 9;
const axisWidth = 100;
/** Between a row's name and its row. */
const nameGap = 6;

const heightOf = (chart: Chart | undefined): number => (chart?.kind === 'phases' ? Math.max(2 * laneHeight, Math.min(12, chart.tracks.length) * laneHeight) : plotHeight);

/** One chart on the shared time axis, and what its tracks say at the time cursor. */
export function chartView(store: Store, commands: Commands): { readonly head: HTMLElement; readonly axis: HTMLElement; readonly plot: HTMLElement; readonly table: HTMLElement } {
  const choice = h('select', { 'aria-label': t('Chart'), onchange: () => { store.chart.value = choice.value; } });
  const scale = h('span', { class: 'heat-scale' });
  const legend = h('div', { class: 'series-legend' });
  const head = h('div', { class: 'chart-head' }, toggleButton(store), choice, scale, legend);
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const dots = svg('svg', { 'aria-hidden': 'true', class: 'dots' });
  const plot = h('div', { class: 'plot chart' }, canvas, dots);
  const ticks = svg('g', { class: 'ticks', transform: `translate(${axisWidth - 1} 0)` });
  const names = svg('g', {});
  const axisDrawing = svg('svg', { class: 'value-axis', 'aria-hidden': 'true', width: String(axisWidth) }, ticks, names);
  const axis = h('div', { class: 'gutter chart-axis' }, axisDrawing);

  const shown = (): Chart | undefined => store.run.peek()?.charts.find(chart => chart.name === store.chart.peek());
  timeZoom(plot, store, commands);
  plot.addEventListener('keydown', event => diagramKeys(event, commands));
  plot.addEventListener('click', event => commands.moveTo(store.timeAt.peek()(event.offsetX)));

  paint(() => { void store.run.value; void store.chart.value; }, () => {
    choice.replaceChildren(...(store.run.peek()?.charts ?? []).map(chart => h('option', { value: chart.name, selected: chart.name === store.chart.peek() }, chart.kind === 'phases' || chart.unit === '' || chart.unit === chart.name ? chart.name : `${chart.name} (${chart.unit})`)));
    choice.disabled = choice.options.length < 2;
    head.hidden = choice.options.length === 0;
    const chart = shown();
    scale.hidden = chart?.kind !== 'heat';
    if (chart?.kind === 'heat') scale.replaceChildren('0', h('span', { class: 'heat-ramp', 'aria-hidden': 'true' }), `${formatValue(hottest(chart))} ${chart.unit}`);
    const height = heightOf(chart);
    for (const element of [plot, axis]) element.style.height = `${height}px`;
    for (const drawing of [dots, axisDrawing]) drawing.setAttribute('height', String(height));
  });
  paint(() => { void store.run.value; void store.chart.value; void store.x.value; void store.theme.value; }, () => {
    const chart = shown();
    const width = store.plotWidth.peek();
    const height = heightOf(chart);
    const context = prepareCanvas(canvas, width, height);
    if (!chart) return;
    const theme = readTheme(plot, store.theme.peek());
    const range = store.range.peek();
    names.replaceChildren(...chart.kind === 'lines' ? [] : trackNames(chart, height, label => fitting(context, theme.font, label, Math.min(axis.clientWidth || axisWidth, axisWidth) - 2 * nameGap)));
    ticks.style.display = chart.kind === 'lines' ? '' : 'none';
    if (chart.kind === 'phases') return drawPhases(context, theme, chart, range, store.run.peek()!.endUs, width, height);
    if (chart.kind === 'heat') return drawHeatMap(context, theme, chart, range, width, height);
    const y = valueScale(chart, height);
    select(ticks).call(axisLeft(y).ticks(4).tickSize(3).tickFormat(value => formatValue(Number(value))));
    drawLines(context, theme, chart, range, width, store.x.peek(), y);
  });
  paint(() => { void store.run.value; void store.chart.value; void store.cursorUs.value; void store.x.value; }, () => {
    const chart = shown();
    dots.setAttribute('width', String(store.plotWidth.peek()));
    dots.replaceChildren(...chart?.kind === 'lines' ? dotsAt(chart, store) : []);
    legend.replaceChildren(...chart ? told(chart, store.cursorUs.peek()) : []);
  });
  return { head, axis, plot, table: sampleTable(store, commands) };
}

function toggleButton(store: Store): HTMLElement {
  const toggle = h('button', { class: 'tool', onclick: () => { store.chartShown.value = !store.chartShown.peek(); } });
  effect(() => {
    const shown = store.chartShown.value;
    toggle.replaceChildren(icon(shown ? 'chevron-down' : 'chevron-right'));
    toggle.title = shown ? t('Hide the chart') : t('Show the chart');
    toggle.setAttribute('aria-label', toggle.title);
    toggle.setAttribute('aria-expanded', String(shown));
  });
  return toggle;
}

function dotsAt(chart: Extract<Chart, { kind: 'lines' | 'heat' }>, store: Store): SVGElement[] {
  const cursorUs = store.cursorUs.peek();
  const y = valueScale(chart, heightOf(chart));
  return chart.tracks.flatMap((track, index) => (track.style === 'limit' || track.timeUs.length === 0 || track.timeUs[0] > cursorUs ? []
    : [svg('circle', { class: `series-${(index % mostLines) + 1}`, cx: String(store.x.peek()(cursorUs)), cy: String(y(valueAt(track, cursorUs))), r: '4' })]));
}

/** The tracks with what they say at an instant; of a heat map the highest. */
function told(chart: Chart, atUs: number): HTMLElement[] {
  const tracks = chart.kind === 'heat' ? [...chart.tracks].sort((a, b) => valueAt(b, atUs) - valueAt(a, atUs)).slice(0, mostTold) : chart.tracks.slice(0, mostLines);
  return tracks.map((track, index) => h('span', { class: 'series' }, ...chart.kind === 'lines' && track.type === 'sample' ? [swatch(track, index)] : [], `${track.label} `,
    h('b', { title: t('at {0}', formatTime(atUs)) }, wordsAt(track, atUs))));
}

/** The rows' names, as many as there is room for, each as far as it fits. */
function trackNames({ tracks }: Chart, height: number, short: (label: string) => string): SVGElement[] {
  const rowHeight = height / tracks.length;
  const every = Math.ceil(nameHeight / rowHeight);
  return tracks.flatMap(({ label }, row) => (row % every === 0 ? [nameAt((row + 0.5) * rowHeight, label, short(label))] : []));
}

function nameAt(y: number, label: string, shown: string): SVGElement {
  const whole = shown === label ? undefined : svg('title', {}, label);
  return svg('text', { class: 'track-name', x: String(axisWidth - nameGap), y: String(y), 'text-anchor': 'end', 'dominant-baseline': 'central' }, shown, whole);
}
