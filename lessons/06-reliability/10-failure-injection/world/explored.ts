import { replay, RunBudget, sutFor, type Stage } from 'faultlab/author';
import type { SutFault } from 'faultlab';
import type { RunRecord, TransferService } from '../contract';
import type { Build } from './builds.ts';
import { Drawing, type Table } from './drawing.ts';
import { brokenIn } from './promises.ts';

/** Runs of one build that a program may make. */
export const RUNS = 1_500;

/** A run in which a promise is broken. */
export interface Broken {
  /** Which of the program's runs it was, from 0. */
  readonly index: number;
  readonly run: RunRecord;
  readonly faults: readonly SutFault[];
  readonly what: string;
}

/** A build in the hands of a program, and what the program got to see of it. */
export class Explored {
  readonly build: Build;
  readonly good: RunRecord;
  readonly drawing: Drawing;
  /** Its first run in which a promise was broken. */
  broken: Broken | undefined;
  runs = 0;
  /** Runs with two faults or more. */
  severalFaults = 0;
  private readonly stage: Stage;
  private readonly budget = new RunBudget(RUNS);

  constructor(stage: Stage, build: Build, table: Table) {
    this.stage = stage;
    this.build = build;
    this.good = this.replay([]);
    this.drawing = new Drawing(stage.world, build.system.name, this.good, table);
  }

  get name(): string {
    return this.build.system.name;
  }

  get seed(): number {
    return this.stage.world.seed;
  }

  get runsLeft(): number {
    return this.budget.left;
  }

  sut(): TransferService {
    return sutFor(this.stage.world.node(this.name), this.build.system, this.budget, (run, faults) => this.saw(run, faults));
  }

  replay(faults: readonly SutFault[]): RunRecord {
    return replay(this.build.system, this.seed, faults);
  }

  private saw(run: RunRecord, faults: readonly SutFault[]): void {
    const index = this.runs++;
    if (faults.length > 1) this.severalFaults++;
    const what = brokenIn(run);
    if (what !== undefined) this.broken ??= { index, run, faults, what };
    this.drawing.tried(faults, what !== undefined);
  }
}
