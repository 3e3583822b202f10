import { batch, computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { bottomOf, boxesBetween, entriesShowing, entryAt, layOutEntries, layOutTimeline, nearestEntry, type EntryBox, type TimelineBox } from '../layout/timeline.ts';
import { formatDuration, formatTime } from '../layout/time.ts';
import type { TimelineEntry, TimelineLane } from '../model/timeline.ts';
import { titleOf } from '../model/pictures.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint, prepareCanvas } from './dom.ts';
import { drawEntries, drawLinks, drawWait } from './drawTimeline.ts';
import { diagramKeys } from './keys.ts';
import { readTheme } from './theme.ts';
import { timeZoom } from './timeZoom.ts';

/** Entries of a lane that are told as text. */
const mostTold = 20;

export interface Lanes {
  readonly element: HTMLElement;
  /** What is pointed at, else what is selected. */
  readonly focus: ReadonlySignal<TimelineEntry | undefined>;
  choose(entry: TimelineEntry): void;
  /** Scrolls as little as shows it. */
  reveal(lane: TimelineLane): void;
}

/** Lanes of bars and points on the shared time axis; at the same time a table of what is in view. `header`: what stands left of a lane. */
export function lanesView(store: Store, commands: Commands, lanes: ReadonlySignal<readonly TimelineLane[]>, header: (box: TimelineBox) => readonly HTMLElement[]): Lanes {
  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const tooltip = h('div', { class: 'tooltip', hidden: true, 'aria-hidden': 'true' });
  const plot = h('div', { class: 'plot timeline-plot', 'aria-hidden': 'true' });
  const rows = h('div', { class: 'timeline-rows', role: 'rowgroup' });
  const scroller = h('div', { class: 'timeline-lanes', role: 'grid', tabindex: '0' }, rows, plot);
  const empty = h('p', { class: 'empty' });
  const spoken = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  const view = h('section', { class: 'timeline' }, scroller, h('div', { class: 'timeline-paper', 'aria-hidden': 'true' }, canvas), empty, tooltip, spoken);

  const height = signal(0);
  const scrolled = signal(0);
  /** The entry that was chosen here: several may have one row, others none. */
  const chosen = signal<TimelineEntry | undefined>(undefined);
  const hovered = signal<TimelineEntry | undefined>(undefined);
  const boxes = computed(() => layOutTimeline(lanes.value, store.range.value));
  const boxOf = computed(() => new Map(boxes.value.map(box => [box.lane, box])));
  const linked = computed(() => lanes.value.some(({ links }) => links.length > 0));
  let tall = 0;
  let drawn: readonly TimelineLane[] = [];
  let inView: readonly { readonly box: TimelineBox; readonly entries: readonly EntryBox[] }[] = [];
  const marked = computed((): readonly TimelineEntry[] => {
    const run = store.run.value;
    const row = store.selected.value;
    if (chosen.value?.row === row && lanes.value.includes(chosen.value.lane)) return [chosen.value];
    const shown = run ? entriesShowing(run.recording.trace, lanes.value, row) : [];
    const parts = shown.filter(({ kind }) => kind !== 'line');
    return parts.length > 0 ? parts : shown;
  });

  // What was hidden is scrolled to the top again, of which no event tells.
  new ResizeObserver(() => batch(() => { [height.value, scrolled.value] = [scroller.clientHeight, scroller.scrollTop]; })).observe(scroller);
  scroller.addEventListener('scroll', () => { scrolled.value = scroller.scrollTop; });

  paint(() => { void boxes.value; void store.plotWidth.value; void store.theme.value; void height.value; void scrolled.value; void marked.value; }, () => {
    const isNothing = lanes.peek().length === 0;
    if (isNothing && drawn === lanes.peek()) return;
    drawn = lanes.peek();
    tall = Math.max(height.peek(), bottomOf(boxes.peek()));
    plot.style.height = `${tall}px`;
    empty.hidden = boxes.peek().length > 0;
    empty.textContent = isNothing ? t('There is nothing of this in this run.') : t('Nothing in the part of the run that is shown. Press 0 for the whole run.');
    scroller.setAttribute('aria-label', titleOf(store.shown.peek()));
    scroller.setAttribute('aria-rowcount', String(boxes.peek().length));
    const top = scrollTop();
    const width = store.plotWidth.peek();
    const [first, past] = boxesBetween(boxes.peek(), top, top + height.peek());
    inView = boxes.peek().slice(first, past).map(box => ({ box, entries: layOutEntries(box, store.range.peek(), width) }));
    rows.replaceChildren(...inView.map(({ box, entries }, index) => laneRow(box, first + index, entries, header(box))));
    const context = prepareCanvas(canvas, width, height.peek());
    const theme = readTheme(plot, store.theme.peek());
    context.translate(0, -top);
    context.font = theme.font;
    context.textBaseline = 'middle';
    if (linked.peek()) for (const box of boxes.peek()) if (box.lane.links.length > 0) drawLinks(context, theme, box, boxes.peek(), store.x.peek(), width, marked.peek());
    for (const { box, entries } of inView) {
      if (box.first && box !== boxes.peek()[0]) line(context, theme.line, width, box.top - 3);
      drawEntries(context, theme, entries, ({ entry }) => marked.peek().includes(entry));
    }
    for (const shown of inView.flatMap(({ entries }) => entries)) {
      const holder = marked.peek().includes(shown.entry) ? shown.entry.on?.() : undefined;
      const box = holder && boxOf.peek().get(holder);
      if (box) drawWait(context, theme, shown, box, width);
    }
  });
  paint(() => { void marked.value; void boxes.value; }, () => {
    const [entry] = marked.peek();
    if (entry) reveal(entry.lane);
  });
  effect(() => {
    void lanes.value;
    hovered.value = undefined;
  });

  /** As the browser will have it once the height of what is drawn counts: to ask the page for it costs a layout. */
  function scrollTop(): number {
    return Math.max(0, Math.min(scrolled.peek(), tall - height.peek()));
  }

  function reveal(lane: TimelineLane): void {
    const box = boxOf.peek().get(lane);
    if (!box) return;
    if (box.top < scroller.scrollTop) scroller.scrollTop = box.top;
    else if (box.top + box.height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = box.top + box.height - scroller.clientHeight;
  }

  function choose(entry: TimelineEntry): void {
    chosen.value = entry;
    if (entry.row >= 0) commands.choose(entry.row);
    else commands.select(-1);
    commands.moveTo(entry.fromUs);
    spoken.textContent = `${laneName(entry.lane)}: ${told(entry)}`;
  }

  timeZoom(plot, store, commands, () => scroller.scrollHeight > scroller.clientHeight + 1);
  const under = (event: MouseEvent): TimelineEntry | undefined => entryAt(inView.flatMap(({ entries }) => entries), event.offsetX, event.offsetY);
  plot.addEventListener('click', event => {
    const entry = under(event);
    if (entry) choose(entry);
    else commands.moveTo(store.timeAt.peek()(event.offsetX));
  });
  plot.addEventListener('pointermove', event => {
    const entry = under(event);
    hovered.value = event.buttons === 0 ? entry : undefined;
    plot.classList.toggle('over-event', entry !== undefined);
    tooltip.hidden = entry === undefined || event.buttons !== 0;
    if (!entry || tooltip.hidden) return;
    tooltip.textContent = `${laneName(entry.lane)} · ${told(entry)}`;
    const frame = view.getBoundingClientRect();
    const left = Math.min(event.clientX - frame.left + 12, frame.width - tooltip.offsetWidth - 4);
    const below = event.clientY - frame.top + 16;
    const top = below + tooltip.offsetHeight < frame.height ? below : event.clientY - frame.top - tooltip.offsetHeight - 8;
    tooltip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  });
  plot.addEventListener('pointerleave', () => {
    hovered.value = undefined;
    tooltip.hidden = true;
  });
  scroller.addEventListener('keydown', event => {
    const steps: Readonly<Record<string, () => TimelineEntry | undefined>> = {
      ArrowLeft: () => beside(-1), ArrowRight: () => beside(1), ArrowUp: () => across(-1), ArrowDown: () => across(1),
    };
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
    if (!step) return diagramKeys(event, commands);
    event.preventDefault();
    const entry = step();
    if (entry) choose(entry);
  });

  const entryOf = (box: TimelineBox | undefined): TimelineEntry | undefined => box && nearestEntry(box.lane, store.range.peek(), store.cursorUs.peek());
  function beside(by: 1 | -1): TimelineEntry | undefined {
    const [entry] = marked.peek();
    return entry ? entry.lane.entries[entry.lane.entries.indexOf(entry) + by] : entryOf(inView[0]?.box);
  }
  function across(by: 1 | -1): TimelineEntry | undefined {
    const lane = marked.peek()[0]?.lane;
    const index = boxes.peek().findIndex(box => box.lane === lane);
    return index < 0 ? entryOf(inView[0]?.box) : entryOf(boxes.peek()[index + by]);
  }
  return { element: view, focus: computed(() => hovered.value ?? marked.value[0]), choose, reveal };
}

export const laneName = ({ group, name }: TimelineLane): string => (name === '' || name === group ? group : group === '' ? name : `${group}, ${name}`);

/** An entry in words, with its times. */
export function told({ kind, words, fromUs, toUs, open }: TimelineEntry): string {
  if (kind === 'point') return t('{0}, at {1}', words, formatTime(fromUs));
  return open ? t('{0}, from {1} to the end of the run', words, formatTime(fromUs)) : t('{0}, from {1} to {2} ({3})', words, formatTime(fromUs), formatTime(toUs), formatDuration(toUs - fromUs));
}

/** A lane's name, and what of it is in view as text. */
function laneRow({ lane, top, height, first }: TimelineBox, index: number, entries: readonly EntryBox[], header: readonly HTMLElement[]): HTMLElement {
  const more = entries.length - mostTold;
  const words = entries.slice(0, mostTold).map(({ entry }) => told(entry)).join('; ');
  const row = h('div', { class: first ? 'timeline-row first' : 'timeline-row', role: 'row', 'aria-rowindex': String(index + 1) },
    h('span', { class: 'timeline-name', role: 'rowheader', title: laneName(lane), 'aria-label': laneName(lane) }, ...header),
    h('span', { class: 'visually-hidden', role: 'gridcell' }, more > 0 ? t('{0}; and {1} more', words, more) : words));
  row.style.top = `${top}px`;
  row.style.height = `${height}px`;
  return row;
}

function line(context: CanvasRenderingContext2D, colour: string, width: number, y: number): void {
  context.fillStyle = colour;
  context.globalAlpha = 0.35;
  context.fillRect(0, Math.round(y), width, 1);
  context.globalAlpha = 1;
}
