import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import type { ScenarioVerdict } from '../lab/verdict.ts';
import type { RunOutcome } from '../runner/outcome.ts';
import type { AttemptSource } from '../runner/protocol.ts';
import type { Progress, RunCallbacks, RunTask } from '../runner/runner.ts';
import { attemptOf } from './attempt.ts';
import { setContext } from './context.ts';
import { views } from './ids.ts';
import type { LabHost } from './labHost.ts';
import type { LearnerFolder } from './learnerFolder.ts';

/** Who asked for a run: a command, saving the file, the debugger, a search for failing runs, or the Test Explorer. */
export type Origin = 'command' | 'save' | 'debug' | 'explore' | vscode.TestRunRequest;

export interface RunRequest {
  readonly lesson: CatalogueLesson;
  /** Ids; empty: all of the lesson. */
  readonly scenarios: readonly string[];
  readonly origin: Origin;
  readonly token?: vscode.CancellationToken;
  readonly seeds?: RunTask['seeds'];
  readonly plan?: RunTask['plan'];
}

export interface LessonRun extends RunRequest {
  readonly source: AttemptSource;
  /** In the order in which they were judged. */
  readonly verdicts: readonly ScenarioVerdict[];
}

/** `failure`: the runner itself failed; it says why. */
export type RunEnd = RunOutcome | { readonly kind: 'failure'; readonly message: string };

/** How a run is carried out; the debugger has its own way. */
export type Carrier = (task: RunTask, callbacks: RunCallbacks) => Promise<RunOutcome>;

/** All runs of this window, one a lesson at a time: a new one ends the one before it. */
export class Runs implements vscode.Disposable {
  private readonly lab: LabHost;
  private readonly folder: LearnerFolder;
  private readonly mayTryHidden: (lesson: CatalogueLesson, source: AttemptSource) => boolean;
  private readonly active = new Map<string, { readonly cancel: AbortController; readonly source: Promise<AttemptSource | undefined>; readonly ended: Promise<unknown> }>();
  private readonly started = new vscode.EventEmitter<LessonRun>();
  private readonly progressed = new vscode.EventEmitter<{ readonly run: LessonRun; readonly progress: Progress }>();
  private readonly judged = new vscode.EventEmitter<{ readonly run: LessonRun; readonly verdict: ScenarioVerdict }>();
  private readonly ended = new vscode.EventEmitter<{ readonly run: LessonRun; readonly end: RunEnd }>();
  readonly onDidStart = this.started.event;
  readonly onDidProgress = this.progressed.event;
  readonly onDidJudge = this.judged.event;
  readonly onDidEnd = this.ended.event;

  /** `mayTryHidden`: whether a program may be run on the hidden scenarios of a lesson. */
  constructor(lab: LabHost, folder: LearnerFolder, mayTryHidden: (lesson: CatalogueLesson, source: AttemptSource) => boolean) {
    this.lab = lab;
    this.folder = folder;
    this.mayTryHidden = mayTryHidden;
  }

  isRunning(lesson: string): boolean {
    return this.active.has(lesson);
  }

  /** Whether a run of the lesson's text as it is now is under way or about to begin. */
  async isRunningAsItIs(lesson: CatalogueLesson): Promise<boolean> {
    const run = this.active.get(lesson.id);
    if (run === undefined) return false;
    const [running, now] = await Promise.all([run.source, attemptOf(lesson, this.folder)]);
    return !run.cancel.signal.aborted && JSON.stringify(running) === JSON.stringify(now);
  }

  /** Undefined where nothing may be run or there is nothing to run; the learner has then been told. */
  async run(request: RunRequest, carry: Carrier = (task, callbacks) => this.lab.run(task, callbacks)): Promise<RunEnd | undefined> {
    if (!mayRun()) return undefined;
    const { id } = request.lesson;
    const before = this.active.get(id);
    before?.cancel.abort();
    const cancel = new AbortController();
    const source = (before?.ended ?? Promise.resolve()).then(() => attemptOf(request.lesson, this.folder));
    const ended = this.begin(request, source, carry, cancel);
    this.active.set(id, { cancel, source, ended });
    setContext('running', true);
    return ended;
  }

