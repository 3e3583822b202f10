import * as vscode from 'vscode';
import type { PackSource } from '../course/pack/pack.ts';
import { lessonProgress } from '../course/progress.ts';
import { programHash } from '../course/replayfile.ts';
import { AssignmentStore } from './assignmentStore.ts';
import { registerCommands } from './commands.ts';
import { setContext } from './context.ts';
import { Debugging } from './debugging.ts';
import { Diagnostics } from './diagnostics.ts';
import { Exercises, LessonDocuments } from './exercises.ts';
import { schemes, views } from './ids.ts';
import { keepJournal } from './journal.ts';
import { KeptFiles, openLinks } from './keptFiles.ts';
import type { LabHost } from './labHost.ts';
import { repeatCounterexamples } from './lastCounterexample.ts';
import { LearnerFolder } from './learnerFolder.ts';
import { Lenses } from './lenses.ts';
import { readBook, type LessonBook } from './lessonBook.ts';
import { LessonPacks } from './lessonPacks.ts';
import { LessonPages } from './lessonPages.ts';
import { LessonTree } from './lessonTree.ts';
import { LineEvents } from './lineEvents.ts';
import { Memory } from './memory.ts';
import { isPassed } from './model/states.ts';
import { PanelHost } from './panelHost.ts';
import { ProgressStore } from './progressStore.ts';
import { rehearseShown } from './rehearsing.ts';
import { Results } from './results.ts';
import { Runs } from './runs.ts';
import { runOnSave } from './saveRuns.ts';
import { SmallerCounterexamples } from './smallerCounterexample.ts';
import { Status } from './status.ts';
import { Targets } from './targets.ts';
import { Tests } from './tests.ts';

/** What the extension shows of itself to its tests. */
export interface Faultlab {
  readonly tree: LessonTree;
  readonly tests: vscode.TestController;
  readonly runs: Runs;
  readonly results: Results;
  readonly progress: ProgressStore;
  readonly folder: LearnerFolder;
  readonly book: LessonBook;
  readonly packs: LessonPacks;
  readonly memory: Memory;
  readonly pages: LessonPages;
}

/** Puts the parts together. `makeLab` makes the runner of this host, which may write to the log. */
export async function activateFaultlab(context: vscode.ExtensionContext, makeLab: (log: vscode.LogOutputChannel, packOf: (lesson: string) => PackSource | undefined) => LabHost): Promise<Faultlab> {
  const keep = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const log = keep(vscode.window.createOutputChannel('Faultlab', { log: true }));
  const book = await readBook(context.extensionUri);
  const memory = new Memory(context.workspaceState, context.globalState);
  const folder = new LearnerFolder(book, memory);
  const progress = keep(new ProgressStore(folder, log));
  const lab = keep(makeLab(log, lesson => book.packOf(lesson)));
  const assignments = keep(new AssignmentStore(book, folder));
  const runs = keep(new Runs(lab, folder, ({ id }, { files }) => assignments.mayTryHidden({ lesson: id, program: programHash(files), attempts: lessonProgress(progress.value, id).attempts ?? [] })));
  const results = keep(new Results({ book, runs, progress, memory, assignments }));
  const debugging = new Debugging(lab.debugging, runs, folder, memory);
  setContext('noDebugger', !debugging.possible);
  const exercises = new Exercises(book, folder, progress, memory);
  const targets = new Targets(book, folder, progress, memory);
  const pages = keep(new LessonPages({ extension: context.extensionUri, book, progress, debugging }));
  const lineEvents = keep(new LineEvents());
  const panel = keep(new PanelHost({ extension: context.extensionUri, book, folder, lab, progress, memory, lineEvents, files: new KeptFiles() }));
  const packs = keep(new LessonPacks({ book, folder, assignments, lab, log }));
  const tree = keep(new LessonTree(book, progress, runs, assignments));
  const tests = keep(new Tests(book, folder, progress, runs, debugging));
  keep(new Diagnostics(book, runs, results));
  keep(new Status(folder, results, runs, progress, memory));
  keep(keepJournal(log, runs));
  keep(runOnSave(folder, runs));
  keep(repeatCounterexamples(lab, runs, memory, results));
  keep(new SmallerCounterexamples(lab, runs, results));
  keep(vscode.window.registerTreeDataProvider(views.start, { getChildren: () => [], getTreeItem: () => new vscode.TreeItem('') }));
  for (const lenses of [keep(new Lenses({ folder, runs, results, memory, debugging })), lineEvents]) keep(vscode.languages.registerCodeLensProvider({ language: 'typescript' }, lenses));
  for (const scheme of Object.values(schemes)) keep(vscode.workspace.registerTextDocumentContentProvider(scheme, new LessonDocuments(book)));
  keep(progress.onDidChange(() => setContext('passedOne', book.built.some(lesson => isPassed(lesson, lessonProgress(progress.value, lesson.id))))));
  keep(registerCommands({ log, book, folder, exercises, pages, panel, progress, memory, results, runs, debugging, targets, lab }));
  keep(openLinks({ book, folder, panel }));
  await folder.find();
  await progress.open();
  await assignments.open();
  // Which modules are open at first depends on the progress.
  keep(vscode.window.createTreeView(views.lessons, { treeDataProvider: tree, showCollapseAll: true }));
  await exercises.renew();
  await packs.load();
  keep(rehearseShown(lab, folder));
  return { tree, tests: tests.controller, runs, results, progress, folder, book, packs, memory, pages };
}
