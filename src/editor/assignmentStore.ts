import * as vscode from 'vscode';
import type { Assignment } from '../course/assignment/assignment.ts';
import { limitsAttempts, mayTryHidden, type Attempted } from '../course/assignment/attempts.ts';
import { ASSIGNMENT_FILE } from '../course/workspace.ts';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { readText } from './files.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';

/** The assignment of the learner's folder, or what is wrong with its file. */
export type Assigned =
  | { readonly kind: 'read'; readonly uri: vscode.Uri; readonly assignment: Assignment; /** What differs from what it was made with. */ readonly changed: readonly string[] }
  | { readonly kind: 'wrong'; readonly uri: vscode.Uri; /** 1-based. */ readonly line: number; readonly problem: string };

/** Reads `assignment.yaml` of the learner's folder and follows its changes. */
export class AssignmentStore implements vscode.Disposable {
  private readonly book: LessonBook;
  private readonly folder: LearnerFolder;
  private current: Assigned | undefined;
  private named: readonly string[] = [];
  private watcher: vscode.FileSystemWatcher | undefined;
  private readonly moved: vscode.Disposable;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(book: LessonBook, folder: LearnerFolder) {
    this.book = book;
    this.folder = folder;
    this.moved = vscode.Disposable.from(folder.onDidChange(() => void this.open()), book.onDidChange(() => void this.read()), vscode.workspace.onDidChangeWorkspaceFolders(() => void this.open()));
  }

  /** Undefined where there is none. */
  get value(): Assigned | undefined {
    return this.current;
  }

  /** Folders of lesson packs, relative to the learner's. */
  get packs(): readonly string[] {
    return this.named;
  }

  /** Whether the assignment limits how many programs may be tried on the hidden scenarios of a lesson. */
  countsAttempts({ id }: CatalogueLesson): boolean {
    const value = this.current;
    return value?.kind === 'read' && limitsAttempts(value.assignment, id, new Date());
  }

  /** Whether a program may be tried on the hidden scenarios of a lesson, after `attempts`. */
  mayTryHidden(attempted: Attempted): boolean {
    const value = this.current;
    return value?.kind !== 'read' || mayTryHidden(value.assignment, attempted, new Date());
  }

  /** Reads the file and watches it from now on. */
  async open(): Promise<void> {
    this.watcher?.dispose();
    const { uri } = this.folder;
    if (uri !== undefined) {
      this.watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, ASSIGNMENT_FILE));
      for (const event of [this.watcher.onDidChange, this.watcher.onDidCreate, this.watcher.onDidDelete]) event(() => void this.read());
    }
    await this.read();
  }

  dispose(): void {
    this.watcher?.dispose();
    this.moved.dispose();
    this.changed.dispose();
  }

  private async read(): Promise<void> {
    const uri = this.folder.uri && vscode.Uri.joinPath(this.folder.uri, ASSIGNMENT_FILE);
    const text = uri && await readText(uri).catch(() => undefined);
    this.named = [];
    this.current = uri === undefined || text === undefined ? undefined : await this.parse(uri, text);
    this.changed.fire();
  }

  private async parse(uri: vscode.Uri, text: string): Promise<Assigned> {
    const { changedSincePinned, packsOf, parseAssignment, ContentError } = await import('./foreign.ts');
    try {
      this.named = packsOf(text, ASSIGNMENT_FILE);
      const assignment = parseAssignment(text, ASSIGNMENT_FILE, this.book.catalogue);
      return { kind: 'read', uri, assignment, changed: changedSincePinned(assignment, this.book.catalogue) ?? [] };
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      return { kind: 'wrong', uri, line: error.line ?? 1, problem: error.problem };
    }
  }
}
