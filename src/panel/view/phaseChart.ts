import type { PhaseChart } from '../model/charts.ts';
import { layOutPhases } from '../layout/phases.ts';
import type { TimeRange } from '../layout/viewport.ts';
import { seriesColours, type Theme } from './theme.ts';

const gap = 2;
const nameRoom = 8;
const legibleHeight = 12;
const slots = new WeakMap<PhaseChart, ReadonlyMap<string, number>>();

/** A bar for each stretch, with its text where there is room; the same text has the same colour. */
export function drawPhases(context: CanvasRenderingContext2D, theme: Theme, chart: PhaseChart, range: TimeRange, endUs: number, width: number, height: number): void {
  const colours = seriesColours(theme);
  const slotOf = slotsOf(chart);
  const laneHeight = height / chart.tracks.length;
  context.font = theme.font;
  context.textBaseline = 'middle';
  chart.tracks.forEach((track, lane) => {
    const top = lane * laneHeight;
    for (const { x1, x2, text } of layOutPhases(track, range, endUs, width)) {
      const colour = colours[slotOf.get(text)! % colours.length];
      context.fillStyle = colour;
      context.globalAlpha = 0.28;
      context.fillRect(x1, top, x2 - x1, laneHeight - gap);
      context.globalAlpha = 1;
      context.fillRect(x1, top, 2, laneHeight - gap);
      const from = Math.max(0, x1) + nameRoom;
      if (laneHeight < legibleHeight || x2 - from < context.measureText(text).width) continue;
      context.fillStyle = theme.foreground;
      context.fillText(text, from, top + (laneHeight - gap) / 2);
    }
  });
}

/** Texts in the order of their first appearance, the same for all lanes of a chart. */
function slotsOf(chart: PhaseChart): ReadonlyMap<string, number> {
  let known = slots.get(chart);
  if (!known) {
    const texts = new Set(chart.tracks.flatMap(({ texts: ofTrack }) => ofTrack.filter(text => text !== '')));
    slots.set(chart, known = new Map([...texts].map((text, index) => [text, index])));
  }
  return known;
}