  /** Ends the runs of a lesson, or all. */
  cancel(lesson?: string): void {
    for (const [id, { cancel }] of this.active) if (lesson === undefined || id === lesson) cancel.abort();
  }

  dispose(): void {
    this.cancel();
    for (const emitter of [this.started, this.progressed, this.judged, this.ended]) emitter.dispose();
  }

  private async begin(request: RunRequest, read: Promise<AttemptSource | undefined>, carry: Carrier, cancel: AbortController): Promise<RunEnd | undefined> {
    const { lesson } = request;
    try {
      const source = await read;
      if (source !== undefined) {
        if (cancel.signal.aborted) return { kind: 'cancelled', scenarios: [] };
        const scenarios = this.allowed(request, source);
        return scenarios === undefined ? undefined : await this.carryOut({ ...request, scenarios, source, verdicts: [] }, carry, cancel);
      }
      void vscode.window.showInformationMessage(vscode.l10n.t('Open the exercise of lesson {0} first: there is nothing to run yet.', lesson.number));
      return undefined;
    } finally {
      this.leave(lesson, cancel);
    }
  }

  /** What is run of what was asked for; undefined: nothing. Who saves a file has asked for nothing in particular and is not told. */
  private allowed({ lesson, scenarios, origin }: RunRequest, source: AttemptSource): readonly string[] | undefined {
    const asked = lesson.scenarios.filter(({ id }) => scenarios.length === 0 || scenarios.includes(id));
    const visible = asked.filter(({ hidden }) => !hidden);
    if (visible.length === asked.length || this.mayTryHidden(lesson, source)) return scenarios;
    if (origin !== 'save') void vscode.window.showInformationMessage(vscode.l10n.t('The assignment allows no more attempts on the hidden scenarios of lesson {0}: this program is not run on them.', lesson.number));
    return visible.length === 0 ? undefined : visible.map(({ id }) => id);
  }

  private leave({ id }: CatalogueLesson, cancel: AbortController): void {
    if (this.active.get(id)?.cancel === cancel) this.active.delete(id);
    setContext('running', this.active.size > 0);
  }

  private async carryOut(run: LessonRun, carry: Carrier, cancel: AbortController): Promise<RunEnd> {
    const { lesson, scenarios, seeds, plan, source } = run;
    const asked = scenarios.length > 0 ? scenarios : lesson.scenarios.map(({ id }) => id);
    const task: RunTask = { lesson: lesson.id, source, scenarios: asked, ...(seeds === undefined ? {} : { seeds }), ...(plan === undefined ? {} : { plan }) };
    const verdicts: ScenarioVerdict[] = [];
    const current = { ...run, verdicts };
    const stop = run.token?.onCancellationRequested(() => cancel.abort());
    this.started.fire(current);
    const end = await showProgress(report => carry(task, {
      signal: cancel.signal,
      progress: progress => {
        report(progress);
        this.progressed.fire({ run: current, progress });
      },
      scenario: verdict => {
        verdicts.push(verdict);
        this.judged.fire({ run: current, verdict });
      },
    })).catch((error: unknown): RunEnd => ({ kind: 'failure', message: error instanceof Error ? error.message : String(error) }));
    stop?.dispose();
    this.leave(lesson, cancel);
    this.ended.fire({ run: current, end });
    return end;
  }
}

/** Nothing of a workspace runs before it is trusted. */
export function mayRun(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Trust');
  void vscode.window.showWarningMessage(vscode.l10n.t('This workspace is not trusted, so Faultlab runs nothing of it. Lessons can be read.'), manage).then(answer => {
    if (answer === manage) void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}

function showProgress<T>(work: (report: (progress: Progress) => void) => Promise<T>): Promise<T> {
  return Promise.resolve(vscode.window.withProgress({ location: { viewId: views.lessons } }, async view => {
    let shown = 0;
    return work(({ done, total }) => {
      const share = total > 0 ? (100 * done) / total : 0;
      if (share > shown) view.report({ increment: share - shown });
      shown = share;
    });
  }));
}
