import { scaleLinear, type ScaleLinear } from 'd3';
import type { SampleTrack } from '../../lab/recording.ts';
import { thinned } from '../layout/samples.ts';
import type { TimeRange } from '../layout/viewport.ts';
import { mostLines, type ValueChart } from '../model/charts.ts';
import { svg } from './dom.ts';
import { seriesColours, type Theme } from './theme.ts';

const pad = 8;
const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [1, 3]];
const scales = new WeakMap<ValueChart, ScaleLinear<number, number>>();

/** From values to pixels, with round ends. */
export function valueScale(chart: ValueChart, height: number): ScaleLinear<number, number> {
  let scale = scales.get(chart);
  if (!scale) {
    const most = chart.tracks.reduce((max, { value, high = value }) => high.reduce((a, b) => Math.max(a, b), max), 0) || 1;
    const least = chart.tracks.reduce((min, { value }) => value.reduce((a, b) => Math.min(a, b), min), 0);
    scales.set(chart, scale = scaleLinear([least, most], [height - pad, pad]).nice(4));
  }
  return scale;
}

export function drawLines(
  context: CanvasRenderingContext2D, theme: Theme, { tracks }: ValueChart, range: TimeRange, width: number, x: (timeUs: number) => number, y: ScaleLinear<number, number>,
): void {
  context.strokeStyle = theme.line;
  context.globalAlpha = 0.5;
  for (const tick of y.ticks(4)) context.strokeRect(-1, Math.round(y(tick)) + 0.5, width + 2, 0);
  context.globalAlpha = 1;
  tracks.forEach((track, index) => {
    const samples = thinned(track, range, width);
    drawBand(context, seriesColours(theme)[index], track, samples, x, y);
    drawTrack(context, theme, track, index, samples, x, y);
  });
}

/** Between what the value is at least and at most. */
function drawBand(context: CanvasRenderingContext2D, colour: string, { timeUs, low, high }: SampleTrack, samples: readonly number[], x: (timeUs: number) => number, y: (value: number) => number): void {
  if (!low || !high || samples.length === 0) return;
  context.beginPath();
  for (const sample of samples) context.lineTo(x(timeUs[sample]), y(high[sample]));
  for (const sample of [...samples].reverse()) context.lineTo(x(timeUs[sample]), y(low[sample]));
  context.fillStyle = colour;
  context.globalAlpha = 0.15;
  context.fill();
  context.globalAlpha = 1;
}

function drawTrack(
  context: CanvasRenderingContext2D, theme: Theme, track: SampleTrack, index: number, samples: readonly number[], x: (timeUs: number) => number, y: (value: number) => number,
): void {
  const limit = track.style === 'limit';
  context.strokeStyle = limit ? theme.fail : seriesColours(theme)[index];
  context.lineWidth = limit ? 1.25 : 1.75;
  context.setLineDash(limit ? [5, 4] : dashes[index]);
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

export function swatch({ style }: SampleTrack, index: number): SVGElement {
  const cls = style === 'limit' ? 'swatch limit' : `swatch series-${(index % mostLines) + 1}`;
  return svg('svg', { class: cls, width: '18', height: '8', 'aria-hidden': 'true' }, svg('line', { x1: '0', x2: '18', y1: '4', y2: '4' }));
}
