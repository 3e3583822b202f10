import type { PackSource } from '../course/pack/pack.ts';
import type { AttemptProblem, ScenarioVerdict } from '../lab/verdict.ts';
import type { Child, ChildHost } from './childhost.ts';
import { explore, type Explored, type ExploringCallbacks, type ExploringTask } from './exploring.ts';
import { foresee, type ForeseeTask, type FuturesTask } from './foreseeing.ts';
import { RunnerFailure, type DescribeOutcome, type ExploreOutcome, type ForeseeOutcome, type FuturesOutcome, type LossOutcome, type RecordOutcome, type RunOutcome } from './outcome.ts';
import { PanelRun, type Watch } from './panelrun.ts';
import type { DescribeRequest, ExploreRequest, FromRunner, FuturesRequest, LossRequest, ReadyMessage, RecordRequest, RunRequest } from './protocol.ts';
import { share, type Children } from './share.ts';
import { Supervisor, type Patience } from './supervisor.ts';

/** What to judge a program by, in the order in which verdicts are told. */
export type RunTask = Omit<RunRequest, 'kind' | 'id' | 'scenario'> & { readonly scenarios: readonly string[] };
export type RecordTask = Omit<RecordRequest, 'kind' | 'id'>;
export type DescribeTask = Omit<DescribeRequest, 'kind' | 'id'>;
export type ExploreTask = Omit<ExploreRequest, 'kind' | 'id'>;
export type Progress = Omit<Extract<FromRunner, { kind: 'progress' }>, 'kind' | 'id'>;

export interface RunCallbacks {
  progress?(progress: Progress): void;
  /** As soon as a scenario is judged. */
  scenario?(verdict: ScenarioVerdict): void;
  readonly signal?: AbortSignal;
}

/** For requests with one answer. */
export type Watching = Pick<RunCallbacks, 'progress' | 'signal'>;

export interface RunnerOptions {
  readonly host: ChildHost;
  readonly patience?: Partial<Patience>;
  /** Where a lesson comes from, if it is one of a pack. */
  packOf?(lesson: string): PackSource | undefined;
  /** Cores of the machine: a request of several scenarios uses so many children. Absent: one. */
  readonly cores?: number;
  /** Children that wait for a next run; absent: one. */
  readonly spares?: number;
  /** What each new child says of itself, for a log. */
  readonly onReady?: (ready: ReadyMessage) => void;
}

const PATIENCE: Patience = { loadMs: 15_000, silentMs: 1_200, cancelMs: 300 };
const SPARES = 1;
const MOST_CHILDREN = 4;
/** How long a debugged child waits for its debugger to let go. */
const LEAVE_MS = 1_500;
/** A run that takes longer than this gets a spare beside it; most give their child back before. */
const SPARE_AFTER_MS = 250;

/**
 * Runs learner programs in children. Requests may overlap: each has a child of its own, or several. One spare child
 * is kept warm, so that a run after a killed one begins at once.
 */
export class Runner {
  private readonly options: RunnerOptions;
  private readonly patience: Patience;
  private readonly idle: Child[] = [];
  private readonly children = new Set<Child>();
  private readonly spareTimers = new Map<Child, ReturnType<typeof setTimeout>>();
  private readonly sharing: Children;
  private readonly spares: number;
  private lastId = 0;
  private disposed = false;

  constructor(options: RunnerOptions) {
    this.options = options;
    this.patience = { ...PATIENCE, ...options.patience };
    this.spares = options.spares ?? SPARES;
    this.sharing = { most: Math.min(options.cores ?? 1, MOST_CHILDREN), take: () => this.take(), giveBack: child => this.giveBack(child) };
  }

  /** Starts the spare, so that the first run is quick. */
  warm(): void {
    while (!this.disposed && this.idle.length < this.spares) this.idle.push(this.fork(false));
  }

  /** Throws `RunnerFailure` where the runner itself fails. */
  async run(task: RunTask, callbacks: RunCallbacks = {}): Promise<RunOutcome> {
    const panel = new PanelRun(task.scenarios, callbacks);
    await share(panel.queue, this.sharing, (child, position) => panel.judge(position, this.watchIn(child, task, this.patience)));
    return panel.outcome();
  }

  /** Throws `RunnerFailure` where the runner itself fails. */
  record(task: RecordTask, callbacks: Watching = {}): Promise<RecordOutcome> {
    return this.make({ kind: 'record', id: ++this.lastId, ...task }, callbacks, message => (message.kind === 'recording' ? { kind: 'recording', recording: message.recording } : undefined));
  }

  /** Looks for the moment at which a failing run was lost. Throws `RunnerFailure` where the runner itself fails. */
  foresee(task: ForeseeTask, callbacks: Watching = {}): Promise<ForeseeOutcome> {
    return foresee({ lose: (loss, watching) => this.lose(loss, watching), futures: (futures, watching) => this.futures(futures, watching) }, task, this.sharing.most, callbacks);
  }

  /** Tries futures of a run. Throws `RunnerFailure` where the runner itself fails. */
  futures(task: FuturesTask, callbacks: Watching = {}): Promise<FuturesOutcome> {
    return this.make({ kind: 'futures', id: ++this.lastId, ...task }, callbacks, message => (message.kind === 'tally' ? { kind: 'tally', tally: message.tally } : undefined));
  }

  /** What the scenarios of a pack's lesson are. Throws `RunnerFailure` where the runner itself fails, or the lesson never ends to load. */
  describe(task: DescribeTask): Promise<DescribeOutcome> {
    return this.make({ kind: 'describe', id: ++this.lastId, ...task }, {}, message => (message.kind === 'outline' ? { kind: 'outline', outline: message.outline } : undefined));
  }

