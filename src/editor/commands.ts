import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { lessonProgress, withHints } from '../course/progress.ts';
import type { Debugging } from './debugging.ts';
import type { Exercises } from './exercises.ts';
import { exploreLesson } from './exploring.ts';
import { commands, schemes, walkthrough } from './ids.ts';
import { openReplay } from './keptFiles.ts';
import type { LabHost } from './labHost.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';
import type { LessonPages } from './lessonPages.ts';
import type { Memory, Replay } from './memory.ts';
import { isPassed } from './model/states.ts';
import type { PanelHost } from './panelHost.ts';
import type { ProgressStore } from './progressStore.ts';
import type { Results } from './results.ts';
import { mayRun, type RunEnd, type Runs } from './runs.ts';
import type { Targets } from './targets.ts';

export interface CommandServices {
  readonly log: vscode.LogOutputChannel;
  readonly book: LessonBook;
  readonly folder: LearnerFolder;
  readonly exercises: Exercises;
  readonly pages: LessonPages;
  readonly panel: PanelHost;
  readonly progress: ProgressStore;
  readonly memory: Memory;
  readonly results: Results;
  readonly runs: Runs;
  readonly debugging: Debugging;
  readonly targets: Targets;
  readonly lab: LabHost;
}

type Handler = (target?: unknown, detail?: unknown) => unknown;

/** One table: every command and what it does. The argument is a lesson or a scenario in some form, see `Targets`. */
export function registerCommands(services: CommandServices): vscode.Disposable {
  const { targets, runs, exercises, pages, folder, log, debugging } = services;
  const withLesson = (act: (lesson: CatalogueLesson, scenario: string | undefined) => unknown): Handler => async target => {
    const lesson = await targets.lesson(target);
    return lesson && act(lesson, targets.scenario(target));
  };
  const handlers: Readonly<Record<keyof typeof commands, Handler>> = {
    openLesson: withLesson(lesson => openLesson(services, lesson)),
    showLesson: withLesson(lesson => pages.show(lesson)),
    lessonBack: () => pages.go(-1),
    lessonForward: () => pages.go(1),
    runScenario: withLesson((lesson, scenario) => runScenario(services, lesson, scenario)),
    runAll: withLesson(lesson => runs.run({ lesson, scenarios: [], origin: 'command' })),
    cancelRun: target => runs.cancel(typeof target === 'string' ? target : undefined),
    explore: withLesson((lesson, scenario) => exploreLesson(services.lab, runs, lesson, scenario)),
    debug: withLesson((lesson, scenario) => debugging.start(lesson, scenario)),
    showFailure: withLesson((lesson, scenario) => showFailure(services, lesson, scenario)),
    showLineEvents: (uri, line) => showLineEvents(services.panel, uri, line),
    compareRuns: () => services.panel.chooseComparison(),
    openReplay: place => openReplay(place, services),
    showHint: withLesson(lesson => showHint(services, lesson)),
    resetExercise: withLesson(lesson => exercises.reset(lesson)),
    compareSolution: withLesson(lesson => compareSolution(services, lesson)),
    compareContract: withLesson(lesson => exercises.compareContract(lesson)),
    chooseFolder: async () => {
      if (await folder.choose()) await exercises.renew();
    },
    takeTour: () => vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough),
    showLog: () => log.show(true),
  };
  return vscode.Disposable.from(...Object.entries(handlers).map(([name, handler]) => vscode.commands.registerCommand(commands[name as keyof typeof commands], handler)));
}

/** The exercise in the first column, the text beside it. Without a folder for exercises at least the text. */
async function openLesson({ exercises, pages }: CommandServices, lesson: CatalogueLesson): Promise<void> {
  await exercises.open(lesson);
  pages.show(lesson);
}

async function runScenario({ targets, runs, memory }: CommandServices, lesson: CatalogueLesson, named: string | undefined): Promise<RunEnd | undefined> {
  if (!mayRun()) return undefined;
  const scenario = named ?? (await targets.pickScenario(lesson))?.id;
  if (scenario === undefined) return undefined;
  await memory.setLastScenario(lesson.id, scenario);
  return runs.run({ lesson, scenarios: [scenario], origin: 'command' });
}

/** Records the counterexample of a scenario, or of the lesson's last failing run, and shows it. True where there is something to see. */
async function showFailure({ results, memory, panel }: CommandServices, lesson: CatalogueLesson, scenario: string | undefined): Promise<boolean> {
  const last = results.of(lesson.id);
  const known = memory.failure(lesson.id);
  const replay = counterexample(lesson.id, scenario, last?.verdicts.get(scenario ?? '')?.first) ?? (scenario === undefined || known?.scenario === scenario ? known : undefined);
  if (replay !== undefined) return panel.show(replay, last?.verdicts.has(replay.scenario) === true ? last.source : undefined);
  if (mayRun()) void vscode.window.showInformationMessage(vscode.l10n.t('Lesson {0} has no failure to show: run it first.', lesson.number));
  return false;
}

function counterexample(lesson: string, scenario: string | undefined, first: { readonly seed: number; readonly faults?: Replay['plan'] } | undefined): Replay | undefined {
  if (scenario === undefined || first === undefined) return undefined;
  return { lesson, scenario, seed: first.seed, ...(first.faults === undefined ? {} : { plan: first.faults }) };
}

/** Of a line that is named, 1-based, else of the one with the cursor. */
function showLineEvents(panel: PanelHost, uri: unknown, line: unknown): void {
  const editor = vscode.window.activeTextEditor;
  if (uri instanceof vscode.Uri && typeof line === 'number') panel.selectLine(uri, line);
  else if (editor) panel.selectLine(editor.document.uri, editor.selection.active.line + 1);
}

async function showHint({ progress, pages }: CommandServices, lesson: CatalogueLesson): Promise<void> {
  const shown = Math.min(lessonProgress(progress.value, lesson.id).hints + 1, lesson.hints.length);
  await progress.update(value => withHints(value, lesson.id, shown));
  pages.showHint(lesson);
}

/** After a pass, or when the learner wants to see it all the same. True where it was shown. */
async function compareSolution({ progress, folder }: CommandServices, lesson: CatalogueLesson): Promise<boolean> {
  const exercise = folder.exerciseOf(lesson);
  if (exercise === undefined) return false;
  if (!isPassed(lesson, lessonProgress(progress.value, lesson.id))) {
    const show = vscode.l10n.t('Show Solution');
    const detail = vscode.l10n.t('You have not passed this lesson yet. A hint may be the better help.');
    if (await vscode.window.showWarningMessage(vscode.l10n.t('Show the solution of lesson {0}?', lesson.number), { modal: true, detail }, show) !== show) return false;
  }
  const solution = vscode.Uri.from({ scheme: schemes.solution, path: `/${lesson.folder}/solution.ts` });
  await vscode.commands.executeCommand('vscode.diff', exercise, solution, vscode.l10n.t('Lesson {0}: yours ↔ the solution', lesson.number));
  return true;
}
