import * as vscode from 'vscode';
import { EXERCISE_FILE } from '../course/workspace.ts';
import type { Debugging } from './debugging.ts';
import { commands } from './ids.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { Memory } from './memory.ts';
import { findHandlers } from './model/handlers.ts';
import type { Results } from './results.ts';
import type { Runs } from './runs.ts';

export interface LensServices {
  readonly folder: LearnerFolder;
  readonly runs: Runs;
  readonly results: Results;
  readonly memory: Memory;
  readonly debugging: Debugging;
}

/** Run, debug, explore and see what happened, over each handler that the contract asks for. */
export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly folder: LearnerFolder;
  private readonly runs: Runs;
  private readonly memory: Memory;
  private readonly debugging: Debugging;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscriptions: vscode.Disposable;

  constructor({ folder, runs, results, memory, debugging }: LensServices) {
    this.folder = folder;
    this.runs = runs;
    this.memory = memory;
    this.debugging = debugging;
    this.subscriptions = vscode.Disposable.from(...[runs.onDidStart, results.onDidChange, runs.onDidEnd, folder.onDidChange, folder.onDidChangeLessons].map(event => (event as vscode.Event<unknown>)(() => this.changed.fire())));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const found = this.folder.lessonOf(document.uri);
    if (found === undefined || (Object.hasOwn(found.lesson.files, found.file) && found.file !== EXERCISE_FILE)) return [];
    const { lesson } = found;
    const places = findHandlers(document.getText(), lesson.handlers);
    // A program whose handlers are not found can still be run, and is then told what is missing.
    const lines = places.length > 0 ? places.map(({ line }) => line) : found.file === EXERCISE_FILE ? [0] : [];
    return lines.flatMap(line => this.titles(lesson.id).map(([title, command]) => new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, arguments: [lesson.id] })));
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  private titles(lesson: string): [title: string, command: string][] {
    if (this.runs.isRunning(lesson)) return [[`$(loading~spin) ${vscode.l10n.t('Running – Stop')}`, commands.cancelRun]];
    const failure: [string, string][] = this.memory.failure(lesson) === undefined ? [] : [[`$(graph-line) ${vscode.l10n.t('Show what happened')}`, commands.showFailure]];
    const debug: [string, string][] = this.debugging.possible ? [[`$(debug-alt) ${vscode.l10n.t('Debug')}`, commands.debug]] : [];
    return [
      [`$(play) ${vscode.l10n.t('Run scenario…')}`, commands.runScenario],
      [`$(run-all) ${vscode.l10n.t('Run all')}`, commands.runAll],
      ...debug,
      [`$(search) ${vscode.l10n.t('Explore')}`, commands.explore],
      ...failure,
    ];
  }
}
