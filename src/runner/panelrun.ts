import type { AttemptProblem, ScenarioVerdict } from '../lab/verdict.ts';
import { RunnerFailure, stuckVerdict, type RunOutcome, type Stuck } from './outcome.ts';
import type { FromRunner } from './protocol.ts';
import type { RunCallbacks } from './runner.ts';
import type { Ending } from './supervisor.ts';

/** Has one scenario judged somewhere. */
export type Watch = (scenario: string, onMessage: (message: FromRunner) => void, signal: AbortSignal) => Promise<Ending>;

/**
 * The scenarios of one request. They may be judged side by side, and it comes to the same as one after the other: they
 * are told in the request's order, and after one that had to be ended from outside comes none.
 */
export class PanelRun {
  /** Positions of the scenarios that nobody has begun. */
  readonly queue: number[];
  private readonly scenarios: readonly string[];
  private readonly callbacks: RunCallbacks;
  private readonly running = new Map<number, AbortController>();
  private readonly verdicts: (ScenarioVerdict | undefined)[] = [];
  /** So many verdicts have been told. */
  private told = 0;
  private end = Infinity;
  private begunAt: number | undefined;
  private stuck: Stuck | undefined;
  private problems: readonly AttemptProblem[] | undefined;
  private cancelled = false;

  constructor(scenarios: readonly string[], callbacks: RunCallbacks) {
    this.scenarios = scenarios;
    this.callbacks = callbacks;
    this.queue = [...scenarios.keys()];
  }

  /** Throws `RunnerFailure` where the runner itself fails. */
  async judge(position: number, watch: Watch): Promise<void> {
    this.begunAt ??= performance.now();
    const control = new AbortController();
    this.running.set(position, control);
    const signal = AbortSignal.any([control.signal, ...(this.callbacks.signal === undefined ? [] : [this.callbacks.signal])]);
    const ending = await watch(this.scenarios[position]!, message => this.note(position, message), signal);
    this.running.delete(position);
    // Another one has ended it.
    if (control.signal.aborted) return;
    if (ending.kind === 'stuck') {
      this.endAfter(position + 1);
      this.stuck = ending.stuck;
      this.judged(position, stuckVerdict(ending.stuck));
    } else if (ending.kind === 'cancelled') {
      this.endAfter(position);
      this.cancelled = true;
    } else if (ending.kind === 'broken') {
      this.endAfter(0);
      throw new RunnerFailure(ending.message);
    } else if (this.problems !== undefined) this.endAfter(0);
  }

  outcome(): RunOutcome {
    const { stuck, problems, begunAt = performance.now() } = this;
    if (problems !== undefined) return { kind: 'problems', problems };
    const scenarios = this.verdicts.slice(0, this.told) as ScenarioVerdict[];
    if (this.cancelled) return { kind: 'cancelled', scenarios };
    return { kind: 'done', scenarios, durationMs: performance.now() - begunAt, ...(stuck === undefined ? {} : { stuck }) };
  }

  private note(position: number, message: FromRunner): void {
    if (message.kind === 'progress' && position === this.told) this.callbacks.progress?.(message);
    else if (message.kind === 'scenario') this.judged(position, message.verdict);
    else if (message.kind === 'problems') this.problems ??= message.problems;
  }

  private judged(position: number, verdict: ScenarioVerdict): void {
    this.verdicts[position] = verdict;
    for (let next; this.told < this.end && (next = this.verdicts[this.told]) !== undefined;) {
      this.told++;
      this.callbacks.scenario?.(next);
    }
  }

  /** Only so many scenarios come to a verdict. */
  private endAfter(end: number): void {
    this.end = end;
    this.queue.splice(0, Infinity, ...this.queue.filter(position => position < end));
    for (const [position, control] of this.running) if (position >= end) control.abort();
  }
}
