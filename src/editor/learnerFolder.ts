import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { EXERCISE_FILE, FOLDER, lessonAt } from '../course/workspace.ts';
import { exists } from './files.ts';
import type { LessonBook } from './lessonBook.ts';
import type { Memory } from './memory.ts';

/** The learner's `faultlab/` folder: in the workspace folder, or in one of several that is chosen once. */
export class LearnerFolder {
  private readonly book: LessonBook;
  private readonly memory: Memory;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another place is now the learner's folder. */
  readonly onDidChange = this.changed.event;

  /** Files of the folder may belong to other lessons now. */
  readonly onDidChangeLessons: vscode.Event<void>;

  constructor(book: LessonBook, memory: Memory) {
    this.book = book;
    this.onDidChangeLessons = book.onDidChange;
    this.memory = memory;
  }

  /** Undefined where no folder is open or none of several was chosen yet. The folder need not exist. */
  get uri(): vscode.Uri | undefined {
    const roots = vscode.workspace.workspaceFolders ?? [];
    const root = roots.length === 1 ? roots[0] : roots.find(({ uri }) => uri.toString() === this.memory.root);
    return root && vscode.Uri.joinPath(root.uri, FOLDER);
  }

  /** The workspace folder that holds it. */
  get root(): vscode.WorkspaceFolder | undefined {
    return this.uri && vscode.workspace.getWorkspaceFolder(this.uri);
  }

  /** Of several workspace folders takes the one that has exercises already, if it is the only one. */
  async find(): Promise<void> {
    if (this.uri !== undefined) return;
    const roots = vscode.workspace.workspaceFolders ?? [];
    const used = await Promise.all(roots.map(({ uri }) => exists(vscode.Uri.joinPath(uri, FOLDER, 'tsconfig.json'))));
    const candidates = roots.filter((_, index) => used[index]);
    if (candidates.length === 1) await this.take(candidates[0]!);
  }

  /** The folder, asked for where it is not clear; undefined where the learner does not choose or there is no workspace. */
  async ensure(): Promise<vscode.Uri | undefined> {
    return this.uri ?? this.choose();
  }

  /** Asks which of the workspace's folders is to hold the exercises. */
  async choose(): Promise<vscode.Uri | undefined> {
    const roots = vscode.workspace.workspaceFolders ?? [];
    if (roots.length === 0) {
      const open = vscode.l10n.t('Open Folder');
      const answer = await vscode.window.showInformationMessage(vscode.l10n.t('Open a folder first: your exercises go into a folder "{0}" inside it.', FOLDER), open);
      if (answer === open) await vscode.commands.executeCommand('vscode.openFolder');
      return undefined;
    }
    const items = roots.map(root => ({ label: root.name, description: root.uri.path, root }));
    const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which folder shall hold your exercises? They go into "{0}" inside it.', FOLDER) });
    if (picked) await this.take(picked.root);
    return this.uri;
  }

  private async take(root: vscode.WorkspaceFolder): Promise<void> {
    await this.memory.setRoot(root.uri.toString());
    this.changed.fire();
  }

  folderOf(lesson: CatalogueLesson): vscode.Uri | undefined {
    return this.uri && vscode.Uri.joinPath(this.uri, lesson.folder);
  }

  exerciseOf(lesson: CatalogueLesson): vscode.Uri | undefined {
    return this.uri && vscode.Uri.joinPath(this.uri, lesson.folder, EXERCISE_FILE);
  }

  /** The lesson that a file belongs to, and its path in the lesson's folder. */
  lessonOf(file: vscode.Uri): { readonly lesson: CatalogueLesson; readonly file: string } | undefined {
    const folder = this.uri;
    if (folder === undefined || file.scheme !== folder.scheme || file.authority !== folder.authority || !file.path.startsWith(`${folder.path}/`)) return undefined;
    return lessonAt(this.book.catalogue, file.path.slice(folder.path.length + 1));
  }
}
