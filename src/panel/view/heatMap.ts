import type { ValueChart } from '../model/charts.ts';
import { layOutHeat } from '../layout/heat.ts';
import type { TimeRange } from '../layout/viewport.ts';
import type { Theme } from './theme.ts';

const columnWidth = 3;
const gap = 1;

/** The value that has the full colour. */
export const hottest = ({ tracks }: ValueChart): number => Math.max(1e-9, ...tracks.map(({ value }) => value.reduce((a, b) => Math.max(a, b), 0)));

/** A row for each track: the more, the stronger its colour. */
export function drawHeatMap(context: CanvasRenderingContext2D, theme: Theme, chart: ValueChart, range: TimeRange, width: number, height: number): void {
  const { tracks } = chart;
  const most = hottest(chart);
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
