import type { Explored, ExploringCallbacks, ExploringTask } from '../runner/exploring.ts';
import type { DescribeOutcome, ForeseeOutcome, RecordOutcome, RunOutcome } from '../runner/outcome.ts';
import type { ForeseeTask } from '../runner/foreseeing.ts';
import type { DescribeTask, RecordTask, RunCallbacks, RunTask, Watching } from '../runner/runner.ts';

/** Where learner programs run: child processes on Node, Web Workers in a browser. Each call throws `RunnerFailure` where the runner itself fails. */
export interface LabHost {
  run(task: RunTask, callbacks?: RunCallbacks): Promise<RunOutcome>;
  record(task: RecordTask, callbacks?: Watching): Promise<RecordOutcome>;
  /** Looks for the moment at which a failing run was lost. */
  foresee(task: ForeseeTask, callbacks?: Watching): Promise<ForeseeOutcome>;
  /** Looks for failing runs. */
  explore(task: ExploringTask, callbacks?: ExploringCallbacks): Promise<Explored>;
  /** What the scenarios of a pack's lesson are. */
  describe(task: DescribeTask): Promise<DescribeOutcome>;
  /** Absent where no debugger reaches a program. */
  readonly debugging?: DebuggingHost;
  dispose(): void;
}

export interface DebuggingHost {
  /** Runs in a process that waits for a debugger at `inspector`, a `ws:` URL. */
  run(task: RunTask, callbacks?: RunCallbacks): Promise<{ readonly inspector: string; readonly outcome: Promise<RunOutcome> }>;
  /** Patterns of the runner's own files, which a debugger steps over. */
  readonly ownFiles: readonly string[];
}
