import * as vscode from 'vscode';
import type { CatalogueLesson, CatalogueModule, CatalogueScenario } from '../course/catalogue.ts';
import { lessonProgress } from '../course/progress.ts';
import { assignmentItem, attemptWords, pointsWords, privateWords } from './assignmentItems.ts';
import type { Assigned, AssignmentStore } from './assignmentStore.ts';
import { commands } from './ids.ts';
import type { LessonBook } from './lessonBook.ts';
import { isPassed, isRevealed, lessonState, scenarioLabel, scenarioState, type LessonState } from './model/states.ts';
import { shortTitle } from './model/titles.ts';
import type { ProgressStore } from './progressStore.ts';
import type { Runs } from './runs.ts';
import { comingWords, levelWords, stateWords } from './words.ts';

export type LessonNode =
  | { readonly kind: 'assignment'; readonly assignment: Assigned }
  | { readonly kind: 'assigned'; readonly lesson: CatalogueLesson; readonly points: number }
  | { readonly kind: 'module'; readonly module: CatalogueModule }
  | { readonly kind: 'lesson'; readonly lesson: CatalogueLesson }
  | { readonly kind: 'scenario'; readonly lesson: CatalogueLesson; readonly scenario: CatalogueScenario };

const ICONS: Readonly<Record<LessonState | 'running', readonly [icon: string, colour?: string]>> = {
  coming: ['circle-slash', 'disabledForeground'],
  untried: ['circle-large-outline'],
  started: ['record', 'testing.iconQueued'],
  passed: ['pass-filled', 'testing.iconPassed'],
  passedOlder: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  running: ['loading~spin'],
};

/** The assignment, if there is one, and modules → lessons → scenarios, each with the learner's state. */
export class LessonTree implements vscode.TreeDataProvider<LessonNode>, vscode.Disposable {
  private readonly book: LessonBook;
  private readonly progress: ProgressStore;
  private readonly runs: Runs;
  private readonly assignments: AssignmentStore;
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: vscode.Disposable;

  constructor(book: LessonBook, progress: ProgressStore, runs: Runs, assignments: AssignmentStore) {
    this.book = book;
    this.assignments = assignments;
    this.progress = progress;
    this.runs = runs;
    this.subscriptions = vscode.Disposable.from(...[progress.onDidChange, runs.onDidStart, runs.onDidEnd, assignments.onDidChange, book.onDidChange].map(event => (event as vscode.Event<unknown>)(() => this.changed.fire(undefined))));
  }

  getChildren(node?: LessonNode): LessonNode[] {
    if (node === undefined) return [...this.assignmentNodes(), ...this.book.modules.map(module => ({ kind: 'module' as const, module }))];
    if (node.kind === 'assignment') return node.assignment.kind === 'read' ? node.assignment.assignment.lessons.map(({ lesson, points }) => ({ kind: 'assigned', lesson, points })) : [];
    if (node.kind === 'module') return node.module.lessons.map(lesson => ({ kind: 'lesson', lesson }));
    if (node.kind === 'lesson') return node.lesson.scenarios.map(scenario => ({ kind: 'scenario', lesson: node.lesson, scenario }));
    return [];
  }

  getParent(node: LessonNode): LessonNode | undefined {
    if (node.kind === 'scenario') return { kind: 'lesson', lesson: node.lesson };
    if (node.kind === 'module' || node.kind === 'assignment') return undefined;
    if (node.kind === 'assigned') return this.assignmentNodes()[0];
    const module = this.book.modules.find(each => each.id === node.lesson.module);
    return module && { kind: 'module', module };
  }

