import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { lessonProgress } from '../course/progress.ts';
import type { ScenarioVerdict } from '../lab/verdict.ts';
import { placeOf } from './attempt.ts';
import type { Debugging } from './debugging.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';
import { failureText, isFailure, whereabouts } from './model/failure.ts';
import { scenarioLabel } from './model/states.ts';
import type { ProgressStore } from './progressStore.ts';
import type { LessonRun, RunEnd, Runs } from './runs.ts';

const FAILURE = 'faultlabFailure';

/** Every built lesson and its scenarios in the Test Explorer; shows all runs, also those that were started elsewhere. */
export class Tests implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('faultlab', vscode.l10n.t('Faultlab'));
  private readonly book: LessonBook;
  private readonly folder: LearnerFolder;
  private readonly progress: ProgressStore;
  private readonly runs: Runs;
  private readonly shown = new Map<LessonRun, vscode.TestRun>();
  private readonly subscriptions: vscode.Disposable;

  constructor(book: LessonBook, folder: LearnerFolder, progress: ProgressStore, runs: Runs, debugging: Debugging) {
    this.book = book;
    this.folder = folder;
    this.progress = progress;
    this.runs = runs;
    this.controller.createRunProfile(vscode.l10n.t('Run'), vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true);
    if (debugging.possible) this.controller.createRunProfile(vscode.l10n.t('Debug'), vscode.TestRunProfileKind.Debug, request => this.debug(request, debugging), true);
    this.controller.refreshHandler = () => this.list();
    this.subscriptions = vscode.Disposable.from(
      runs.onDidStart(run => this.begin(run)),
      runs.onDidJudge(({ run, verdict }) => this.judge(run, verdict)),
      runs.onDidEnd(({ run, end }) => this.end(run, end)),
      progress.onDidChange(() => this.name()),
      folder.onDidChange(() => this.list()),
      book.onDidChange(() => this.list()),
    );
    this.list();
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.controller.dispose();
  }

  private list(): void {
    this.controller.items.replace(this.book.built.map(lesson => {
      const uri = this.folder.exerciseOf(lesson);
      const item = this.controller.createTestItem(lesson.id, `${lesson.number} ${lesson.title}`, uri);
      item.sortText = lesson.number.split('.').map(part => part.padStart(3, '0')).join('.');
      item.children.replace(lesson.scenarios.map((scenario, index) => {
        const child = this.controller.createTestItem(`${lesson.id}#${scenario.id}`, scenario.label, uri);
        child.sortText = String(index).padStart(3, '0');
        return child;
      }));
      return item;
    }));
    this.name();
  }

  /** Hidden scenarios get their names when they have failed. */
  private name(): void {
    for (const lesson of this.book.built) {
      const progress = lessonProgress(this.progress.value, lesson.id);
      for (const scenario of lesson.scenarios) {
        const item = this.item(lesson, scenario.id);
        if (item) item.label = scenarioLabel(scenario, progress);
      }
    }
  }

  private item(lesson: CatalogueLesson, scenario: string): vscode.TestItem | undefined {
    return this.controller.items.get(lesson.id)?.children.get(`${lesson.id}#${scenario}`);
  }

  /** Lessons and scenarios of a request; no scenarios: all of the lesson. */
  private targets(request: vscode.TestRunRequest): { readonly lesson: CatalogueLesson; readonly scenarios: string[] }[] {
    const excluded = new Set(request.exclude?.map(({ id }) => id));
    const wanted = (request.include ?? [...this.controller.items].map(([, item]) => item)).filter(({ id }) => !excluded.has(id));
    return this.book.built.flatMap(lesson => {
      const whole = wanted.some(({ id }) => id === lesson.id);
      const asked = lesson.scenarios.map(({ id }) => id).filter(id => whole ? !excluded.has(`${lesson.id}#${id}`) : wanted.some(item => item.id === `${lesson.id}#${id}`));
      if (asked.length === 0) return [];
      return [{ lesson, scenarios: asked.length === lesson.scenarios.length ? [] : asked }];
    });
  }

  private async debug(request: vscode.TestRunRequest, debugging: Debugging): Promise<void> {
    const [target] = this.targets(request);
    if (target !== undefined) await debugging.start(target.lesson, target.scenarios[0]);
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const targets = this.targets(request);
    for (const { lesson, scenarios } of targets) {
      // "Run all tests" means the lessons that were begun.
      if (targets.length > 1 && lessonProgress(this.progress.value, lesson.id).openedAt === undefined) continue;
      if (token.isCancellationRequested) return;
      await this.runs.run({ lesson, scenarios, origin: request, token });
    }
  }

  private begin(run: LessonRun): void {
    // A search judges no scenario.
    if (run.origin === 'explore') return;
    const items = this.itemsOf(run);
    const request = run.origin instanceof vscode.TestRunRequest ? run.origin : new vscode.TestRunRequest(items, undefined, undefined, run.origin === 'save', true);
    const shown = this.controller.createTestRun(request, vscode.l10n.t('Lesson {0}', run.lesson.number));
    for (const item of items) shown.started(item);
    this.shown.set(run, shown);
  }

  private itemsOf(run: LessonRun): vscode.TestItem[] {
    const ids = run.scenarios.length > 0 ? run.scenarios : run.lesson.scenarios.map(({ id }) => id);
    return ids.flatMap(id => this.item(run.lesson, id) ?? []);
  }

  private judge(run: LessonRun, verdict: ScenarioVerdict): void {
    const item = this.item(run.lesson, verdict.id);
    const shown = this.shown.get(run);
    if (item === undefined || shown === undefined) return;
    if (verdict.verdict === 'passed') return shown.passed(item);
    if (verdict.verdict === 'unjudged') return shown.skipped(item);
    const message = messageOf(failureText(verdict), run, verdict.first?.range);
    if (verdict.first) shown.appendOutput(`${item.label}: ${whereabouts(verdict.first)}\r\n${failureText(verdict).replaceAll('\n', '\r\n')}\r\n\r\n`, undefined, item);
    if (verdict.verdict === 'failed') shown.failed(item, message);
    else shown.errored(item, message);
  }

  private end(run: LessonRun, end: RunEnd): void {
    const shown = this.shown.get(run);
    if (shown === undefined) return;
    this.shown.delete(run);
    const open = this.itemsOf(run).filter(item => !run.verdicts.some(({ id }) => item.id === `${run.lesson.id}#${id}`));
    for (const item of open) {
      if (end.kind === 'problems') shown.errored(item, end.problems.map(problem => messageOf(problem.message, run, problem.range)));
      else if (end.kind === 'failure') shown.errored(item, new vscode.TestMessage(end.message));
      else shown.skipped(item);
    }
    shown.end();
  }
}

function messageOf(text: string, run: LessonRun, range: Parameters<typeof placeOf>[0]): vscode.TestMessage {
  const message = new vscode.TestMessage(text);
  message.location = placeOf(range, run.lesson, run.source);
  if (run.verdicts.some(isFailure)) message.contextValue = FAILURE;
  return message;
}
