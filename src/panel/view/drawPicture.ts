import { group } from 'd3';
import type { SpanKind } from '../model/spans.ts';
import { Fate } from '../model/messages.ts';
import type { Run } from '../model/run.ts';
import { messageLabel } from '../../lab/tracewords.ts';
import type { Arrow } from '../layout/arrows.ts';
import { LabelSpace, type Box } from '../layout/labels.ts';
import type { LaneBox } from '../layout/lanes.ts';
import { columnWidth } from '../layout/marks.ts';
import type { Picture, PlacedBar } from '../layout/picture.ts';
import { arrowHead, cross, drawMark, hatch } from './shapes.ts';
import type { Theme } from './theme.ts';

type Context = CanvasRenderingContext2D;

/** Above this many arrows they are drawn without heads and labels, and the fainter the more there are. */
const manyArrows = 700;
const faintest = 0.03;
const minLabelledArrow = 44;
/** Arrows are labelled only while there is this much room for each. */
const pixelsPerLabelledArrow = 7;
const minTextHeight = 12;
const leastText = 14;
const bandLabelPlaces = 8;
const bandLabelStep = 24;

export function drawPicture(context: Context, theme: Theme, run: Run, picture: Picture, boxes: readonly LaneBox[], width: number): void {
  drawLanes(context, theme, run, boxes, width);
  drawBands(context, theme, picture);
  picture.densities.forEach((density, lane) => density && drawDensity(context, theme, density, boxes[lane]));
  drawArrows(context, theme, picture.arrows);
  drawAsks(context, theme, picture);
  for (const bar of picture.bars) drawBar(context, theme, run, bar);
  for (const { kind, x, y } of picture.marks) drawMark(context, theme, kind, x, y);
  const space = new LabelSpace();
  if (picture.arrows.length <= manyArrows) blockSigns(space, picture);
  drawBandLabels(context, theme, picture, space, width);
  if (picture.arrows.length * pixelsPerLabelledArrow <= width) drawArrowLabels(context, theme, run, picture, space, width);
}

function drawLanes(context: Context, theme: Theme, run: Run, boxes: readonly LaneBox[], width: number): void {
  boxes.forEach(({ top, height, lineY }, lane) => {
    const { role } = run.lanes.list[lane];
    if (role !== 'learner') {
      context.fillStyle = theme.lane;
      context.fillRect(0, top, width, height);
    }
    context.strokeStyle = theme.line;
    context.lineWidth = 1;
    context.globalAlpha = 1;
    context.beginPath();
    context.moveTo(0, lineY + 0.5);
    context.lineTo(width, lineY + 0.5);
    context.stroke();
    const groupEnds = lane > 0 && run.lanes.list[lane - 1].role !== role;
    if (!groupEnds) return;
    context.globalAlpha = 0.6;
    context.beginPath();
    context.moveTo(0, top + 0.5);
    context.lineTo(width, top + 0.5);
    context.stroke();
    context.globalAlpha = 1;
  });
}

function drawBands(context: Context, theme: Theme, { bands }: Picture): void {
  const colours: Record<SpanKind, string> = { cut: theme.cut, down: theme.down, pause: theme.pause, role: theme.role, fault: theme.cut };
  for (const { span, x1, x2, top, bottom } of bands) {
    const colour = colours[span.kind];
    context.fillStyle = colour;
    context.globalAlpha = 0.14;
    context.fillRect(x1, top, x2 - x1, bottom - top);
    if (span.kind !== 'role') {
      context.fillStyle = hatch(context, colour, span.kind === 'down' ? 5 : 9);
      context.globalAlpha = 0.4;
      context.fillRect(x1, top, x2 - x1, bottom - top);
    }
    context.globalAlpha = 0.9;
    context.fillStyle = colour;
    context.fillRect(x1, top, 1.5, bottom - top);
    context.fillRect(x2 - 1.5, top, 1.5, bottom - top);
    context.globalAlpha = 1;
  }
}

