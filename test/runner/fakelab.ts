import type { Attempt, NodeEnvironment } from '../../src/lab/attempt.ts';
import type { Drain } from '../../src/lab/drain.ts';
import type { Job } from '../../src/lab/job.ts';
import type { ScenarioVerdict } from '../../src/lab/verdict.ts';
import { runChild } from '../../src/runner/childmain.ts';
import type { LessonJobs } from '../../src/runner/labjobs.ts';

/** What a run of the fake lesson saw, as JSON in the verdict's message. */
export interface Seen {
  result?: string;
  logs: string[];
  error?: { message: string; range?: unknown };
  state?: unknown;
  here?: unknown;
  nowMs: number;
}

const STEPS = 200_000;

/** A small world: starts two processes of the attempt, calls `run(ctx)` of the first and fires timers until none is left. */
class FakeJob implements Job<ScenarioVerdict> {
  progress: { scenario: string; seed: number; done: number; total: number };
  private readonly attempt: Attempt;
  private readonly drain: Drain;
  private readonly seeds: readonly number[];
  private seen: Seen = { logs: [], nowMs: 0 };
  private timers: { at: number; id: number; everyMs: number | undefined; fire: () => void }[] = [];
  private at = 0;
  private begun = false;
  private nextId = 1;

  constructor(scenario: string, attempt: Attempt, seeds: readonly number[], drain: Drain) {
    this.attempt = attempt;
    this.drain = drain;
    this.seeds = seeds;
    this.progress = { scenario, seed: seeds[0]!, done: 0, total: seeds.length };
  }

  rejected(reason: unknown): void {
    this.fail(reason);
  }

  private fail(reason: unknown): void {
    this.seen.error ??= this.attempt.describeError(reason);
  }

  private guarded(run: () => void): void {
    this.attempt.fuel.refill(STEPS);
    try {
      run();
    } catch (error) {
      this.fail(error);
    }
    if (this.drain.kind === 'sync') this.drain.run();
  }

  private begin(): void {
    this.seen = { logs: [], nowMs: 0 };
    this.timers = [];
    this.at = 0;
    this.attempt.fuel.reset();
    const environment: NodeEnvironment = {
      wallMs: () => Date.UTC(2026, 0, 1) + this.at,
      monotonicMs: () => this.at,
      random: () => 0.25,
      startTimer: (delayMs, repeat, fire) => {
        const wait = Math.max(1, delayMs);
        this.timers.push({ at: this.at + wait, id: this.nextId, everyMs: repeat ? wait : undefined, fire });
        return this.nextId++;
      },
      stopTimer: id => {
        this.timers = this.timers.filter(timer => timer.id !== id);
      },
      log: (level, text) => this.seen.logs.push(`${level} ${text}`),
    };
    const library = { faultlab: { Refused: class Refused extends Error {}, now: () => this.at } };
    this.guarded(() => {
      const exports = this.attempt.start(environment, library) as { run?: (ctx: unknown) => unknown };
      const other = this.attempt.start(environment, library);
      const ctx = {
        other,
        scenario: this.progress.scenario,
        here: () => ([this.seen.here] = this.attempt.here()),
        state: (instance: object) => (this.seen.state = this.attempt.stateOf(instance)),
        rejectLater: () => new Promise((_, reject) => this.timers.push({ at: this.at + 1, id: 0, everyMs: undefined, fire: () => reject(new library.faultlab.Refused('no')) })),
      };
      const result = exports.run!(ctx);
      Promise.resolve(result).then(value => (this.seen.result = String(value)), reason => this.fail(reason));
    });
  }

  turn(): ScenarioVerdict | undefined {
    if (!this.begun) {
      this.begun = true;
      this.begin();
      return undefined;
    }
    const over = this.seen.error !== undefined || this.attempt.fuel.stopped !== undefined;
    const next = over ? undefined : this.timers.sort((a, b) => a.at - b.at || a.id - b.id).shift();
    if (next !== undefined) {
      this.at = next.at;
      if (next.everyMs !== undefined) this.timers.push({ ...next, at: next.at + next.everyMs });
      this.guarded(next.fire);
      return undefined;
    }
    this.seen.nowMs = this.at;
    this.progress = { ...this.progress, seed: this.seeds[this.progress.done + 1] ?? this.progress.seed, done: this.progress.done + 1 };
    if (this.progress.done < this.seeds.length && !over) {
      this.begun = false;
      return undefined;
    }
    return this.verdict();
  }

  private verdict(): ScenarioVerdict {
    const { stopped } = this.attempt.fuel;
    const range = stopped?.range ?? (this.seen.error?.range as typeof stopped extends undefined ? never : undefined);
    return {
      id: this.progress.scenario,
      hidden: lesson.scenarios.some(({ id, hidden }) => hidden && id === this.progress.scenario),
      verdict: stopped !== undefined ? 'stuck' : this.seen.error !== undefined ? 'error' : 'passed',
      seeds: this.progress.done,
      failedSeeds: [],
      demands: [],
      first: { seed: this.progress.seed, timeMs: this.seen.nowMs, message: JSON.stringify({ ...this.seen, stopped: stopped?.what }), ...(range === undefined ? {} : { range }), plan: [], traceHash: '' },
    };
  }
}

const lesson: LessonJobs = {
  scenarios: [{ id: 'calm', hidden: false }, { id: 'rough', hidden: true }],
  outline: { handlers: [], scenarios: [] },
  library: { faultlab: { Refused: Error, now: Date.now } },
  missing: exports => (exports.some(({ name, kind }) => name === 'run' && kind !== 'value') ? [] : [{ message: 'export a function named run' }]),
  twins: { reference: '', starter: '', handsOff: '' }, given: {},
  run: (scenario, { explore }, { seeds }, drain) => new FakeJob(scenario, explore, seeds ?? [1], drain),
  lose: () => {
    throw new Error('the fake lesson loses nothing');
  },
  futures: () => {
    throw new Error('the fake lesson has no futures');
  },
  explore: () => {
    throw new Error('the fake lesson has nothing to explore');
  },
  record: () => {
    throw new Error('the fake lesson records nothing');
  },
};

await runChild(async () => ({
  RequestServer: (await import('../../src/runner/server.ts')).RequestServer,
  lab: { engine: 'fake', lesson: async id => (id === 'fake/lesson' ? lesson : undefined) },
}));
