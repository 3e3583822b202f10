import { batch, signal } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { legibleAround } from '../layout/viewport.ts';
import { divergenceOf, divergenceSentence } from '../model/divergence.ts';
import type { Run } from '../model/run.ts';
import { Commands } from './commands.ts';
import { Store, type Host } from './store.ts';

/** A run that the shown one can be compared with. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** Who knows what there is to compare with, and records it. */
export interface Comparer {
  choices(): Promise<readonly Choice[]>;
  /** The run comes as soon as it is recorded. */
  compareWith(id: string): void;
  /** The second run was put away. */
  ended(): void;
}

/** How the two runs differ. */
export interface Told {
  /** What the second run is called in sentences. */
  readonly name: string;
  readonly sentence: string;
  /** When they begin to differ, -1 if they do not. */
  readonly atUs: number;
}

/** A second run beside the shown one, on the same scale and time cursor. */
export class Comparison {
  readonly other: Store;
  readonly otherCommands: Commands;
  readonly told = signal<Told | undefined>(undefined);
  readonly menuShown = signal(false);
  private readonly store: Store;
  private readonly commands: Commands;
  /** End of the shown run's own time axis. */
  private ownEndUs = 0;
  private chartWasShown = true;

  constructor(store: Store, commands: Commands, host: Host) {
    this.store = store;
    this.commands = commands;
    this.other = new Store(store);
    this.otherCommands = new Commands(this.other, host);
  }

  /** Shows a second run and where the two part. */
  begin(run: Run, name: string): void {
    const one = this.store.run.peek();
    if (!one) return;
    if (!this.told.peek()) this.chartWasShown = this.store.chartShown.peek();
    // Two pictures need the room.
    this.store.chartShown.value = false;
    this.place({ ...one, endUs: this.told.peek() ? this.ownEndUs : one.endUs }, run, name);
  }

  end(): void {
    const one = this.store.run.peek();
    if (!one || !this.told.peek()) return;
    batch(() => {
      this.told.value = undefined;
      this.store.chartShown.value = this.chartWasShown;
      this.other.run.value = undefined;
      this.store.diverged.value = this.other.diverged.value = -1;
      this.store.run.value = { ...one, endUs: this.ownEndUs };
      this.commands.showRange(this.store.range.peek());
    });
  }

  /** The second run takes the place of the shown one, with the list, the details and the chart. */
  swap(): void {
    const [one, other] = [this.store.run.peek(), this.other.run.peek()];
    if (!one || !other) return;
    const otherEndUs = other.recording.trace.timeUs.at(-1) ?? other.endUs;
    batch(() => {
      const back = { ...one, endUs: this.ownEndUs };
      this.store.selected.value = -1;
      this.place({ ...other, endUs: Math.max(otherEndUs, ...other.recording.failures.map(({ timeUs }) => timeUs)) || other.endUs }, back, t('the run that was above'));
    });
  }

  goToDivergence(): void {
    const told = this.told.peek();
    const run = this.store.run.peek();
    if (!told || !run || told.atUs < 0) return;
    batch(() => {
      const [row, otherRow] = [this.store.diverged.peek(), this.other.diverged.peek()];
      if (row >= 0) this.store.range.value = legibleAround(run, row);
      else if (otherRow >= 0) this.store.range.value = legibleAround(this.other.run.peek()!, otherRow);
      if (otherRow >= 0) this.otherCommands.select(otherRow);
      this.commands.select(row);
      this.commands.moveTo(told.atUs);
    });
  }

  private place(one: Run, run: Run, name: string): void {
    const divergence = divergenceOf(one.recording.trace, run.recording.trace);
    const endUs = Math.max(one.endUs, run.endUs);
    batch(() => {
      this.ownEndUs = one.endUs;
      this.store.run.value = { ...one, endUs };
      this.other.run.value = { ...run, endUs };
      this.other.selected.value = -1;
      this.store.diverged.value = divergence?.rows[0] ?? -1;
      this.other.diverged.value = divergence?.rows[1] ?? -1;
      this.told.value = { name, sentence: divergenceSentence(one, run, divergence, name), atUs: divergence?.atUs ?? -1 };
      this.goToDivergence();
    });
  }
}
