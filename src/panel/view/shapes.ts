import { TraceKind, type TraceKindCode } from '../../sim/trace.ts';
import type { Theme } from './theme.ts';

type Context = CanvasRenderingContext2D;

const hatches = new Map<string, CanvasPattern>();

/** A hatching of this colour that stays in place while the picture moves under it. */
export function hatch(context: Context, colour: string, spacing: number): CanvasPattern {
  const key = `${colour} ${spacing}`;
  let pattern = hatches.get(key);
  if (!pattern) hatches.set(key, pattern = newHatch(context, colour, spacing));
  return pattern;
}

function newHatch(context: Context, colour: string, spacing: number): CanvasPattern {
  const tile = document.createElement('canvas');
  tile.width = tile.height = spacing;
  const pen = tile.getContext('2d')!;
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const shift of [-spacing, 0, spacing]) {
    pen.moveTo(shift, spacing);
    pen.lineTo(shift + spacing, 0);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat')!;
}

export function cross(context: Context, x: number, y: number, size: number): void {
  context.moveTo(x - size, y - size);
  context.lineTo(x + size, y + size);
  context.moveTo(x - size, y + size);
  context.lineTo(x + size, y - size);
}

/** The head of an arrow that ends at (x2, y2). */
export function arrowHead(context: Context, x1: number, y1: number, x2: number, y2: number): void {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const size = 7;
  const spread = 0.42;
  context.moveTo(x2, y2);
  context.lineTo(x2 - size * Math.cos(angle - spread), y2 - size * Math.sin(angle - spread));
  context.lineTo(x2 - size * Math.cos(angle + spread), y2 - size * Math.sin(angle + spread));
  context.closePath();
}

/** The mark of an event, centred on (x, y). Kinds differ in shape, not only in colour. */
export function drawMark(context: Context, theme: Theme, kind: TraceKindCode, x: number, y: number): void {
  context.beginPath();
  context.lineWidth = 1.5;
  switch (kind) {
    case TraceKind.send:
    case TraceKind.deliver:
      context.fillStyle = theme.message;
      context.arc(x, y, 2.5, 0, 7);
      return context.fill();
    case TraceKind.timerSet:
    case TraceKind.timerFire:
    case TraceKind.timerCancel:
      context.strokeStyle = theme.muted;
      context.arc(x, y, 3, 0, 7);
      context.moveTo(x, y - 2);
      context.lineTo(x, y);
      context.lineTo(x + 1.5, y);
      context.lineWidth = 1;
      return context.stroke();
    case TraceKind.diskWrite:
      context.strokeStyle = theme.muted;
      context.lineWidth = 1;
      return context.strokeRect(x - 2.5, y - 2.5, 5, 5);
    case TraceKind.diskSync:
      context.fillStyle = theme.muted;
      return context.fillRect(x - 3, y - 3, 6, 6);
    case TraceKind.crash:
    case TraceKind.diskLoss:
    case TraceKind.error:
      context.strokeStyle = theme.fail;
      context.lineWidth = 2.5;
      cross(context, x, y, 5);
      return context.stroke();
    case TraceKind.restart:
    case TraceKind.resume:
      context.fillStyle = theme.ok;
      context.moveTo(x - 4, y - 5);
      context.lineTo(x + 5, y);
      context.lineTo(x - 4, y + 5);
      return context.fill();
    case TraceKind.pause:
    case TraceKind.clockJump:
      context.fillStyle = theme.pause;
      context.rect(x - 4, y - 5, 3, 10);
      context.rect(x + 1, y - 5, 3, 10);
      return context.fill();
    default:
      context.fillStyle = theme.note;
      context.moveTo(x, y - 4);
      context.lineTo(x + 4, y);
      context.lineTo(x, y + 4);
      context.lineTo(x - 4, y);
      return context.fill();
  }
}
