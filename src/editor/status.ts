import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { lessonProgress } from '../course/progress.ts';
import { setContext } from './context.ts';
import { commands } from './ids.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { Memory } from './memory.ts';
import { isFailure } from './model/failure.ts';
import { lessonState } from './model/states.ts';
import type { ProgressStore } from './progressStore.ts';
import type { Results } from './results.ts';
import type { Runs } from './runs.ts';
import { stateWords } from './words.ts';

/** The one status bar item: the lesson in the active editor, how it stands, and what to do next. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('faultlab.status', vscode.StatusBarAlignment.Left, 10);
  private readonly folder: LearnerFolder;
  private readonly results: Results;
  private readonly runs: Runs;
  private readonly progress: ProgressStore;
  private readonly memory: Memory;
  private readonly subscriptions: vscode.Disposable;

  constructor(folder: LearnerFolder, results: Results, runs: Runs, progress: ProgressStore, memory: Memory) {
    this.folder = folder;
    this.results = results;
    this.runs = runs;
    this.progress = progress;
    this.memory = memory;
    this.item.name = vscode.l10n.t('Faultlab');
    const show = () => this.show();
    this.subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(show), runs.onDidStart(show), runs.onDidEnd(show), results.onDidChange(show), progress.onDidChange(show), folder.onDidChange(show), folder.onDidChangeLessons(show),
      runs.onDidProgress(({ run, progress: { scenario, done, total } }) => {
        const label = run.lesson.scenarios.find(({ id, hidden }) => id === scenario && !hidden)?.label ?? vscode.l10n.t('hidden scenario');
        this.item.text = `$(loading~spin) ${run.lesson.number} ${label} ${done}/${total}`;
      }),
    );
    this.show();
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.item.dispose();
  }

  private show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const lesson = document && this.folder.lessonOf(document.uri)?.lesson;
    setContext('lessonFile', lesson !== undefined);
    setContext('failed', lesson !== undefined && this.memory.failure(lesson.id) !== undefined);
    if (lesson === undefined) {
      this.item.hide();
      return;
    }
    const { text, tooltip, command } = this.runs.isRunning(lesson.id) ? running(lesson) : this.standing(lesson);
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.accessibilityInformation = { label: `${text.replace(/\$\([^)]*\)/g, '')}, ${tooltip}` };
    this.item.command = { command, title: tooltip, arguments: [lesson.id] };
    this.item.show();
  }

  private standing(lesson: CatalogueLesson): { text: string; tooltip: string; command: string } {
    const verdicts = [...this.results.of(lesson.id)?.verdicts.values() ?? []];
    const failed = verdicts.filter(isFailure).length;
    if (this.results.of(lesson.id)?.end.kind === 'problems') return { text: `$(error) ${lesson.number}`, tooltip: vscode.l10n.t('The program cannot be run: see Problems'), command: 'workbench.actions.view.problems' };
    if (failed > 0) return { text: `$(error) ${vscode.l10n.t('{0}: {1} of {2} failed', lesson.number, failed, verdicts.length)}`, tooltip: vscode.l10n.t('Show what happened'), command: commands.showFailure };
    if (verdicts.length > 0) return { text: `$(pass) ${vscode.l10n.t('{0}: {1} passed', lesson.number, verdicts.length)}`, tooltip: vscode.l10n.t('Run all scenarios again'), command: commands.runAll };
    const state = stateWords(lessonState(lesson, lessonProgress(this.progress.value, lesson.id)));
    return { text: `$(beaker) ${lesson.number} ${state}`, tooltip: vscode.l10n.t('Run all scenarios'), command: commands.runAll };
  }
}

function running(lesson: CatalogueLesson): { text: string; tooltip: string; command: string } {
  return { text: `$(loading~spin) ${lesson.number}`, tooltip: vscode.l10n.t('Stop the run'), command: commands.cancelRun };
}
