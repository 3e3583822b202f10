import { batch } from '@preact/signals-core';
import type { TimeRange } from '../layout/viewport.ts';
import type { Store } from './store.ts';

/** What survives hiding, moving and reloading the panel. The recording itself is sent again. */
export interface SavedState {
  /** Which recording the rest is about. */
  readonly recording: string;
  readonly range: TimeRange;
  readonly cursorUs: number;
  readonly selected: number;
  readonly filter: string;
  readonly ledTo: number;
  readonly picture: string;
  readonly historyKey: string | undefined;
  readonly speed: number;
  readonly chart: string;
  readonly chartShown: boolean;
  readonly legendShown: boolean;
  readonly hintDismissed: boolean;
}

function keyOf(store: Store): string | undefined {
  const recording = store.run.value?.recording;
  return recording && `${recording.lesson} ${recording.scenario} ${recording.seed} ${recording.traceHash}`;
}

/** Nothing while there is nothing to show, so that the state of a reloaded panel lasts until its recording comes. */
export function saved(store: Store): SavedState | undefined {
  const recording = keyOf(store);
  return recording === undefined ? undefined : {
    recording, range: store.range.value, cursorUs: store.cursorUs.value, selected: store.selected.value, filter: store.filter.value, ledTo: store.ledTo.value,
    picture: store.picture.value, historyKey: store.historyKey.value, speed: store.speed.value,
    chart: store.chart.value, chartShown: store.chartShown.value, legendShown: store.legendShown.value, hintDismissed: store.hintDismissed.value,
  };
}

/** Takes the state up again if it is about the recording that is shown. */
export function restore(store: Store, state: SavedState | undefined): void {
  if (!state || state.recording !== keyOf(store)) return;
  batch(() => {
    store.range.value = state.range;
    store.cursorUs.value = state.cursorUs;
    store.selected.value = state.selected;
    store.filter.value = state.filter;
    store.ledTo.value = state.ledTo;
    store.picture.value = state.picture;
    store.historyKey.value = state.historyKey;
    store.speed.value = state.speed;
    if (store.run.value?.charts.some(chart => chart.name === state.chart)) store.chart.value = state.chart;
    store.chartShown.value = state.chartShown;
    store.legendShown.value = state.legendShown;
  });
}
