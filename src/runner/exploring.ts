import { STRATEGIES, type Exploration, type StrategyName } from '../lab/explore/exploration.ts';
import type { AttemptProblem } from '../lab/verdict.ts';
import { RunnerFailure, stuckVerdict, type ExploreOutcome } from './outcome.ts';
import { ScenarioSearch, type Part } from './scenariosearch.ts';
import type { ExploreTask, Watching } from './runner.ts';

/** Has one child look for a failing run, until `enough` is aborted. */
export type ExplorePart = (part: ExploreTask, watching: Watching & { readonly enough: AbortSignal }) => Promise<ExploreOutcome>;

export interface ExploringTask extends Pick<ExploreTask, 'lesson' | 'source'> {
  /** Ids. */
  readonly scenarios: readonly string[];
  /** Absent: all in turn. */
  readonly strategies?: readonly StrategyName[];
  /** `seeds`: 1 to so many of each scenario for each strategy; the exhaustive search makes as many runs of seed 1. `seconds`: for all together. */
  readonly budget: { readonly seeds: number } | { readonly seconds: number };
}

export interface ExploringCallbacks {
  /** How many runs there were until now, and where the search is. */
  progress?(progress: { readonly strategy: StrategyName; readonly scenario: string; readonly runs: number }): void;
  /** As soon as a strategy is done with a scenario. */
  explored?(exploration: Exploration): void;
  /** Ends the search; what was found until then is the result. */
  readonly signal?: AbortSignal;
}

export type Explored =
  | { readonly kind: 'done'; readonly explorations: readonly Exploration[]; readonly durationMs: number; readonly stopped: boolean }
  | { readonly kind: 'problems'; readonly problems: readonly AttemptProblem[] };

class Unjudgeable extends Error {
  readonly problems: readonly AttemptProblem[];

  constructor(problems: readonly AttemptProblem[]) {
    super('the attempt cannot be judged');
    this.problems = problems;
  }
}

/**
 * Looks for failing runs with one strategy after the other, in `workers` children at once. A scenario in which one was
 * found is left alone from then on. With a budget of seeds the result is the same however many work on it. Throws
 * `RunnerFailure` where the runner itself fails.
 */
export async function explore(explorePart: ExplorePart, task: ExploringTask, workers: number, callbacks: ExploringCallbacks = {}): Promise<Explored> {
  const begun = performance.now();
  const explorations: Exploration[] = [];
  const broken = new Set<string>();
  const { strategies = STRATEGIES, budget, scenarios } = task;
  try {
    for (const [index, strategy] of strategies.entries()) {
      const open = scenarios.filter(scenario => !broken.has(scenario));
      if (open.length === 0 || callbacks.signal?.aborted) break;
      const leftMs = 'seconds' in budget ? budget.seconds * 1000 - (performance.now() - begun) : Infinity;
      const searches = open.map(scenario => new ScenarioSearch(scenario, strategy, budget));
      const exploring = new Exploring(explorePart, task, searches, callbacks, explorations.reduce((sum, { runs }) => sum + runs, 0));
      const found = await exploring.work(workers, leftMs / (strategies.length - index));
      for (const each of found) if (each.found) broken.add(each.scenario);
      explorations.push(...found);
    }
  } catch (error) {
    if (error instanceof Unjudgeable) return { kind: 'problems', problems: error.problems };
    throw error;
  }
  return { kind: 'done', explorations, durationMs: performance.now() - begun, stopped: callbacks.signal?.aborted === true };
}

/** One strategy at work on some scenarios. */
class Exploring {
  private readonly explorePart: ExplorePart;
  private readonly task: ExploringTask;
  private readonly searches: readonly ScenarioSearch[];
  private readonly callbacks: ExploringCallbacks;
  private readonly runsBefore: number;
  private readonly told = new Set<ScenarioSearch>();
  private readonly enough = new AbortController();

  constructor(explorePart: ExplorePart, task: ExploringTask, searches: readonly ScenarioSearch[], callbacks: ExploringCallbacks, runsBefore: number) {
    this.explorePart = explorePart;
    this.task = task;
    this.searches = searches;
    this.callbacks = callbacks;
    this.runsBefore = runsBefore;
  }

  /** The results, in the order of the scenarios. */
  async work(workers: number, forMs: number): Promise<Exploration[]> {
    const { signal } = this.callbacks;
    const stop = (): void => this.enough.abort();
    const timer = Number.isFinite(forMs) ? setTimeout(stop, forMs) : undefined;
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    try {
      const partMs = (forMs * workers) / this.searches.length;
      const results = await Promise.allSettled(Array.from({ length: workers }, () => this.takeParts(partMs)));
      for (const result of results) if (result.status === 'rejected') throw result.reason as Error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      stop();
    }
    for (const search of this.searches) this.tell(search);
    return this.searches.map(search => search.result());
  }

  private async takeParts(endlessMs: number): Promise<void> {
    for (;;) {
      if (this.enough.signal.aborted) return;
      const [next] = this.searches.filter(search => search.hasMore).sort((a, b) => a.partsTaken - b.partsTaken);
      const part = next?.take();
      if (!part) return;
      await this.look(next!, part, endlessMs);
      if (!next!.isOpen) this.tell(next!);
    }
  }

  private async look(search: ScenarioSearch, part: Part, endlessMs: number): Promise<void> {
    const { lesson, source } = this.task;
    const { scenario, strategy } = search;
    const timer = part.endless && Number.isFinite(endlessMs) ? setTimeout(() => part.enough.abort(), endlessMs) : undefined;
    const request = { lesson, source, scenario, strategy, seeds: part.seeds, ...(part.runs === undefined ? {} : { runs: part.runs }) };
    const begun = performance.now();
    try {
      const outcome = await this.explorePart(request, {
        enough: AbortSignal.any([part.enough.signal, this.enough.signal]),
        progress: ({ done }) => {
          part.madeRuns = done;
          this.progress(search);
        },
      });
      search.put(part, explorationOf(outcome, search), performance.now() - begun);
      this.progress(search);
    } catch (error) {
      this.enough.abort();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private progress({ scenario, strategy }: ScenarioSearch): void {
    this.callbacks.progress?.({ scenario, strategy, runs: this.runsBefore + this.searches.reduce((sum, search) => sum + search.runs, 0) });
  }

  private tell(search: ScenarioSearch): void {
    if (this.told.has(search)) return;
    this.told.add(search);
    this.callbacks.explored?.(search.result());
  }
}

function explorationOf(outcome: ExploreOutcome, { scenario, strategy }: ScenarioSearch): Exploration {
  switch (outcome.kind) {
    case 'exploration':
      return outcome.exploration;
    case 'problems':
      throw new Unjudgeable(outcome.problems);
    case 'stuck':
      return { scenario, strategy, seeds: 0, runs: outcome.stuck.done, events: 0, beyond: 0, found: stuckVerdict(outcome.stuck) };
    case 'cancelled':
      throw new RunnerFailure('the exploration was cancelled');
  }
}
