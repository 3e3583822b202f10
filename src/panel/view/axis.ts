import { axisTop, scaleLinear, select } from 'd3';
import { t } from '../../lab/l10n.ts';
import { formatTick, formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint, svg } from './dom.ts';

const height = 30;
const tickWidth = 105;
const tickLabelHalf = 32;

/** The time axis: drag on it to move the time cursor. */
export function axisView(store: Store, commands: Commands): HTMLElement {
  const ticks = svg('g', { transform: `translate(0 ${height})`, class: 'ticks' });
  const flags = svg('g', { class: 'flags' });
  const drawing = svg('svg', { class: 'axis-drawing', 'aria-hidden': 'true', height: String(height) }, ticks, flags);
  const cursor = h('div', { class: 'cursor-time' });
  const plot = h('div', { class: 'plot axis', title: t('Drag to move the time cursor') }, drawing, cursor);

  let left = 0;
  const scrub = (event: PointerEvent): void => commands.moveTo(store.timeAt.peek()(event.clientX - left));
  plot.addEventListener('pointerdown', event => {
    plot.setPointerCapture(event.pointerId);
    ({ left } = plot.getBoundingClientRect());
    scrub(event);
  });
  plot.addEventListener('pointermove', event => {
    if (plot.hasPointerCapture(event.pointerId)) scrub(event);
  });

  paint(() => { void store.x.value; void store.run.value; }, () => {
    const { fromUs, toUs } = store.range.peek();
    const width = store.plotWidth.peek();
    const x = store.x.peek();
    const scale = scaleLinear([fromUs, toUs], [0, width]);
    const values = scale.ticks(Math.max(2, Math.floor(width / tickWidth))).filter(value => value >= 0);
    const stepUs = values.length > 1 ? values[1] - values[0] : toUs - fromUs;
    drawing.setAttribute('width', String(width));
    flags.replaceChildren(...(store.run.peek()?.recording.failures ?? []).map(({ timeUs }) =>
      svg('path', { class: 'flag', d: `M${x(timeUs)},${height}v-14h9l-2.5,4l2.5,4h-9` })));
    select(ticks)
      .call(axisTop(scale).tickValues(values).tickSizeOuter(0).tickSize(5).tickFormat(value => formatTick(Number(value), stepUs, toUs - fromUs)))
      .selectAll<SVGTextElement, number>('text')
      .attr('text-anchor', value => x(value) < tickLabelHalf ? 'start' : x(value) > width - tickLabelHalf ? 'end' : 'middle')
      .attr('dx', value => x(value) < tickLabelHalf ? -x(value) : x(value) > width - tickLabelHalf ? width - x(value) : 0);
  });
  const widthOf = textWidths(cursor);
  paint(() => { void store.x.value; void store.run.value; void store.cursorUs.value; }, () => {
    const width = store.plotWidth.peek();
    const x = store.x.peek();
    const cursorX = x(store.cursorUs.peek());
    cursor.hidden = cursorX < 0 || cursorX > width;
    const text = formatTime(store.cursorUs.peek());
    cursor.textContent = text;
    const cursorWidth = widthOf(text);
    const cursorLeft = Math.max(0, Math.min(width - cursorWidth, cursorX - cursorWidth / 2));
    cursor.style.transform = `translateX(${cursorLeft}px)`;
    select(ticks).selectAll<SVGTextElement, number>('text')
      .classed('covered', value => !cursor.hidden && x(value) + tickLabelHalf > cursorLeft && x(value) - tickLabelHalf < cursorLeft + cursorWidth);
  });
  return plot;
}

/** Widths of times in an element: figures are of one width, so each length is measured once. */
function textWidths(element: HTMLElement): (text: string) => number {
  const known = new Map<string, number>();
  return text => {
    const shape = text.replace(/\d/g, '0');
    let width = known.get(shape);
    if (width === undefined) {
      width = element.offsetWidth;
      if (width > 0) known.set(shape, width);
    }
    return width;
  };
}