  /** Looks for failing runs, in several children. Throws `RunnerFailure` where the runner itself fails. */
  explore(task: ExploringTask, callbacks: ExploringCallbacks = {}): Promise<Explored> {
    return explore((part, watching) => this.explorePart(part, watching), task, this.sharing.most, callbacks);
  }

  private explorePart(task: ExploreTask, callbacks: Watching & { readonly enough: AbortSignal }): Promise<ExploreOutcome> {
    const request = { kind: 'explore', id: ++this.lastId, ...task } as const;
    return this.make(request, callbacks, message => (message.kind === 'exploration' ? { kind: 'exploration', exploration: message.exploration } : undefined), callbacks.enough);
  }

  private lose(task: ForeseeTask, callbacks: Watching): Promise<LossOutcome> {
    return this.make({ kind: 'loss', id: ++this.lastId, ...task }, callbacks, message => (message.kind === 'loss' ? { kind: 'loss', loss: message.loss } : undefined));
  }

  /** One request whose answer is one thing. */
  private async make<What>(request: RecordRequest | LossRequest | FuturesRequest | ExploreRequest | DescribeRequest, callbacks: Watching, answerIn: (message: FromRunner) => What | undefined, enough?: AbortSignal) {
    const child = await this.take();
    const stop = (): void => child.send({ kind: 'stop', id: request.id });
    if (enough?.aborted) stop();
    enough?.addEventListener('abort', stop, { once: true });
    let answer: What | undefined;
    let problems: readonly AttemptProblem[] | undefined;
    const ending = await new Supervisor(child, this.patience).watch(this.packed(request), message => {
      if (message.kind === 'progress') callbacks.progress?.(message);
      else if (message.kind === 'problems') problems = message.problems;
      else answer ??= answerIn(message);
    }, callbacks.signal);
    enough?.removeEventListener('abort', stop);
    this.giveBack(child);
    this.assertOpen();
    if (ending.kind === 'broken') throw new RunnerFailure(ending.message);
    if (ending.kind !== 'done') return ending;
    if (problems !== undefined) return { kind: 'problems' as const, problems };
    if (answer === undefined) throw new RunnerFailure(`the runner gave no answer to ${request.kind}`);
    return answer;
  }

  /**
   * Runs one seed of one scenario in a child that waits for a debugger at `inspector` (a `ws:` URL): no step meter, no
   * permission model, no patience. The run begins when the debugger lets the child go on.
   */
  async debug(task: RunTask, callbacks: RunCallbacks = {}): Promise<{ readonly inspector: string; readonly outcome: Promise<RunOutcome> }> {
    const child = this.fork(true);
    const died = child.ended.then(errors => {
      throw new RunnerFailure(`the runner ended: ${errors.trim()}`);
    });
    const inspector = await Promise.race([child.inspector, died]);
    died.catch(() => {});
    const stop = (): void => child.kill();
    callbacks.signal?.addEventListener('abort', stop, { once: true });
    const panel = new PanelRun(task.scenarios, callbacks);
    const judged = child.ready.then(() => panel.judge(0, this.watchIn(child, task, undefined)));
    return { inspector, outcome: judged.then(() => panel.outcome()).finally(() => child.leave(LEAVE_MS)) };
  }

  /** Ends all children; runs that are under way fail. */
  dispose(): void {
    this.disposed = true;
    for (const child of this.children) child.kill();
  }

  private watchIn(child: Child, { scenarios: _, ...task }: RunTask, patience: Patience | undefined): Watch {
    return async (scenario, onMessage, signal) => {
      const ending = await new Supervisor(child, patience).watch(this.packed({ kind: 'run', id: ++this.lastId, scenario, ...task }), onMessage, signal);
      this.assertOpen();
      return ending;
    };
  }

  private packed<Request extends { readonly lesson: string; readonly pack?: PackSource }>(request: Request): Request {
    const pack = request.pack ?? this.options.packOf?.(request.lesson);
    return pack === undefined ? request : { ...request, pack };
  }

  private assertOpen(): void {
    if (this.disposed) throw new RunnerFailure('the runner is closed');
  }

  private async take(): Promise<Child> {
    this.assertOpen();
    this.warm();
    const child = this.idle.shift() ?? this.fork(false);
    try {
      await child.ready;
      this.spareTimers.set(child, setTimeout(() => this.warm(), SPARE_AFTER_MS));
      return child;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!this.options.host.startsOtherwise(message)) throw new RunnerFailure(message);
      for (const spare of this.idle.splice(0)) spare.kill();
      return this.take();
    }
  }

  /** The most recently used child is the next to be used: its lesson is loaded. */
  private giveBack(child: Child): void {
    clearTimeout(this.spareTimers.get(child));
    this.spareTimers.delete(child);
    if (child.alive && !this.disposed) this.idle.unshift(child);
    this.warm();
    while (this.idle.length > this.spares + 1) this.idle.pop()!.kill();
  }

  private fork(debug: boolean): Child {
    const child = this.options.host.start({ debug, silentMs: this.patience.silentMs });
    this.children.add(child);
    child.ready.then(ready => this.options.onReady?.(ready), () => {});
    void child.ended.then(() => {
      this.children.delete(child);
      const at = this.idle.indexOf(child);
      if (at >= 0) this.idle.splice(at, 1);
    });
    return child;
  }
}
