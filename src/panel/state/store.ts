import { computed, signal } from '@preact/signals-core';
import type { SourceRange } from '../../lab/verdict.ts';
import { filterRows } from '../model/filter.ts';
import type { Run } from '../model/run.ts';
import type { TimeRange } from '../layout/viewport.ts';

/** What all views share: one run, one scale, one time cursor, one selection. Views read it; commands change it. */
export class Store {
  readonly run = signal<Run | undefined>(undefined);
  /** The stretch of time on all time axes. */
  readonly range = signal<TimeRange>({ fromUs: 0, toUs: 1 });
  readonly cursorUs = signal(0);
  /** Row of the selected event, -1 for none. */
  readonly selected = signal(-1);
  /** Rows of the line that was chosen in the editor. */
  readonly lit = signal<ReadonlySet<number>>(new Set());
  readonly filter = signal('');
  /** Name of the chart that is shown. */
  readonly chart = signal('');
  readonly chartShown = signal(true);
  readonly legendShown = signal(false);
  readonly hintDismissed = signal(false);
  /** Width of every time axis, pixels. */
  readonly plotWidth = signal(600);
  /** Counts up when the theme's colours have changed. */
  readonly theme = signal(0);

  /** Rows of the event list. */
  readonly listed = computed(() => {
    const run = this.run.value;
    return run ? filterRows(run, this.filter.value) : new Int32Array(0);
  });

  readonly x = computed(() => {
    const { fromUs, toUs } = this.range.value;
    const pxPerUs = this.plotWidth.value / (toUs - fromUs);
    return (timeUs: number): number => (timeUs - fromUs) * pxPerUs;
  });

  readonly timeAt = computed(() => {
    const { fromUs, toUs } = this.range.value;
    const usPerPx = (toUs - fromUs) / this.plotWidth.value;
    return (x: number): number => fromUs + x * usPerPx;
  });
}

/** What the host does for the views. */
export interface Host {
  openSource(range: SourceRange): void;
}
