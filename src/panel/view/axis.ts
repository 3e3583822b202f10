import { axisTop, scaleLinear, select } from 'd3';
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
  const plot = h('div', { class: 'plot axis', title: 'Drag to move the time cursor' }, drawing, cursor);

  const scrub = (event: PointerEvent): void => commands.moveTo(store.timeAt.peek()(event.clientX - plot.getBoundingClientRect().left));
  plot.addEventListener('pointerdown', event => {
    plot.setPointerCapture(event.pointerId);
    scrub(event);
  });
  plot.addEventListener('pointermove', event => {
    if (plot.hasPointerCapture(event.pointerId)) scrub(event);
  });

  paint(() => { void store.x.value; void store.run.value; void store.cursorUs.value; }, () => {
    const { fromUs, toUs } = store.range.peek();
    const width = store.plotWidth.peek();
    const x = store.x.peek();
    const scale = scaleLinear([fromUs, toUs], [0, width]);
    const values = scale.ticks(Math.max(2, Math.floor(width / tickWidth))).filter(value => value >= 0);
    const stepUs = values.length > 1 ? values[1] - values[0] : toUs - fromUs;
    drawing.setAttribute('width', String(width));
    flags.replaceChildren(...(store.run.peek()?.recording.failures ?? []).map(({ timeUs }) =>
      svg('path', { class: 'flag', d: `M${x(timeUs)},${height}v-14h9l-2.5,4l2.5,4h-9` })));

    const cursorX = x(store.cursorUs.peek());
    cursor.hidden = cursorX < 0 || cursorX > width;
    cursor.textContent = formatTime(store.cursorUs.peek());
    const cursorWidth = cursor.offsetWidth;
    const left = Math.max(0, Math.min(width - cursorWidth, cursorX - cursorWidth / 2));
    cursor.style.transform = `translateX(${left}px)`;
    select(ticks)
      .call(axisTop(scale).tickValues(values).tickSizeOuter(0).tickSize(5).tickFormat(value => formatTick(Number(value), stepUs, toUs - fromUs)))
      .selectAll<SVGTextElement, number>('text')
      .attr('text-anchor', value => x(value) < tickLabelHalf ? 'start' : x(value) > width - tickLabelHalf ? 'end' : 'middle')
      .attr('dx', value => x(value) < tickLabelHalf ? -x(value) : x(value) > width - tickLabelHalf ? width - x(value) : 0)
      .classed('covered', value => !cursor.hidden && x(value) + tickLabelHalf > left && x(value) - tickLabelHalf < left + cursorWidth);
  });
  return plot;
}