  getTreeItem(node: LessonNode): vscode.TreeItem {
    if (node.kind === 'module') return this.moduleItem(node.module);
    if (node.kind === 'assignment') return assignmentItem(node.assignment);
    if (node.kind === 'assigned') return this.assignedItem(node.lesson, node.points);
    return node.kind === 'lesson' ? this.lessonItem(node.lesson) : this.scenarioItem(node.lesson, node.scenario);
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  private assignmentNodes(): LessonNode[] {
    const { value } = this.assignments;
    return value === undefined ? [] : [{ kind: 'assignment', assignment: value }];
  }

  /** The lesson as it is in its module, with its points. */
  private assignedItem(lesson: CatalogueLesson, points: number): vscode.TreeItem {
    const item = this.lessonItem(lesson);
    const progress = lessonProgress(this.progress.value, lesson.id);
    item.id = `assignment ${lesson.id}`;
    item.collapsibleState = vscode.TreeItemCollapsibleState.None;
    const words = [pointsWords(points), ...attemptWords(this.assignments.value, progress), stateWords(lessonState(lesson, progress))].join(' · ');
    item.description = words;
    const own = privateWords(this.assignments.value, lesson.id);
    item.tooltip = [item.tooltip as string, ...own].join('\n');
    item.accessibilityInformation = { label: vscode.l10n.t('Lesson {0}, {1}, {2}', lesson.number, lesson.title, [words, ...own].join(', ')) };
    return item;
  }

  private moduleItem(module: CatalogueModule): vscode.TreeItem {
    const built = module.lessons.filter(lesson => lesson.built);
    const passed = built.filter(lesson => isPassed(lesson, lessonProgress(this.progress.value, lesson.id))).length;
    const item = new vscode.TreeItem(`${module.number}. ${module.title}`, this.isOpenAtFirst(module) ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed);
    item.id = module.id;
    item.contextValue = 'module';
    const words = built.length === 0 ? stateWords('coming') : vscode.l10n.t('{0} of {1} passed', passed, built.length);
    item.description = words;
    item.accessibilityInformation = { label: vscode.l10n.t('Module {0}, {1}, {2}', module.number, module.title, words) };
    item.tooltip = vscode.l10n.t('{0}: {1} lessons, {2} to be had now', module.title, module.lessons.length, built.length);
    return item;
  }

  /** The first module, and those in which something was begun: all of them would be a list of a hundred. */
  private isOpenAtFirst({ id, lessons }: CatalogueModule): boolean {
    return id === this.book.modules[0]?.id || lessons.some(lesson => !['coming', 'untried'].includes(lessonState(lesson, lessonProgress(this.progress.value, lesson.id))));
  }

  private lessonItem(lesson: CatalogueLesson): vscode.TreeItem {
    const state = this.runs.isRunning(lesson.id) ? 'running' : lessonState(lesson, lessonProgress(this.progress.value, lesson.id));
    const item = new vscode.TreeItem(`${lesson.number} ${shortTitle(lesson.title)}`, lesson.scenarios.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None);
    item.id = lesson.id;
    item.contextValue = lesson.built ? 'lesson' : 'coming';
    item.iconPath = icon(state);
    const words = stateWords(state);
    if (state !== 'untried') item.description = words;
    item.tooltip = lesson.built ? vscode.l10n.t('{0} {1}\n{2}, about {3} minutes: {4}', lesson.number, lesson.title, levelWords(lesson.level), lesson.minutes, words) : comingWords(lesson);
    item.accessibilityInformation = { label: vscode.l10n.t('Lesson {0}, {1}, {2}', lesson.number, lesson.title, words) };
    if (lesson.built) item.command = { command: commands.openLesson, title: vscode.l10n.t('Open Lesson'), arguments: [lesson.id] };
    return item;
  }

  private scenarioItem(lesson: CatalogueLesson, scenario: CatalogueScenario): vscode.TreeItem {
    const progress = lessonProgress(this.progress.value, lesson.id);
    const state = scenarioState(lesson, scenario.id, progress);
    const label = scenarioLabel(scenario, progress);
    const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
    item.id = `${lesson.id}#${scenario.id}`;
    item.contextValue = state === 'failed' ? 'scenarioFailed' : 'scenario';
    item.iconPath = icon(state);
    const words = stateWords(state);
    if (state !== 'untried') item.description = words;
    const hidden = !isRevealed(scenario, progress);
    item.tooltip = hidden ? vscode.l10n.t('A hidden scenario: what it does is shown once it has failed, or the lesson is passed.') : scenario.symptom || label;
    item.accessibilityInformation = { label: hidden ? vscode.l10n.t('Hidden scenario, {0}, {1}', label, words) : vscode.l10n.t('Scenario, {0}, {1}', label, words) };
    return item;
  }
}

function icon(state: LessonState | 'running'): vscode.ThemeIcon {
  const [name, colour] = ICONS[state];
  return new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}
