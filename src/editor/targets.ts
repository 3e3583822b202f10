import * as vscode from 'vscode';
import type { CatalogueLesson, CatalogueScenario } from '../course/catalogue.ts';
import { lessonProgress } from '../course/progress.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';
import type { LessonNode } from './lessonTree.ts';
import type { Memory } from './memory.ts';
import { isRevealed, lastFirst, lessonState, scenarioLabel, scenarioState } from './model/states.ts';
import type { ProgressStore } from './progressStore.ts';
import { stateWords } from './words.ts';

/** What a command is about: whatever menus, lenses, links and the palette pass, made a lesson or a scenario. */
export class Targets {
  private readonly book: LessonBook;
  private readonly folder: LearnerFolder;
  private readonly progress: ProgressStore;
  private readonly memory: Memory;

  constructor(book: LessonBook, folder: LearnerFolder, progress: ProgressStore, memory: Memory) {
    this.book = book;
    this.folder = folder;
    this.progress = progress;
    this.memory = memory;
  }

  /** The lesson that is named, else that of the active editor, else the one the learner picks. Undefined where there is none to act on. */
  async lesson(argument: unknown): Promise<CatalogueLesson | undefined> {
    const lesson = this.named(argument)?.lesson ?? this.active();
    if (lesson !== undefined) return lesson.built ? lesson : undefined;
    return this.pickLesson();
  }

  /** The lesson of the file in the active editor. */
  active(): CatalogueLesson | undefined {
    const document = vscode.window.activeTextEditor?.document;
    return document && this.folder.lessonOf(document.uri)?.lesson;
  }

  /** The id of the scenario that is named. */
  scenario(argument: unknown): string | undefined {
    return this.named(argument)?.scenario;
  }

  /** A lesson's or scenario's id (`lesson#scenario`), a file, a node of the tree, a test, or a test with its message. */
  private named(argument: unknown): { readonly lesson: CatalogueLesson | undefined; readonly scenario?: string } | undefined {
    if (typeof argument === 'string') {
      const [id, scenario] = argument.split('#') as [string, string | undefined];
      return { lesson: this.book.lesson(id), ...(scenario === undefined ? {} : { scenario }) };
    }
    if (argument instanceof vscode.Uri) return { lesson: this.folder.lessonOf(argument)?.lesson };
    if (typeof argument !== 'object' || argument === null) return undefined;
    if (isNode(argument)) return argument.kind === 'module' || argument.kind === 'assignment' ? undefined : { lesson: argument.lesson, ...(argument.kind === 'scenario' ? { scenario: argument.scenario.id } : {}) };
    if ('test' in argument) return this.named(argument.test);
    return 'id' in argument ? this.named(argument.id) : undefined;
  }

  private async pickLesson(): Promise<CatalogueLesson | undefined> {
    const items = this.book.built.map(lesson => ({
      label: `${lesson.number} ${lesson.title}`, lesson,
      description: stateWords(lessonState(lesson, lessonProgress(this.progress.value, lesson.id))),
    }));
    return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Choose a lesson'), matchOnDescription: true }))?.lesson;
  }

  /** Asks for a scenario: those that are known, the last one first. */
  async pickScenario(lesson: CatalogueLesson): Promise<CatalogueScenario | undefined> {
    const progress = lessonProgress(this.progress.value, lesson.id);
    const known = lesson.scenarios.filter(scenario => isRevealed(scenario, progress));
    const items = lastFirst(known, this.memory.lastScenario(lesson.id)).map(scenario => ({
      label: scenarioLabel(scenario, progress), detail: scenario.symptom, scenario,
      description: stateWords(scenarioState(lesson, scenario.id, progress)),
    }));
    return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Choose a scenario of lesson {0}', lesson.number) }))?.scenario;
  }
}

function isNode(argument: object): argument is LessonNode {
  return 'kind' in argument && ['module', 'lesson', 'scenario', 'assignment', 'assigned'].includes(argument.kind as string);
}
