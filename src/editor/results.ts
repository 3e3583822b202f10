import * as vscode from 'vscode';
import { withAttempt, withRun } from '../course/progress.ts';
import { programHash } from '../course/replayfile.ts';
import type { ScenarioVerdict } from '../lab/verdict.ts';
import type { AttemptSource } from '../runner/protocol.ts';
import type { AssignmentStore } from './assignmentStore.ts';
import type { LessonBook } from './lessonBook.ts';
import type { Memory } from './memory.ts';
import { isFailure } from './model/failure.ts';
import type { ProgressStore } from './progressStore.ts';
import type { LessonRun, RunEnd, Runs } from './runs.ts';

/** What the last run of a lesson in this window came to. */
export interface LastRun {
  readonly source: AttemptSource;
  /** By scenario. */
  readonly verdicts: ReadonlyMap<string, ScenarioVerdict>;
  readonly end: RunEnd;
}

export interface ResultParts {
  readonly book: LessonBook;
  readonly runs: Runs;
  readonly progress: ProgressStore;
  readonly memory: Memory;
  readonly assignments: AssignmentStore;
}

/** Remembers how runs ended, those under a debugger left out: for the learner's progress, and the last run of each lesson for what is shown about it. */
export class Results implements vscode.Disposable {
  private readonly last = new Map<string, LastRun>();
  private readonly book: LessonBook;
  private readonly progress: ProgressStore;
  private readonly memory: Memory;
  private readonly assignments: AssignmentStore;
  private readonly changed = new vscode.EventEmitter<string>();
  /** The id of a lesson whose last run is another. */
  readonly onDidChange = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor({ book, runs, progress, memory, assignments }: ResultParts) {
    this.book = book;
    this.progress = progress;
    this.memory = memory;
    this.assignments = assignments;
    this.subscription = runs.onDidEnd(({ run, end }) => void this.keep(run, end));
  }

  of(lesson: string): LastRun | undefined {
    return this.last.get(lesson);
  }

  /** The same failure, told better. Without effect when the lesson has been run anew. */
  async retell({ lesson, source }: LessonRun, verdict: ScenarioVerdict): Promise<void> {
    const last = this.last.get(lesson.id);
    if (last?.source !== source) return;
    this.last.set(lesson.id, { ...last, verdicts: new Map([...last.verdicts, [verdict.id, verdict]]) });
    const known = this.memory.failure(lesson.id);
    if (known?.scenario === verdict.id && known.seed === verdict.first?.seed) await this.rememberFailure({ lesson, verdicts: [verdict] });
    this.changed.fire(lesson.id);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private async keep(run: LessonRun, end: RunEnd): Promise<void> {
    if (run.origin === 'debug') return;
    const { lesson, verdicts, source } = run;
    const before = this.last.get(lesson.id);
    // A run of some scenarios leaves what is known of the others, as long as the program is the same.
    const kept = before !== undefined && sameProgram(before.source, source) ? before.verdicts : new Map<string, ScenarioVerdict>();
    this.last.set(lesson.id, { source, end, verdicts: new Map([...kept, ...verdicts.map(verdict => [verdict.id, verdict] as const)]) });
    await this.rememberFailure(run);
    this.changed.fire(lesson.id);
    if (verdicts.length === 0) return;
    const complete = end.kind === 'done' && this.book.lesson(lesson.id)!.scenarios.every(({ id }) => verdicts.some(verdict => verdict.id === id));
    if (this.assignments.countsAttempts(lesson) && verdicts.some(({ hidden }) => hidden)) await this.progress.update(value => withAttempt(value, lesson.id, programHash(source.files)));
    await this.progress.update(value => withRun(value, { lesson: lesson.id, version: lesson.version, scenarios: verdicts, complete }, new Date()));
  }

  /** The first counterexample is the one to look at; one that has passed since is none. */
  private async rememberFailure({ lesson, verdicts }: Pick<LessonRun, 'lesson' | 'verdicts'>): Promise<void> {
    const failed = verdicts.find(verdict => isFailure(verdict) && verdict.first !== undefined);
    const known = this.memory.failure(lesson.id);
    if (failed?.first !== undefined) {
      const { seed, faults } = failed.first;
      await this.memory.setFailure(lesson.id, { lesson: lesson.id, scenario: failed.id, seed, ...(faults === undefined ? {} : { plan: faults }) });
    } else if (known !== undefined && verdicts.some(({ id, verdict }) => id === known.scenario && verdict === 'passed')) {
      await this.memory.setFailure(lesson.id, undefined);
    }
  }
}

export function sameProgram(one: AttemptSource, other: AttemptSource): boolean {
  const paths = Object.keys(one.files);
  return paths.length === Object.keys(other.files).length && paths.every(path => one.files[path] === other.files[path]);
}
