import * as vscode from 'vscode';
import { mergeProgress, NO_PROGRESS, parseProgress, progressText, type Progress } from '../course/progress.ts';
import { PROGRESS_FILE, unreadableName } from '../course/workspace.ts';
import { readText, unfinishedWrites, writeWhole } from './files.ts';
import type { LearnerFolder } from './learnerFolder.ts';

/** Others may write the file in pieces: one that makes no sense is read again before that is believed. */
const MOST_READS = 4;
const REREAD_MS = 100;

/**
 * The progress of the learner's folder. Other windows may write the same file: what is written is always merged with
 * what is there, and a file that lacks something of ours is written again.
 */
export class ProgressStore implements vscode.Disposable {
  private readonly folder: LearnerFolder;
  private readonly log: vscode.LogOutputChannel;
  private current = NO_PROGRESS;
  private work: Promise<void> = Promise.resolve();
  private watcher: vscode.FileSystemWatcher | undefined;
  private readonly moved: vscode.Disposable;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(folder: LearnerFolder, log: vscode.LogOutputChannel) {
    this.folder = folder;
    this.log = log;
    this.moved = vscode.Disposable.from(
      folder.onDidChange(() => void this.open()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.open()),
    );
  }

  get value(): Progress {
    return this.current;
  }

  /** Reads the file and watches it from now on. */
  async open(): Promise<void> {
    this.watcher?.dispose();
    this.current = NO_PROGRESS;
    const { uri } = this.folder;
    if (uri !== undefined) {
      this.watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(uri, PROGRESS_FILE), false, false, true);
      this.watcher.onDidChange(() => this.enqueue(() => this.follow()));
      this.watcher.onDidCreate(() => this.enqueue(() => this.follow()));
      await this.enqueue(async () => {
        this.take(await this.read());
        await this.recover();
      });
    }
    this.changed.fire();
  }

  /** Changes the progress at once; resolves when it is on disk. */
  async update(change: (progress: Progress) => Progress): Promise<void> {
    this.take(change(this.current));
    await this.enqueue(() => this.save());
  }

  dispose(): void {
    this.watcher?.dispose();
    this.moved.dispose();
    this.changed.dispose();
  }

  private enqueue(task: () => Promise<void>): Promise<void> {
    this.work = this.work.then(task).catch((error: unknown) => this.log.error('progress:', error instanceof Error ? error : String(error)));
    return this.work;
  }

  private take(progress: Progress): void {
    const before = progressText(this.current);
    this.current = mergeProgress(this.current, progress);
    if (progressText(this.current) !== before) this.changed.fire();
  }

  /** Another window wrote, or a repository changed the file. A file in the middle of being written comes again. */
  private async follow(): Promise<void> {
    const uri = this.file();
    const text = uri && await readText(uri);
    if (text === undefined) return;
    let theirs: Progress;
    try {
      theirs = parseProgress(text);
    } catch {
      return;
    }
    this.take(theirs);
    if (progressText(theirs) !== progressText(this.current)) await this.save();
  }

  private async save(): Promise<void> {
    const uri = this.file();
    if (uri === undefined) return;
    this.take(await this.read());
    await writeWhole(uri, progressText(this.current));
  }

  /** What the file says. One that cannot be read, and not just because it is being written, is set aside, never erased. */
  private async read(): Promise<Progress> {
    const uri = this.file();
    if (uri === undefined) return NO_PROGRESS;
    for (let tries = 1; ; tries++) {
      const text = await readText(uri);
      if (text === undefined) return NO_PROGRESS;
      try {
        return parseProgress(text);
      } catch (error) {
        if (tries === MOST_READS) return this.setAside(uri, error instanceof Error ? error.message : String(error));
        await new Promise(resolve => setTimeout(resolve, REREAD_MS));
      }
    }
  }

  private async setAside(uri: vscode.Uri, reason: string): Promise<Progress> {
    const aside = unreadableName(new Date());
    await vscode.workspace.fs.rename(uri, vscode.Uri.joinPath(uri, '..', aside));
    this.log.error(`the progress file cannot be read and is now ${aside}: ${reason}`);
    void vscode.window.showWarningMessage(vscode.l10n.t('Your progress file could not be read. It was kept as {0}; a new one has been begun.', aside));
    return NO_PROGRESS;
  }

  /** Takes up what crashes left in the middle of a write. Should it be another window's write after all, it is on disk before its file goes. */
  private async recover(): Promise<void> {
    const uri = this.file();
    if (uri === undefined) return;
    const takenUp: vscode.Uri[] = [];
    for (const left of await unfinishedWrites(uri)) {
      try {
        this.take(parseProgress(await readText(left) ?? ''));
        takenUp.push(left);
      } catch {
        this.log.warn(`${left.path} holds no progress`);
      }
    }
    if (takenUp.length === 0) return;
    await this.save();
    for (const left of takenUp) await vscode.workspace.fs.delete(left).then(undefined, () => {});
  }

  private file(): vscode.Uri | undefined {
    return this.folder.uri && vscode.Uri.joinPath(this.folder.uri, PROGRESS_FILE);
  }
}
