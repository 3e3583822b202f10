import { t } from '../../lab/l10n.ts';
import { copyHeight, type Held, type HistoryGrid, type OperationBox, type ThreadPoint } from '../layout/history.ts';
import type { ShownHistory } from '../model/history.ts';
import { barTexts } from './historyWords.ts';
import { fitting } from './drawPicture.ts';
import { hatch } from './shapes.ts';
import type { Theme } from './theme.ts';

type Context = CanvasRenderingContext2D;

/** Everything in view of a history, in pixels. */
export interface HistoryDrawing {
  readonly grid: HistoryGrid;
  readonly boxes: readonly OperationBox[];
  readonly thread: readonly ThreadPoint[];
  /** The order explains all. */
  readonly whole: boolean;
  /** Where it breaks off. */
  readonly endsX: number;
  readonly held: readonly (Omit<Held, 'fromUs' | 'toUs'> & { readonly x1: number; readonly x2: number })[];
  /** The operation that is looked at, -1 for none. */
  readonly focus: number;
  /** Operations that contradict each other. */
  readonly evidence: readonly number[];
  readonly width: number;
}

const fadeWidth = 36;
const badgeRadius = 8;
const textMiddle = 8;
const legibleWidth = 50;
/** With less room for each point of the thread all of it is drawn finer. */
const pointRoom = 14;

export function drawHistory(context: Context, theme: Theme, drawing: HistoryDrawing): void {
  const { shown } = drawing.grid;
  context.textBaseline = 'middle';
  drawGround(context, theme, drawing);
  if (shown.orders) drawCopy(context, theme, drawing);
  for (const box of drawing.boxes) drawBox(context, theme, shown, box, drawing);
  drawThread(context, theme, shown, drawing);
  drawMarks(context, theme, drawing);
}

function drawGround(context: Context, theme: Theme, { grid, width }: HistoryDrawing): void {
  context.fillStyle = theme.lane;
  grid.lanes.forEach(({ top, height }, lane) => {
    if (lane % 2 === 0) context.fillRect(0, top, width, height);
  });
}

/** What the one copy holds from time to time. */
function drawCopy(context: Context, theme: Theme, { held, endsX, width }: HistoryDrawing): void {
  const [top, height] = [5, copyHeight - 10];
  for (const { x1, x2, state } of held) {
    const [left, right] = [Math.max(-4, x1), Math.min(width + 4, x2)];
    if (right <= left) continue;
    context.fillStyle = theme.message;
    context.globalAlpha = 0.16;
    context.fillRect(left, top, right - left, height);
    context.globalAlpha = 1;
    context.fillRect(left, top, 1.5, height);
    const from = Math.max(0, left) + 5;
    context.fillStyle = theme.foreground;
    context.fillText(fitting(context, theme.font, state, Math.min(right, width) - from - 2), from, top + height / 2);
  }
  if (endsX >= width) return;
  const from = Math.max(0, endsX);
  context.fillStyle = hatch(context, theme.fail, 7);
  context.globalAlpha = 0.5;
  context.fillRect(from, top, width - from, height);
  context.globalAlpha = 1;
  context.fillStyle = theme.fail;
  context.fillRect(from, top, 1.5, height);
  const text = fitting(context, theme.font, t('no order goes on'), width - from - 12);
  context.fillStyle = theme.background;
  context.fillRect(from + 6, top + 1, text === '' ? 0 : context.measureText(text).width + 6, height - 2);
  context.fillStyle = theme.foreground;
  context.fillText(text, from + 9, top + height / 2);
}

