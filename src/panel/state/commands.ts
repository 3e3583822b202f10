import { batch } from '@preact/signals-core';
import type { Foresight } from '../../lab/foresight.ts';
import { TraceKind } from '../../sim/trace.ts';
import { fittingSpeed } from '../layout/playback.ts';
import { firstAtOrAfter, firstRowFrom, nearestRow } from '../layout/search.ts';
import { around, clamped, legibleAround, panned, revealing, wholeRun, zoomed, type TimeRange } from '../layout/viewport.ts';
import { foresightChart } from '../model/foresight.ts';
import { spaceTime } from '../model/pictures.ts';
import type { Run } from '../model/run.ts';
import { rowsOfLine, sourceOf } from '../model/sourceLines.ts';
import type { FaultSpan } from '../model/spans.ts';
import { openingRange } from './openingRange.ts';
import type { Host, Store } from './store.ts';

/** Brings one stretch of time into view after another: calls `show`, the last time with `to`, until it returns false or the next way begins. */
export type Glide = (from: TimeRange, to: TimeRange, show: (range: TimeRange) => boolean) => void;

/** Everything that a button, key or pointer can do. */
export class Commands {
  private readonly store: Store;
  private readonly host: Host;
  private readonly glide: Glide;
  /** On the way to a stretch of time, for as long as nothing else moves what is shown. */
  private onTheWay: { readonly shown: TimeRange; readonly to: TimeRange } | undefined;

  constructor(store: Store, host: Host, glide: Glide = (_, to, show) => void show(to)) {
    this.store = store;
    this.host = host;
    this.glide = glide;
  }

  show(run: Run): void {
    const { store } = this;
    const { failures: [failure], lesson, opensWith } = run.recording;
    const goesOn = store.run.peek()?.recording.lesson === lesson;
    batch(() => {
      store.run.value = run;
      if (!goesOn) store.picture.value = opensWith ?? spaceTime.name;
      store.range.value = wholeRun(run.endUs);
      store.selected.value = -1;
      store.lit.value = new Set();
      store.cursorUs.value = 0;
      store.foresight.value = undefined;
      store.filter.value = '';
      store.ledTo.value = -1;
      store.historyKey.value = undefined;
      store.playing.value = false;
      if (!run.charts.some(chart => chart.name === store.chart.peek())) store.chart.value = run.charts[0]?.name ?? '';
      if (failure && failure.row >= 0) store.range.value = openingRange(store, run, failure.row) ?? legibleAround(run, failure.row);
      store.speed.value = fittingSpeed(store.range.value.toUs - store.range.value.fromUs);
      if (failure) this.goToFailure();
    });
  }

  /** Selects an event, moves the cursor to it and shows it; -1 selects nothing. */
  select(row: number): void {
    const { store } = this;
    const run = store.run.peek();
    if (!run) return;
    batch(() => {
      store.selected.value = row;
      if (row >= 0) this.moveTo(run.recording.trace.timeUs[row]);
    });
  }

  /** What a click on an event does: selects it and opens the learner's line behind it. */
  choose(row: number): void {
    this.select(row);
    this.openSelected();
  }

  /** Lists only what may have influenced the selected event, or all events again. */
  toggleLedTo(): void {
    const { ledTo, selected } = this.store;
    ledTo.value = ledTo.peek() < 0 ? selected.peek() : -1;
  }

  /** Asks when the run was lost. */
  foresee(): void {
    this.store.foresight.value = 'asked';
    this.host.foresee();
  }

  /** Shows when the run was lost, as a sentence and as a chart. */
  showForesight(foresight: Foresight | undefined): void {
    const { store } = this;
    const run = store.run.peek();
    if (!run) return;
    const chart = foresight && foresight.moments.length > 0 ? foresightChart(foresight) : undefined;
    batch(() => {
      store.foresight.value = foresight;
      if (!chart) return;
      store.run.value = { ...run, charts: [chart, ...run.charts.filter(({ name }) => name !== chart.name)] };
      store.chart.value = chart.name;
      store.chartShown.value = true;
      store.range.value = wholeRun(run.endUs);
    });
  }

