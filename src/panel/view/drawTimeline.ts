import type { Tone } from '../../lab/recording.ts';
import type { EntryBox } from '../layout/timeline.ts';
import { cross, hatch } from './shapes.ts';
import type { Theme } from './theme.ts';

type Context = CanvasRenderingContext2D;

const textPad = 5;
/** Text beside a bar may be cut, but not to less. */
const leastText = 28;

const toneColour = (theme: Theme, tone: Tone): string => ({ good: theme.ok, bad: theme.fail, waiting: theme.slow, neutral: theme.message })[tone];

/** Bars and points of one lane; `chosen` get a frame. Tones differ in hatching and edge, not only in colour. */
export function drawEntries(context: Context, theme: Theme, boxes: readonly EntryBox[], chosen: (box: EntryBox) => boolean): void {
  for (const box of boxes) if (box.entry.kind === 'bar') drawBar(context, theme, box);
  for (const box of boxes) if (box.entry.kind === 'point') drawPoint(context, theme, box.entry.tone, box.x1, (box.top + box.bottom) / 2);
  for (const box of boxes) if (box.entry.text !== '') drawText(context, theme, box);
  context.strokeStyle = theme.accent;
  context.lineWidth = 2;
  for (const box of boxes) {
    if (!chosen(box)) continue;
    const reach = box.entry.kind === 'point' ? 7 : 1;
    context.strokeRect(box.x1 - reach, box.top - 1, Math.max(3, box.x2 - box.x1) + 2 * reach, box.bottom - box.top + 2);
  }
}

function drawBar(context: Context, theme: Theme, { entry: { tone, open }, x1, x2, top, bottom }: EntryBox): void {
  const colour = toneColour(theme, tone);
  const [width, height] = [Math.max(2, x2 - x1), bottom - top];
  context.fillStyle = colour;
  context.globalAlpha = tone === 'waiting' ? 0.14 : 0.3;
  context.fillRect(x1, top, width, height);
  context.globalAlpha = 1;
  if (tone === 'bad') {
    context.fillStyle = hatch(context, colour, 5);
    context.fillRect(x1, top, width, height);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash(tone === 'waiting' ? [4, 3] : []);
  context.beginPath();
  context.moveTo(x2 - 0.5, top + 0.5);
  context.lineTo(x1 + 0.5, top + 0.5);
  context.lineTo(x1 + 0.5, bottom - 0.5);
  context.lineTo(x2 - 0.5, bottom - 0.5);
  if (!open) context.closePath();
  context.stroke();
  context.setLineDash([]);
}

function drawPoint(context: Context, theme: Theme, tone: Tone, x: number, y: number): void {
  context.strokeStyle = context.fillStyle = toneColour(theme, tone);
  context.lineWidth = 2;
  context.beginPath();
  if (tone === 'bad') cross(context, x, y, 4.5);
  else if (tone === 'neutral') {
    context.moveTo(x, y - 5);
    for (const [dx, dy] of [[5, 0], [0, 5], [-5, 0]] as const) context.lineTo(x + dx, y + dy);
    return context.fill();
  } else context.arc(x, y, 4, 0, 7);
  if (tone === 'good') context.fill();
  else context.stroke();
}

/** In the bar where it fits, else beside it where there is room; cut rather than over something else. */
function drawText(context: Context, theme: Theme, { entry: { kind, text }, x2, top, bottom, inside: [from, to], room }: EntryBox): void {
  const left = from + textPad;
  const wide = context.measureText(text).width;
  const inside = kind === 'bar' ? to - left - textPad : 0;
  const beside = room - 2 * textPad;
  const [at, space] = wide <= inside || inside >= beside ? [left, inside] : [x2 + textPad + (kind === 'point' ? 4 : 0), beside];
  if (space < Math.min(wide, leastText)) return;
  const shown = shortened(context, text, space);
  const middle = (top + bottom) / 2 + 0.5;
  if (at === left && inside > 0) halo(context, theme, shown, at, middle);
  context.fillStyle = theme.foreground;
  context.fillText(shown, at, middle);
}

/** Text stays legible on hatching. */
function halo(context: Context, theme: Theme, text: string, x: number, y: number): void {
  context.strokeStyle = theme.background;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.globalAlpha = 0.75;
  context.strokeText(text, x, y);
  context.globalAlpha = 1;
}

function shortened(context: Context, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = text.length - 1;
  while (length > 0 && context.measureText(`${text.slice(0, length)}…`).width > width) length = Math.min(length - 1, Math.ceil(length * 0.9) - 1);
  return length > 0 ? `${text.slice(0, length)}…` : '';
}