/** Keeps labels off marks, bars and the crosses of lost messages. */
function blockSigns(space: LabelSpace, { arrows, bars, marks }: Picture): void {
  for (const { x1, x2, top, bottom } of bars) space.block({ left: x1, right: x2, top, bottom });
  for (const { x, y } of marks) space.block({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 });
  for (const { x2, y2, fate } of arrows) if (fate === Fate.lost) space.block({ left: x2 - 4, right: x2 + 4, top: y2 - 4, bottom: y2 + 4 });
}

function drawBandLabels(context: Context, theme: Theme, { bands }: Picture, space: LabelSpace, width: number): void {
  for (const { span, x1, x2, top } of bands) {
    const left = Math.max(0, x1) + 3;
    const text = fitting(context, theme.font, span.text, Math.min(x2, width) - left - 8);
    if (text === '') continue;
    const textWidth = context.measureText(text).width + 6;
    const places = Array.from({ length: bandLabelPlaces }, (_, index) => {
      const shifted = left + index * bandLabelStep;
      return { left: shifted, right: shifted + textWidth, top: top + 1, bottom: top + 14 };
    });
    const place = space.take(places.filter(({ right }) => right < Math.min(x2, width)));
    if (place) drawLabel(context, theme, text, place, theme.foreground);
  }
}

function drawLabel(context: Context, theme: Theme, text: string, place: Box, colour: string): void {
  context.globalAlpha = 0.88;
  context.fillStyle = theme.background;
  context.fillRect(place.left, place.top, place.right - place.left, place.bottom - place.top);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.textBaseline = 'middle';
  context.fillText(text, place.left + 3, (place.top + place.bottom) / 2 + 0.5);
}

function drawDensity(context: Context, theme: Theme, density: Int32Array, { height, lineY, slots }: LaneBox): void {
  const most = density.reduce((max, count) => Math.max(max, count), 1);
  const tallest = slots > 0 ? 8 : Math.min(height - 8, 26);
  context.fillStyle = theme.message;
  context.globalAlpha = 0.6;
  density.forEach((count, column) => {
    if (count === 0) return;
    const tall = Math.max(1.5, tallest * Math.sqrt(count / most));
    context.fillRect(column * columnWidth, slots > 0 ? lineY : lineY - tall / 2, columnWidth, tall);
  });
  context.globalAlpha = 1;
}

function styleOf(arrow: Arrow, theme: Theme): { colour: string; lineWidth: number; dash: number[] } {
  const dash = arrow.copy ? [4, 3] : arrow.fate === Fate.open ? [1, 3] : [];
  if (arrow.fate === Fate.lost) return { colour: theme.lost, lineWidth: 1.25, dash };
  if (arrow.copy) return { colour: theme.copy, lineWidth: 1.25, dash };
  if (arrow.fate === Fate.slow) return { colour: theme.slow, lineWidth: 1.75, dash };
  return { colour: theme.message, lineWidth: 1, dash };
}