  /** Moves the time cursor and leaves the selection. */
  moveTo(timeUs: number): void {
    const { store } = this;
    const run = store.run.peek();
    if (!run) return;
    const within = Math.max(0, Math.min(run.endUs, timeUs));
    batch(() => {
      store.cursorUs.value = within;
      const range = revealing(this.aim, within, run.endUs);
      if (range !== this.aim) store.range.value = range;
    });
  }

  /** Begins or stops to play; at the end of the run it begins anew. */
  togglePlay(): void {
    const { store } = this;
    const run = store.run.peek();
    if (!run) return;
    batch(() => {
      if (!store.playing.peek() && store.cursorUs.peek() >= run.endUs) this.moveTo(0);
      store.playing.value = !store.playing.peek();
    });
  }

  /** What playing does in `realMs` milliseconds of the viewer's time. */
  playFor(realMs: number): void {
    const { store } = this;
    this.moveTo(store.cursorUs.peek() + realMs * 1_000 * store.speed.peek());
    if (store.cursorUs.peek() >= (store.run.peek()?.endUs ?? 0)) store.playing.value = false;
  }

  /** Selects the last event of a node that has happened at the time cursor. */
  selectLastOf(node: number): void {
    const { run, happenedRow } = this.store;
    const lanes = run.peek()?.lanes;
    const rows = lanes?.list[lanes.ofNode[node]]?.rows;
    if (!rows) return;
    const { kind } = run.peek()!.recording.trace;
    let index = firstRowFrom(rows, happenedRow.peek() + 1) - 1;
    while (index >= 0 && kind[rows[index]] === TraceKind.state) index--;
    if (index >= 0) this.select(rows[index]);
  }

  /** Selects the next (1) or previous (-1) of the listed events, from the selected one or else from the cursor. */
  step(direction: 1 | -1): void {
    this.stepIn(this.store.listed.peek(), direction);
  }

  /** Steps through the events of the selected event's lane. */
  stepOnLane(direction: 1 | -1): void {
    const { run, selected } = this.store;
    const lanes = run.peek()?.lanes;
    const lane = lanes?.list[lanes.ofRow[selected.peek()]];
    if (!lane) return this.step(direction);
    this.stepIn(listedOf(lane.rows, this.store.listed.peek()), direction);
  }

  /** Steps through the events of the selected event's kind, such as sends. */
  stepOfKind(direction: 1 | -1): void {
    const { run, selected, listed } = this.store;
    const kinds = run.peek()?.recording.trace.kind;
    const kind = kinds?.[selected.peek()];
    if (!kinds || kind === undefined) return this.step(direction);
    this.stepIn(listed.peek().filter(row => kinds[row] === kind), direction);
  }

  /** What the buttons for the previous and next event do. */
  stepThrough(direction: 1 | -1): void {
    const ways = { all: () => this.step(direction), node: () => this.stepOnLane(direction), kind: () => this.stepOfKind(direction) };
    ways[this.store.stepsThrough.peek()]();
  }

  selectFirst(): void {
    this.select(this.store.listed.peek()[0] ?? -1);
  }

  selectLast(): void {
    this.select(this.store.listed.peek().at(-1) ?? -1);
  }

  goToFailure(index = 0): void {
    const failure = this.store.run.peek()?.recording.failures[index];
    if (!failure) return;
    if (failure.row >= 0) this.select(failure.row);
    else this.moveTo(failure.timeUs);
  }

  /** Shows when a fault was in force. */
  goToFault(span: FaultSpan): void {
    this.showAround(span);
    this.moveTo(span.fromUs);
  }

