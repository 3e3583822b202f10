import type { EntryBox, TimelineBox } from '../layout/timeline.ts';
import type { LaneLink, Look, TimelineEntry, TimelineLane } from '../model/timeline.ts';
import { arrowHead, cross, hatch } from './shapes.ts';
import type { Theme } from './theme.ts';

type Context = CanvasRenderingContext2D;

const textPad = 5;
/** Text beside a bar may be cut, but not to less. */
const leastText = 28;

const toneColour = (theme: Theme, tone: Look): string =>
  ({ good: theme.ok, bad: theme.fail, waiting: theme.slow, neutral: theme.message, unclear: theme.unclear, undone: theme.muted, compensated: theme.ok, intended: theme.muted })[tone];

/** Bars and points of one lane; `chosen` get a frame. Tones differ in hatching and edge, not only in colour. */
export function drawEntries(context: Context, theme: Theme, boxes: readonly EntryBox[], chosen: (box: EntryBox) => boolean): void {
  const lined = boxes.some(({ entry }) => entry.kind === 'line');
  for (const box of boxes) if (box.entry.kind === 'line') drawLine(context, theme, box);
  for (const box of boxes) if (box.entry.kind === 'bar') {
    if (lined) context.clearRect(box.x1, box.top, box.x2 - box.x1, box.bottom - box.top);
    drawBar(context, theme, box);
  }
  for (const box of boxes) if (box.entry.kind === 'point') drawPoint(context, theme, box.entry.tone, box.x1, (box.top + box.bottom) / 2);
  for (const box of boxes) if (box.entry.pivot) drawPivot(context, theme, box);
  for (const box of boxes) if (box.entry.text !== '') drawText(context, theme, box, lined);
  context.strokeStyle = theme.accent;
  context.lineWidth = 2;
  for (const box of boxes) {
    if (!chosen(box)) continue;
    const reach = box.entry.kind === 'point' ? 7 : 1;
    context.strokeRect(box.x1 - reach, box.top - 1, Math.max(3, box.x2 - box.x1) + 2 * reach, box.bottom - box.top + 2);
  }
}

