import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { withOpened } from '../course/progress.ts';
import { backupName, CONTRACT_FILE, EXERCISE_FILE, ownFiles } from '../course/workspace.ts';
import { setContext } from './context.ts';
import { exists, readText, writeText } from './files.ts';
import { schemes } from './ids.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';
import type { Memory } from './memory.ts';
import { changedFiles } from './model/shown.ts';
import type { ProgressStore } from './progressStore.ts';

/** Writes what a lesson gives into the learner's folder; what the learner has stays. */
export class Exercises {
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

  /** After an update: the declarations of a folder that exists become this version's. */
  async renew(): Promise<void> {
    const { uri } = this.folder;
    const begun = uri !== undefined && await exists(uri);
    setContext('noExercises', !begun);
    if (begun) await this.writeOwn(uri);
  }

  /** Makes the exercise and shows it in the first column. False where there is no folder for it. */
  async open(lesson: CatalogueLesson): Promise<boolean> {
    const uri = await this.folder.ensure();
    if (uri === undefined) return false;
    await this.writeOwn(uri);
    await this.writeMissing(lesson);
    setContext('noExercises', false);
    await vscode.window.showTextDocument(this.folder.exerciseOf(lesson)!, { viewColumn: vscode.ViewColumn.One, preview: false });
    await this.progress.update(value => withOpened(value, lesson.id, new Date()));
    void this.tellOfChanges(lesson);
    return true;
  }

  /** Puts the starter back; what was there is kept beside it. False where the learner thinks better of it. */
  async reset(lesson: CatalogueLesson): Promise<boolean> {
    const uri = this.folder.exerciseOf(lesson);
    if (uri === undefined || !await exists(uri)) return this.open(lesson);
    const yes = vscode.l10n.t('Start Over');
    const answer = await vscode.window.showWarningMessage(vscode.l10n.t('Start lesson {0} over?', lesson.number), { modal: true, detail: vscode.l10n.t('Your program is kept as a backup beside the exercise.') }, yes);
    if (answer !== yes) return false;
    await this.replace(uri, lesson.files[EXERCISE_FILE]!);
    return true;
  }

  /** Replaces a file through its document, so that the editor can undo it, after what it holds was kept, to the byte where it is saved. */
  private async replace(uri: vscode.Uri, text: string): Promise<vscode.Uri> {
    const document = await vscode.workspace.openTextDocument(uri);
    if (!document.isDirty) await this.catchUp(document);
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const backup = vscode.Uri.joinPath(uri, '..', backupName(name, new Date()));
    if (document.isDirty) await writeText(backup, document.getText());
    else await vscode.workspace.fs.copy(uri, backup);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    await vscode.workspace.applyEdit(edit);
    await document.save();
    return backup;
  }

  /** An editor may not have heard yet of a change on disk, or never will (network drives). Its next save would be refused, or bring the old text back. */
  private async catchUp(document: vscode.TextDocument): Promise<void> {
    if ((await readText(document.uri))?.replace(/^\uFEFF/, '') === document.getText()) return;
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }

  /** Shows a file of the learner's beside what the lesson gives now. */
  async compareContract(lesson: CatalogueLesson, file = CONTRACT_FILE): Promise<void> {
    const folder = this.folder.folderOf(lesson);
    if (folder === undefined || !Object.hasOwn(lesson.files, file)) return;
    const given = vscode.Uri.from({ scheme: schemes.given, path: `/${lesson.folder}/${file}` });
    await vscode.commands.executeCommand('vscode.diff', vscode.Uri.joinPath(folder, file), given, vscode.l10n.t('{0}: yours ↔ this version of the lesson', file));
  }

  private async writeOwn(folder: vscode.Uri): Promise<void> {
    for (const [path, text] of Object.entries(ownFiles(this.book.catalogue))) {
      const uri = vscode.Uri.joinPath(folder, path);
      if (await readText(uri) !== text) await writeText(uri, text);
    }
  }

  private async writeMissing(lesson: CatalogueLesson): Promise<void> {
    const folder = this.folder.folderOf(lesson)!;
    for (const [path, text] of Object.entries(lesson.files)) {
      const uri = vscode.Uri.joinPath(folder, path);
      if (!await exists(uri)) await writeText(uri, text);
    }
  }

  /** Once for each version of a lesson. */
  private async tellOfChanges(lesson: CatalogueLesson): Promise<void> {
    if (this.memory.toldOfVersion(lesson.id) === lesson.version) return;
    const folder = this.folder.folderOf(lesson)!;
    const present = Object.fromEntries(await Promise.all(Object.keys(lesson.files).map(async path => [path, await readText(vscode.Uri.joinPath(folder, path))] as const)));
    const changed = changedFiles(lesson.files, present);
    await this.memory.setToldOfVersion(lesson.id, lesson.version);
    if (changed.length === 0) return;
    const compare = vscode.l10n.t('Compare');
    const take = vscode.l10n.t('Take the New Ones');
    const message = vscode.l10n.t('Lesson {0} has changed since you began: {1}. Your files were left as they are.', lesson.number, changed.join(', '));
    const answer = await vscode.window.showInformationMessage(message, compare, take);
    if (answer === compare) await this.compareContract(lesson, changed[0]);
    if (answer === take) for (const path of changed) await this.replace(vscode.Uri.joinPath(folder, path), lesson.files[path]!);
  }
}

/** Documents made from the catalogue: solutions and files as lessons give them. */
export class LessonDocuments implements vscode.TextDocumentContentProvider {
  private readonly book: LessonBook;

  constructor(book: LessonBook) {
    this.book = book;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const lesson = this.book.built.find(({ folder }) => uri.path.startsWith(`/${folder}/`));
    if (lesson === undefined) return '';
    return uri.scheme === schemes.solution ? lesson.solution : lesson.files[uri.path.slice(lesson.folder.length + 2)] ?? '';
  }
}
