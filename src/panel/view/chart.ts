import { effect } from '@preact/signals-core';
import { axisLeft, scaleLinear, select, type ScaleLinear } from 'd3';
import type { SampleTrack } from '../../lab/recording.ts';
import type { Chart } from '../model/charts.ts';
import { thinned, valueAt } from '../layout/samples.ts';
import { formatTime, formatValue } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon, paint, prepareCanvas, svg } from './dom.ts';
import { drawHeatMap, heatNames } from './heatMap.ts';
import { diagramKeys } from './keys.ts';
import { sampleTable } from './sampleTable.ts';
import { readTheme, type Theme } from './theme.ts';
import { timeZoom } from './timeZoom.ts';

const height = 120;
const pad = 8;
const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [1, 3]];
const seriesCount = dashes.length;
/** Of more lines than can be told apart only the highest are told. */
const mostTold = 5;

const isHeatMap = ({ tracks }: Chart): boolean => tracks.length > seriesCount;

/** One chart on the shared time axis: its lines, or a heat map where they are many, and their values at the time cursor. */
export function chartView(store: Store, commands: Commands): { readonly head: HTMLElement; readonly axis: HTMLElement; readonly plot: HTMLElement; readonly table: HTMLElement } {
  const choice = h('select', { 'aria-label': 'Chart', onchange: () => { store.chart.value = choice.value; } });
  const legend = h('div', { class: 'series-legend' });
  const toggle = h('button', { class: 'tool', onclick: () => { store.chartShown.value = !store.chartShown.peek(); } });
  effect(() => {
    const shown = store.chartShown.value;
    toggle.replaceChildren(icon(shown ? 'chevron-down' : 'chevron-right'));
    toggle.title = shown ? 'Hide the chart' : 'Show the chart';
    toggle.setAttribute('aria-label', toggle.title);
    toggle.setAttribute('aria-expanded', String(shown));
  });
  const head = h('div', { class: 'chart-head' }, toggle, choice, legend);
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const dots = svg('svg', { 'aria-hidden': 'true', height: String(height), class: 'dots' });
  const plot = h('div', { class: 'plot chart' }, canvas, dots);
  const ticks = svg('g', { class: 'ticks', transform: `translate(99 0)` });
  const names = svg('g', {});
  const axisDrawing = svg('svg', { class: 'value-axis', 'aria-hidden': 'true', height: String(height), width: '100' }, ticks, names);
  const axis = h('div', { class: 'gutter chart-axis' }, axisDrawing);

  const shown = (): Chart | undefined => store.run.peek()?.charts.find(chart => chart.name === store.chart.peek());
  timeZoom(plot, store, commands);
  plot.addEventListener('keydown', event => diagramKeys(event, commands));
  plot.addEventListener('click', event => commands.moveTo(store.timeAt.peek()(event.offsetX)));

  paint(() => { void store.run.value; void store.chart.value; }, () => {
    choice.replaceChildren(...(store.run.peek()?.charts ?? []).map(({ name, unit }) => h('option', { value: name, selected: name === store.chart.peek() }, `${name} (${unit})`)));
    choice.disabled = choice.options.length < 2;
    head.hidden = choice.options.length === 0;
  });
  paint(() => { void store.run.value; void store.chart.value; void store.x.value; void store.theme.value; }, () => {
    const chart = shown();
    const width = store.plotWidth.peek();
    const context = prepareCanvas(canvas, width, height);
    if (!chart) return;
    const theme = readTheme(plot);
    const heat = isHeatMap(chart);
    names.replaceChildren(...heat ? heatNames(chart, 94, height) : []);
    ticks.style.display = heat ? 'none' : '';
    if (heat) return drawHeatMap(context, theme, chart, store.range.peek(), width, height);
    const y = valueScale(chart);
    select(ticks).call(axisLeft(y).ticks(4).tickSize(3).tickFormat(value => formatValue(Number(value))));
    context.strokeStyle = theme.line;
    context.globalAlpha = 0.5;
    for (const tick of y.ticks(4)) context.strokeRect(-1, Math.round(y(tick)) + 0.5, width + 2, 0);
    context.globalAlpha = 1;
    chart.tracks.forEach((track, index) => drawTrack(context, theme, track, index, thinned(track, store.range.peek(), width), store.x.peek(), y));
  });
  paint(() => { void store.run.value; void store.chart.value; void store.cursorUs.value; void store.x.value; }, () => {
    const chart = shown();
    const cursorUs = store.cursorUs.peek();
    const y = chart && valueScale(chart);
    const x = store.x.peek()(cursorUs);
    dots.setAttribute('width', String(store.plotWidth.peek()));
    const heat = chart !== undefined && isHeatMap(chart);
    dots.replaceChildren(...(heat ? [] : chart?.tracks ?? []).flatMap((track, index) => track.style === 'limit' || track.timeUs.length === 0 || track.timeUs[0] > cursorUs ? []
      : [svg('circle', { class: `series-${(index % seriesCount) + 1}`, cx: String(x), cy: String(y!(valueAt(track, cursorUs))), r: '4' })]));
    const told = (chart?.tracks ?? []).map((track, index) => ({ track, index, value: valueAt(track, cursorUs) }));
    if (heat) told.sort((a, b) => b.value - a.value).splice(mostTold);
    legend.replaceChildren(...told.map(({ track, index, value }) =>
      h('span', { class: 'series' }, ...heat ? [] : [swatch(track, index)], `${track.label} `,
        h('b', { title: `at ${formatTime(cursorUs)}` }, Number.isNaN(value) ? '–' : `${formatValue(value)} ${track.unit}`))));
  });
  return { head, axis, plot, table: sampleTable(store, commands) };
}

const valueScales = new WeakMap<Chart, ScaleLinear<number, number>>();

function valueScale(chart: Chart): ScaleLinear<number, number> {
  let scale = valueScales.get(chart);
  if (!scale) {
    const most = chart.tracks.reduce((max, { value }) => value.reduce((a, b) => Math.max(a, b), max), 1e-9);
    const least = chart.tracks.reduce((min, { value }) => value.reduce((a, b) => Math.min(a, b), min), 0);
    valueScales.set(chart, scale = scaleLinear([least, most], [height - pad, pad]).nice(4));
  }
  return scale;
}

function swatch(track: SampleTrack, index: number): SVGElement {
  const cls = track.style === 'limit' ? 'swatch limit' : `swatch series-${(index % seriesCount) + 1}`;
  return svg('svg', { class: cls, width: '18', height: '8', 'aria-hidden': 'true' }, svg('line', { x1: '0', x2: '18', y1: '4', y2: '4' }));
}

function drawTrack(
  context: CanvasRenderingContext2D, theme: Theme, track: SampleTrack, index: number, samples: readonly number[],
  x: (timeUs: number) => number, y: (value: number) => number,
): void {
  const limit = track.style === 'limit';
  const slot = index % seriesCount;
  context.strokeStyle = limit ? theme.fail : [theme['series-1'], theme['series-2'], theme['series-3'], theme['series-4'], theme['series-5'], theme['series-6']][slot];
  context.lineWidth = limit ? 1.25 : 1.75;
  context.setLineDash(limit ? [5, 4] : dashes[slot]);
  context.lineJoin = 'round';
  context.beginPath();
  let lastY = 0;
  samples.forEach((sample, position) => {
    const [px, py] = [x(track.timeUs[sample]), y(track.value[sample])];
    if (position === 0) context.moveTo(px, py);
    else {
      if (track.style === 'step') context.lineTo(px, lastY);
      context.lineTo(px, py);
    }
    lastY = py;
  });
  context.stroke();
  context.setLineDash([]);
}