function drawBox(context: Context, theme: Theme, shown: ShownHistory, box: OperationBox, { evidence, width }: HistoryDrawing): void {
  const { operation, x1, x2, top, bottom, fades } = box;
  const { outcome, f } = shown.track.operations[operation];
  const colour = { ok: theme.ok, fail: theme.fail, info: theme.unclear }[outcome];
  const height = bottom - top;
  context.fillStyle = colour;
  context.globalAlpha = shown.changing.size === 0 || shown.changing.has(f) ? 0.4 : 0.12;
  context.fillRect(x1, top, x2 - x1, height);
  context.globalAlpha = 1;
  if (outcome === 'fail') {
    context.fillStyle = hatch(context, colour, 4);
    context.globalAlpha = 0.55;
    context.fillRect(x1, top, x2 - x1, height);
    context.globalAlpha = 1;
  }
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash(fades ? [3, 2] : []);
  context.strokeRect(x1 + 0.5, top + 0.5, x2 - x1 - 1, height - 1);
  context.setLineDash([]);
  if (fades) drawFade(context, colour, x2, top, height);
  const left = evidence.includes(operation) ? Math.max(x1, badgeX(box, width) + badgeRadius) : Math.max(0, x1);
  drawText(context, theme, barTexts(shown, operation), left + 4, Math.min(width, x2) - 3, top + textMiddle);
}

/** It may still take effect. */
function drawFade(context: Context, colour: string, x: number, top: number, height: number): void {
  const fade = context.createLinearGradient(x, 0, x + fadeWidth, 0);
  fade.addColorStop(0, colour);
  fade.addColorStop(1, 'transparent');
  context.fillStyle = fade;
  context.globalAlpha = 0.45;
  context.fillRect(x, top, fadeWidth, height);
  context.globalAlpha = 1;
}

/** The longest of the texts that fits whole, else the last but one cut off if something legible is left of it. */
function drawText(context: Context, theme: Theme, texts: readonly string[], left: number, right: number, y: number): void {
  context.font = theme.font;
  const whole = texts.find(text => context.measureText(text).width <= right - left);
  const text = whole ?? (right - left < legibleWidth ? '' : fitting(context, theme.font, texts.at(-2)!, right - left));
  context.fillStyle = theme.foreground;
  context.fillText(text, left, y);
}

function drawThread(context: Context, theme: Theme, shown: ShownHistory, { thread, whole, width }: HistoryDrawing): void {
  const near = thread.filter(({ x }, index) => (thread[index + 1]?.x ?? x) >= -20 && (thread[index - 1]?.x ?? x) <= width + 20);
  if (near.length === 0) return;
  const fine = near.length * pointRoom > width;
  const path = (colour: string, lineWidth: number): void => {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth;
    context.beginPath();
    near.forEach(({ x, y }, index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
    context.stroke();
  };
  context.lineJoin = 'round';
  context.globalAlpha = 0.6;
  path(theme.background, fine ? 2.5 : 4);
  context.globalAlpha = 1;
  context.setLineDash(whole ? [] : [5, 3]);
  path(theme.accent, fine ? 1 : 1.75);
  context.setLineDash([]);
  for (const { operation, x, y } of near) {
    context.beginPath();
    context.arc(x, y, fine ? 2 : 3, 0, 7);
    context.fillStyle = shown.changing.has(shown.track.operations[operation].f) ? theme.accent : theme.background;
    context.fill();
    context.stroke();
  }
}

/** Where the number of an operation stands: before it, or in view. */
const badgeX = ({ x1 }: OperationBox, width: number): number => Math.max(badgeRadius, Math.min(width - badgeRadius, x1 - badgeRadius));

/** A frame around the operation that is looked at, and around those that contradict each other, which have numbers. */
function drawMarks(context: Context, theme: Theme, { boxes, evidence, focus, width }: HistoryDrawing): void {
  const frame = ({ x1, x2, top, bottom }: OperationBox, colour: string, gap: number): void => {
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.strokeRect(x1 - gap, top - gap, x2 - x1 + 2 * gap, bottom - top + 2 * gap);
  };
  for (const box of boxes) if (box.operation === focus) frame(box, theme.accent, 3);
  context.textAlign = 'center';
  for (const box of boxes) {
    const number = evidence.indexOf(box.operation) + 1;
    if (number === 0) continue;
    frame(box, theme.fail, 1);
    const x = badgeX(box, width);
    const y = (box.top + box.bottom) / 2;
    context.beginPath();
    context.arc(x, y, badgeRadius, 0, 7);
    context.fillStyle = theme.fail;
    context.fill();
    context.fillStyle = theme.background;
    context.fillText(String(number), x, y + 0.5);
  }
  context.textAlign = 'start';
}