/** Arrows of one look are one path: canvases are slow at changing colours, not at lines. */
function drawArrows(context: Context, theme: Theme, arrows: readonly Arrow[]): void {
  const looks = group(arrows, arrow => arrow.fate * 2 + (arrow.copy ? 1 : 0));
  const many = arrows.length > manyArrows;
  for (const look of [...looks.keys()].sort((a, b) => a - b)) {
    const alike = looks.get(look)!;
    const { colour, lineWidth, dash } = styleOf(alike[0], theme);
    const lost = alike[0].fate === Fate.lost;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = many ? 0.75 : lineWidth;
    context.globalAlpha = many ? Math.max(faintest, (0.5 * manyArrows) / arrows.length) * (lost ? 2 : 1) : 0.85;
    context.setLineDash(many ? [] : dash);
    context.beginPath();
    for (const { x1, y1, x2, y2 } of alike) {
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = many ? 0.5 : 1;
    context.beginPath();
    if (lost) {
      for (const { x2, y2, ends } of alike) if (ends) cross(context, x2, y2, many ? 2 : 3.5);
      context.lineWidth = many ? 1 : 2;
      context.stroke();
    } else if (!many && alike[0].fate !== Fate.open) {
      for (const { x1, y1, x2, y2, ends } of alike) if (ends) arrowHead(context, x1, y1, x2, y2);
      context.fill();
    }
    context.globalAlpha = 1;
  }
}

/** Clients that are no nodes reach a node at once: thin lines from their bars. */
function drawAsks(context: Context, theme: Theme, { asks }: Picture): void {
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.globalAlpha = Math.max(faintest, Math.min(0.6, (0.5 * manyArrows) / asks.length));
  context.beginPath();
  for (const { x, y1, y2 } of asks) {
    context.moveTo(x, y1);
    context.lineTo(x, y2);
  }
  context.stroke();
  context.globalAlpha = 1;
}

function drawBar(context: Context, theme: Theme, run: Run, { x1, x2, top, bottom, named, bar }: PlacedBar): void {
  const colour = { ok: theme.ok, fail: theme.fail, info: theme.unclear, open: theme.muted }[bar.outcome];
  const wide = x2 - x1 >= 3;
  context.fillStyle = colour;
  context.globalAlpha = wide ? 0.28 : 0.8;
  context.fillRect(x1, top, x2 - x1, bottom - top);
  context.globalAlpha = 1;
  if (!wide) return;
  if (bar.outcome !== 'ok') {
    context.fillStyle = hatch(context, colour, bar.outcome === 'fail' ? 4 : 7);
    context.globalAlpha = 0.55;
    context.fillRect(x1, top, x2 - x1, bottom - top);
    context.globalAlpha = 1;
  }
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.strokeRect(x1 + 0.5, top + 0.5, x2 - x1 - 1, bottom - top - 1);
  const left = Math.max(0, x1) + 4;
  const room = x2 - left - 3;
  if (!named || bottom - top < minTextHeight || room < leastText) return;
  const text = fitting(context, theme.font, operationText(run, bar.invokeRow, bar.f), room);
  if (text === '') return;
  context.fillStyle = theme.foreground;
  context.textBaseline = 'middle';
  context.fillText(text, left, (top + bottom) / 2 + 0.5);
}

function operationText(run: Run, row: number, f: string): string {
  const { trace } = run.recording;
  const json = trace.strings[trace.data[row]];
  if (json === undefined) return f;
  const data: unknown = JSON.parse(json);
  const input = typeof data === 'object' && data !== null && 'input' in data ? data.input : data;
  return input === null || input === undefined ? f : `${f} ${typeof input === 'string' ? input : JSON.stringify(input).replaceAll('"', '')}`;
}

/** As much of the text as fits, cut with an ellipsis; nothing where not even three letters fit. */
export function fitting(context: Context, font: string, text: string, width: number): string {
  context.font = font;
  if (width < leastText) return '';
  if (context.measureText(text).width <= width) return text;
  for (let length = Math.min(text.length - 1, Math.floor(width / 4)); length >= 3; length--) {
    const cut = `${text.slice(0, length)}…`;
    if (context.measureText(cut).width <= width) return cut;
  }
  return '';
}

function drawArrowLabels(context: Context, theme: Theme, run: Run, { arrows }: Picture, space: LabelSpace, width: number): void {
  const { messages, recording: { trace } } = run;
  context.font = theme.font;
  for (const arrow of arrows) {
    const { x1, y1, x2, y2 } = arrow;
    if (Math.hypot(x2 - x1, y2 - y1) < minLabelledArrow) continue;
    const text = messageLabel(trace, messages.sendRow[arrow.message]);
    const half = context.measureText(text).width / 2 + 3;
    const places = [0.5, 0.38, 0.62, 0.28, 0.72].map(share => {
      const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
      return { left: x - half, right: x + half, top: y - 7, bottom: y + 7 };
    });
    const place = space.take(places.filter(({ left, right }) => left >= 0 && right <= width));
    if (place) drawLabel(context, theme, text, place, arrow.fate === Fate.lost ? theme.lost : theme.foreground);
  }
}