/** Lines from a lane to others, those of what went wrong above the rest; those that lead to or from what is `marked` are strongest. */
export function drawLinks(context: Context, theme: Theme, { lane, top, height }: TimelineBox, boxes: readonly TimelineBox[], x: (us: number) => number, width: number, marked: readonly TimelineEntry[]): void {
  const touches = (of: TimelineLane, atUs: number): boolean => marked.some(entry => entry.lane === of && entry.fromUs === atUs);
  const weightOf = ({ tone, to, fromUs, toUs }: LaneLink): number => (touches(lane, fromUs) || touches(to, toUs) ? 3 : tone === 'bad' ? 2 : tone === 'waiting' ? 1 : 0);
  const shown = lane.links.filter(({ fromUs, toUs }) => x(toUs) >= 0 && x(fromUs) <= width).map(link => ({ link, weight: weightOf(link) })).sort((a, b) => a.weight - b.weight);
  for (const { link: { to, fromUs, toUs, tone }, weight } of shown) {
    const end = boxes.find(box => box.lane === to);
    if (!end) continue;
    context.strokeStyle = toneColour(theme, tone);
    context.lineWidth = [1, 1.75, 2.5, 3.5][weight];
    context.globalAlpha = weight === 0 ? 0.6 : 1;
    context.setLineDash(tone === 'waiting' ? [6, 3] : []);
    context.shadowColor = context.strokeStyle;
    context.shadowBlur = tone === 'bad' ? 8 : 0;
    context.beginPath();
    context.moveTo(x(fromUs), top + height / 2);
    context.lineTo(x(toUs), end.top + end.height / 2);
    context.stroke();
  }
  context.shadowBlur = 0;
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/** It lasts, and nothing of it runs. */
function drawLine(context: Context, theme: Theme, { entry: { open }, x1, x2, top, bottom }: EntryBox): void {
  context.strokeStyle = theme.message;
  context.lineWidth = 1.5;
  context.globalAlpha = 0.7;
  context.setLineDash(open ? [2, 3] : []);
  context.beginPath();
  context.moveTo(x1, (top + bottom) / 2);
  context.lineTo(x2, (top + bottom) / 2);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** A gate at the end of the step, behind which nothing is taken back; where there is room for it. */
function drawPivot(context: Context, theme: Theme, { entry: { kind }, x1, x2, top, bottom }: EntryBox): void {
  if (kind === 'bar' && x2 - x1 < 16) return;
  const x = kind === 'bar' ? x2 - 11 : x2 + 6;
  context.fillStyle = theme.foreground;
  for (const at of [x, x + 3]) context.fillRect(at, top, 2, bottom - top);
}

/** From a wait to whoever is waited for, whose lane is marked. */
export function drawWait(context: Context, theme: Theme, { x1, x2, top, bottom }: EntryBox, holder: TimelineBox, width: number): void {
  const x = Math.max(4, Math.min(x1 + 8, (x1 + x2) / 2));
  const below = holder.top > top;
  const [from, to] = [below ? bottom : top, below ? holder.top + 2 : holder.top + holder.height - 2];
  context.fillStyle = theme.slow;
  context.globalAlpha = 0.12;
  context.fillRect(0, holder.top, width, holder.height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.slow;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, from);
  context.lineTo(x, to);
  context.stroke();
  context.beginPath();
  arrowHead(context, x, from, x, to);
  context.fill();
}

function drawBar(context: Context, theme: Theme, { entry: { tone, open }, x1, x2, top, bottom }: EntryBox): void {
  const colour = toneColour(theme, tone);
  const [width, height] = [Math.max(2, x2 - x1), bottom - top];
  context.fillStyle = colour;
  context.globalAlpha = { waiting: 0.14, undone: 0, intended: 0 }[tone as string] ?? 0.3;
  context.fillRect(x1, top, width, height);
  context.globalAlpha = 1;
  if (tone === 'bad' || tone === 'unclear') {
    context.fillStyle = hatch(context, colour, tone === 'bad' ? 5 : 9);
    context.fillRect(x1, top, width, height);
  }
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash(tone === 'waiting' ? [4, 3] : tone === 'intended' ? [1, 3] : []);
  context.beginPath();
  context.moveTo(x2 - 0.5, top + 0.5);
  context.lineTo(x1 + 0.5, top + 0.5);
  context.lineTo(x1 + 0.5, bottom - 0.5);
  context.lineTo(x2 - 0.5, bottom - 0.5);
  if (!open) context.closePath();
  context.stroke();
  context.setLineDash([]);
}

function drawPoint(context: Context, theme: Theme, tone: Look, x: number, y: number): void {
  context.strokeStyle = context.fillStyle = toneColour(theme, tone);
  context.lineWidth = 2;
  context.beginPath();
  if (tone === 'bad') cross(context, x, y, 4.5);
  else if (tone === 'neutral' || tone === 'undone' || tone === 'intended') diamond(context, x, y, tone === 'neutral' ? 5 : 4.5);
  else context.arc(x, y, tone === 'unclear' ? 5.5 : 4, 0, 7);
  if (tone === 'good' || tone === 'neutral') return context.fill();
  if (tone !== 'bad') {
    context.fillStyle = theme.background;
    context.fill();
  }
  context.stroke();
  if (tone === 'unclear') questionMark(context, theme, x, y);
}

function diamond(context: Context, x: number, y: number, reach: number): void {
  context.moveTo(x, y - reach);
  for (const [dx, dy] of [[reach, 0], [0, reach], [-reach, 0]] as const) context.lineTo(x + dx, y + dy);
  context.closePath();
}

function questionMark(context: Context, theme: Theme, x: number, y: number): void {
  context.fillStyle = theme.foreground;
  context.textAlign = 'center';
  context.fillText('?', x, y + 0.5);
  context.textAlign = 'start';
}

/** `lined`: on a line. In the bar where it fits, else beside it where there is room, behind it before in front of it; cut rather than over something else. */
function drawText(context: Context, theme: Theme, { entry: { kind, text, tone }, x1, x2, top, bottom, inside: [from, to], room, roomBefore }: EntryBox, lined: boolean): void {
  const left = from + textPad;
  const wide = context.measureText(text).width;
  const inside = kind === 'bar' ? to - left - textPad : 0;
  const beside = tone === 'intended' ? 0 : room - 2 * textPad;
  const before = roomBefore - 2 * textPad;
  if (wide > beside && wide <= before) {
    const start = x1 - textPad - 4 - wide;
    if (lined) clear(context, text, start, top, bottom);
    context.fillStyle = theme.foreground;
    return context.fillText(text, start, (top + bottom) / 2 + 0.5);
  }
  const [at, space] = wide <= inside || inside >= beside ? [left, inside] : [x2 + textPad + (kind === 'point' ? 4 : 0), beside];
  if (space < Math.min(wide, leastText)) return;
  const shown = shortened(context, text, space);
  const middle = (top + bottom) / 2 + 0.5;
  if (at === left && inside > 0) halo(context, theme, shown, at, middle);
  else if (lined) clear(context, shown, at, top, bottom);
  context.fillStyle = theme.foreground;
  context.fillText(shown, at, middle);
}

/** The line makes room for a text. */
function clear(context: Context, text: string, x: number, top: number, bottom: number): void {
  context.clearRect(x - 3, top, context.measureText(text).width + 6, bottom - top);
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
