import assert from 'node:assert/strict';
import type { CatalogueLesson } from '../../src/course/catalogue.ts';
import type { LessonRun, RunEnd, Runs } from '../../src/editor/runs.ts';
import { SmallerCounterexamples } from '../../src/editor/smallerCounterexample.ts';
import type { Counterexample, RunSize, ScenarioVerdict } from '../../src/lab/verdict.ts';
import type { RunOutcome } from '../../src/runner/outcome.ts';
import type { RunCallbacks, RunTask } from '../../src/runner/runner.ts';
import type { FaultPlan } from '../../src/sim/index.ts';

const PLAN: FaultPlan = { faults: [], off: [], only: { operations: ['read k1@n1', 'read k2@n1'] } };
const SMALLEST: FaultPlan = { ...PLAN, only: { operations: ['read k2@n1'] } };
const size = (operations: number): RunSize => ({ events: 10 * operations, faults: 0, decisions: 0, operations, nodes: 1 });

const story = (faults: FaultPlan, from: number, to: number, minimal: boolean): Counterexample =>
  ({ seed: 7, timeMs: 1, message: `${to} asked`, plan: [], faults, traceHash: '', shrunk: { from: size(from), to: size(to), runs: 5, minimal } });
const verdictOf = (first: Counterexample): ScenarioVerdict => ({ id: 'crowd', hidden: false, verdict: 'failed', seeds: 20, failedSeeds: [7, 9], demands: [], first });

const FOUND = verdictOf(story(PLAN, 40, 2, false));
const ONE_SEED: ScenarioVerdict = { ...verdictOf(story(SMALLEST, 2, 1, true)), seeds: 1, failedSeeds: [7] };

/** An editor that has runs, a lab that answers when it is told to, and somebody who is told. */
class Desk {
  readonly told: ScenarioVerdict[] = [];
  readonly asked: { readonly task: RunTask; readonly signal: AbortSignal | undefined; readonly answer: (outcome: RunOutcome) => void }[] = [];
  private start: (run: LessonRun) => unknown = () => {};
  private end: (ended: { run: LessonRun; end: RunEnd }) => unknown = () => {};

  constructor() {
    const nothing = { dispose() {} };
    const runs = {
      onDidStart: (listener: typeof this.start) => { this.start = listener; return nothing; },
      onDidEnd: (listener: typeof this.end) => { this.end = listener; return nothing; },
    } as Pick<Runs, 'onDidStart' | 'onDidEnd'>;
    const run = (task: RunTask, { signal }: RunCallbacks = {}) => new Promise<RunOutcome>(answer => this.asked.push({ task, signal, answer }));
    new SmallerCounterexamples({ run }, runs, { retell: async (_, verdict) => void this.told.push(verdict) });
  }

  begin(): void {
    this.start(runOf([]));
  }

  async finish(verdict: ScenarioVerdict): Promise<void> {
    this.end({ run: runOf([verdict]), end: { kind: 'done', scenarios: [verdict], durationMs: 1 } });
    await settled();
  }

  async answer(verdict: ScenarioVerdict): Promise<void> {
    this.asked.at(-1)!.answer({ kind: 'done', scenarios: [verdict], durationMs: 1 });
    await settled();
  }
}

const runOf = (verdicts: readonly ScenarioVerdict[]): LessonRun =>
  ({ lesson: { id: 'a/b' } as CatalogueLesson, scenarios: [], origin: 'save', source: { file: 'x.ts', entry: 'x.ts', files: {} }, verdicts });
const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('a counterexample that may be smaller', () => {
  it('is made so after the run, and told as the same failure', async () => {
    const desk = new Desk();
    await desk.finish(FOUND);
    const { lesson, scenarios, seeds, plan, thorough } = desk.asked[0]!.task;
    assert.deepEqual([lesson, scenarios, seeds, plan, thorough], ['a/b', ['crowd'], [7], PLAN, true]);
    await desk.answer(ONE_SEED);
    const first = ONE_SEED.first!;
    assert.deepEqual(desk.told, [{ ...FOUND, first: { ...first, shrunk: { ...first.shrunk, from: size(40), runs: 10 } } }]);
  });

  it('stays as it is where that came to no end', async () => {
    const desk = new Desk();
    await desk.finish(FOUND);
    await desk.answer(FOUND);
    assert.deepEqual(desk.told, []);
  });

  it('is given up when the lesson is run again', async () => {
    const desk = new Desk();
    await desk.finish(FOUND);
    desk.begin();
    assert.ok(desk.asked[0]!.signal!.aborted);
    await desk.answer(ONE_SEED);
    assert.deepEqual(desk.told, []);
  });

  it('is not looked for where nothing more can be left out', async () => {
    const desk = new Desk();
    await desk.finish(ONE_SEED);
    assert.deepEqual(desk.asked, []);
  });
});
