import { brushX, scaleLinear, select, type D3BrushEvent } from 'd3';
import { t } from '../../lab/l10n.ts';
import { wholeRun } from '../layout/viewport.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint, prepareCanvas, svg } from './dom.ts';
import { readTheme } from './theme.ts';

const height = 26;
const columnWidth = 3;
/** Less is a click, not the choice of a part. */
const minDrag = 3;

/** The whole run as a strip: how much happened when, and which part of it is shown. Drag to show another part. */
export function overviewView(store: Store, commands: Commands): HTMLElement {
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const group = svg('g');
  const drawing = svg('svg', { class: 'brush', 'aria-hidden': 'true', height: String(height) }, group);
  const plot = h('div', { class: 'plot overview', title: t('The whole run: drag to choose the part that is shown') }, canvas, drawing);
  const scaleOf = () => {
    const { fromUs, toUs } = wholeRun(store.run.peek()?.endUs ?? 1);
    return scaleLinear([fromUs, toUs], [0, store.plotWidth.peek()]);
  };
  let dragging = false;
  const brush = brushX<unknown>().extent([[0, 0], [1, height]]).on('start brush end', ({ type, sourceEvent, selection }: D3BrushEvent<unknown>) => {
    if (!sourceEvent) return;
    dragging = type !== 'end';
    if (selection) {
      const [left, right] = selection as [number, number];
      const scale = scaleOf();
      if (right - left > minDrag) commands.showRange({ fromUs: scale.invert(left), toUs: scale.invert(right) });
    }
    if (!dragging) moveWindow();
  });
  const moveWindow = (): void => {
    if (dragging || !store.run.peek()) return;
    const scale = scaleOf();
    const { fromUs, toUs } = store.range.peek();
    select(group).call(brush.move, [scale(fromUs), scale(toUs)]);
  };

  select(group).call(brush);

  paint(() => { void store.run.value; void store.plotWidth.value; void store.theme.value; }, () => {
    const run = store.run.peek();
    const width = store.plotWidth.peek();
    const context = prepareCanvas(canvas, width, height);
    if (!run) return;
    const theme = readTheme(plot, store.theme.peek());
    const scale = scaleOf();
    const { trace, failures } = run.recording;
    const counts = new Float64Array(Math.ceil(width / columnWidth));
    const [wholeFrom, wholeTo] = scale.domain();
    const perUs = counts.length / (wholeTo - wholeFrom);
    for (const row of run.events) counts[Math.min(counts.length - 1, Math.floor((trace.timeUs[row] - wholeFrom) * perUs))]++;
    const most = counts.reduce((max, count) => Math.max(max, count), 1);
    context.fillStyle = theme.muted;
    context.globalAlpha = 0.55;
    counts.forEach((count, column) => {
      const tall = count === 0 ? 0 : Math.max(1.5, (height - 6) * Math.sqrt(count / most));
      context.fillRect(column * columnWidth, height - tall, columnWidth - 1, tall);
    });
    context.globalAlpha = 1;
    context.fillStyle = theme.fail;
    for (const { timeUs } of failures) context.fillRect(scale(timeUs) - 1, 0, 2, height);
    drawing.setAttribute('width', String(width));
    brush.extent([[0, 0], [width, height]]);
    select(group).call(brush);
    moveWindow();
  });
  paint(() => { void store.range.value; }, moveWindow);
  return plot;
}
