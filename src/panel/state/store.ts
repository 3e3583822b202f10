import { computed, signal } from '@preact/signals-core';
import { bisectRight } from 'd3';
import type { Foresight } from '../../lab/foresight.ts';
import type { PictureTrack } from '../../lab/recording.ts';
import type { SourceRange } from '../../lab/verdict.ts';
import { TraceKind } from '../../sim/trace.ts';
import { t } from '../../lab/l10n.ts';
import { effectsOn, influenceOn } from '../model/causality.ts';
import { filterRows } from '../model/filter.ts';
import { spaceTime, type TrackOf } from '../model/pictures.ts';
import type { Run } from '../model/run.ts';
import type { TimeRange } from '../layout/viewport.ts';

/** What all views share: one run, one scale, one time cursor, one selection. Views read it; commands change it. */
export class Store {
  /** `beside`: has a run and a selection of its own, all else is shared with that one. */
  constructor(beside?: Store) {
    if (!beside) return;
    this.range = beside.range;
    this.cursorUs = beside.cursorUs;
    this.picture = beside.picture;
    this.plotWidth = beside.plotWidth;
    this.theme = beside.theme;
  }

  readonly run = signal<Run | undefined>(undefined);
  /** What is said while there is no run. */
  readonly waiting = signal({ title: t('Nothing to show yet'), text: t('Run a scenario to see what happened in it.') });
  /** The stretch of time on all time axes. */
  readonly range = signal<TimeRange>({ fromUs: 0, toUs: 1 });
  readonly cursorUs = signal(0);
  /** Row of the selected event, -1 for none. */
  readonly selected = signal(-1);
  /** Row in which the run differs from the one beside it, -1 for none. */
  readonly diverged = signal(-1);
  /** Rows of the line that was chosen in the editor. */
  readonly lit = signal<ReadonlySet<number>>(new Set());
  /** When the run was lost: not asked for, being looked for, or known. */
  readonly foresight = signal<Foresight | 'asked' | undefined>(undefined);
  readonly filter = signal('');
  /** Only what may have influenced this row is listed, -1 for all. */
  readonly ledTo = signal(-1);
  /** Name of the chosen picture. */
  readonly picture = signal(spaceTime.name);
  /** Key whose operations the history shows: '' for all, undefined until one was chosen. */
  readonly historyKey = signal<string | undefined>(undefined);
  /** Through which events the buttons step. */
  readonly stepsThrough = signal<'all' | 'node' | 'kind'>('all');
  readonly playing = signal(false);
  /** Virtual seconds in one real second while playing. */
  readonly speed = signal(1);
  /** Name of the chart that is shown. */
  readonly chart = signal('');
  readonly chartShown = signal(true);
  readonly legendShown = signal(false);
  readonly hintDismissed = signal(false);
  /** Step of the tour, -1 while there is none. */
  readonly tourStep = signal(-1);
  /** Width of every time axis, pixels. */
  readonly plotWidth = signal(600);
  /** Counts up when the theme's colours have changed. */
  readonly theme = signal(0);

  /** Rows of the event list. */
  readonly listed = computed(() => {
    const run = this.run.value;
    if (!run) return new Int32Array(0);
    const rows = filterRows(run, this.filter.value);
    return this.ledTo.value < 0 ? rows : rows.filter(influenceOn(run.recording.trace, this.ledTo.value));
  });

  /** The last row that has happened at the time cursor: with the selected event there, what it led to at once. */
  readonly happenedRow = computed(() => {
    const run = this.run.value;
    const row = this.selected.value;
    if (!run) return -1;
    const { trace } = run.recording;
    if (row >= 0 && trace.timeUs[row] === this.cursorUs.value) return Math.max(row, ...effectsOn(run.effects, row).filter(effect => trace.kind[effect] === TraceKind.state));
    return bisectRight(trace.timeUs, this.cursorUs.value) - 1;
  });

  /** The chosen picture, or the first if the run has none of that name. */
  readonly shown = computed(() => this.run.value?.pictures.find(({ name }) => name === this.picture.value) ?? spaceTime);

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

  /** What the shown picture draws, if it is of this kind. */
  drawn<K extends PictureTrack['type']>(kind: K): TrackOf<K> | undefined {
    const shown = this.shown.peek();
    return shown.kind === kind && 'track' in shown ? shown.track as TrackOf<K> : undefined;
  }
}

/** What the host does for the views. */
export interface Host {
  openSource(range: SourceRange): void;
  /** Look for the moment at which the shown run was lost. */
  foresee(): void;
}