  /** Selects the event nearest in time on the next lane below (1) or above (-1) that has listed ones. */
  stepAcross(direction: 1 | -1): void {
    const { run, selected, cursorUs, listed } = this.store;
    const lanes = run.peek()?.lanes;
    const timesUs = run.peek()?.recording.trace.timeUs;
    if (!lanes || !timesUs) return;
    for (let lane = (lanes.ofRow[selected.peek()] ?? -1) + direction; lane >= 0 && lane < lanes.list.length; lane += direction) {
      const rows = listedOf(lanes.list[lane].rows, listed.peek());
      const row = nearestRow(timesUs, rows, cursorUs.peek());
      if (row >= 0) return this.select(row);
    }
  }

  zoom(factor: number, aboutUs = this.store.cursorUs.peek()): void {
    const { fromUs, toUs } = this.aim;
    const inView = aboutUs >= fromUs && aboutUs <= toUs;
    this.glideTo((range, endUs) => zoomed(range, factor, inView ? aboutUs : (fromUs + toUs) / 2, endUs));
  }

  pan(share: number): void {
    this.setRange((range, endUs) => panned(range, share, endUs));
  }

  fit(): void {
    this.glideTo((_, endUs) => wholeRun(endUs));
  }

  showRange(range: TimeRange): void {
    this.setRange((_, endUs) => clamped(range, endUs));
  }

  /** Opens the learner's line of the selected event. */
  openSelected(): void {
    const { run, selected } = this.store;
    const row = selected.peek();
    const source = row >= 0 && run.peek() ? sourceOf(run.peek()!.recording.trace, row) : undefined;
    if (source) this.host.openSource(source);
  }

  openSource(range: Parameters<Host['openSource']>[0]): void {
    this.host.openSource(range);
  }

  /** Lights the events of a line and selects the one nearest to the cursor. */
  selectLine(file: string, line: number): void {
    const { store } = this;
    const trace = store.run.peek()?.recording.trace;
    if (!trace) return;
    const rows = rowsOfLine(trace, file, line);
    const distance = (row: number): number => Math.abs(trace.timeUs[row] - store.cursorUs.peek());
    const nearest = rows.reduce((best, row) => best < 0 || distance(row) < distance(best) ? row : best, -1);
    batch(() => {
      store.lit.value = new Set(rows);
      if (nearest >= 0) this.select(nearest);
    });
  }

  /** Shows a stretch of time with some room on both sides. */
  showAround({ fromUs, toUs }: TimeRange): void {
    this.glideTo((_, endUs) => around(fromUs, toUs, endUs));
  }

  private stepIn(rows: ArrayLike<number>, direction: 1 | -1): void {
    const { store } = this;
    const trace = store.run.peek()?.recording.trace;
    if (!trace || rows.length === 0) return;
    const selected = store.selected.peek();
    const atSelection = selected >= 0 && trace.timeUs[selected] === store.cursorUs.peek();
    const from = atSelection ? firstRowFrom(rows, direction > 0 ? selected + 1 : selected)
      : firstAtOrAfter(trace.timeUs, rows, store.cursorUs.peek() + (direction > 0 ? 1 : 0));
    const index = direction > 0 ? from : from - 1;
    if (index >= 0 && index < rows.length) this.select(rows[index]);
  }

  private setRange(next: (range: TimeRange, endUs: number) => TimeRange): void {
    const endUs = this.store.run.peek()?.endUs;
    if (endUs !== undefined) this.store.range.value = next(this.aim, endUs);
  }

  private glideTo(next: (range: TimeRange, endUs: number) => TimeRange): void {
    const { run, range } = this.store;
    const endUs = run.peek()?.endUs;
    if (endUs === undefined) return;
    const to = next(this.aim, endUs);
    let shown = range.peek();
    this.onTheWay = { shown, to };
    this.glide(shown, to, step => {
      if (range.peek() !== shown) return false;
      shown = step;
      this.onTheWay = { shown, to };
      range.value = step;
      return true;
    });
  }

  /** What is shown, or will be in a moment. */
  private get aim(): TimeRange {
    const shown = this.store.range.peek();
    return this.onTheWay?.shown === shown ? this.onTheWay.to : shown;
  }
}

function listedOf(rows: Int32Array, listed: Int32Array): Int32Array {
  return rows.filter(row => listed[firstRowFrom(listed, row)] === row);
}
