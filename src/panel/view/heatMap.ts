import type { Chart } from '../model/charts.ts';
import { layOutHeat } from '../layout/heat.ts';
import type { TimeRange } from '../layout/viewport.ts';
import { svg } from './dom.ts';
import type { Theme } from './theme.ts';

const columnWidth = 3;
const gap = 1;
/** Rows that are lower than this have no room for a name. */
const nameHeight = 9;

/** A row for each track: the more, the stronger its colour. */
export function drawHeatMap(context: CanvasRenderingContext2D, theme: Theme, { tracks }: Chart, range: TimeRange, width: number, height: number): void {
  const most = Math.max(1e-9, ...tracks.map(({ value }) => value.reduce((a, b) => Math.max(a, b), 0)));
  const rowHeight = height / tracks.length;
  context.fillStyle = theme['series-2'];
  tracks.forEach((track, row) => {
    const top = Math.round(row * rowHeight);
    const tall = Math.max(1, Math.round((row + 1) * rowHeight) - top - (rowHeight > 4 ? gap : 0));
    for (const { x, width: wide, heat } of layOutHeat(track, most, range, width, columnWidth)) {
      context.globalAlpha = heat;
      context.fillRect(x, top, wide, tall);
    }
  });
  context.globalAlpha = 1;
}

/** The rows' names, as many as there is room for, right-aligned at `x`. */
export function heatNames({ tracks }: Chart, x: number, height: number): SVGElement[] {
  const rowHeight = height / tracks.length;
  const every = Math.ceil(nameHeight / rowHeight);
  return tracks.flatMap(({ label }, row) => (row % every === 0
    ? [svg('text', { class: 'heat-name', x: String(x), y: String((row + 0.5) * rowHeight), 'text-anchor': 'end', 'dominant-baseline': 'central' }, label)] : []));
}
