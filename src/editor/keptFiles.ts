import * as vscode from 'vscode';
import { changedSince, parseReplayFile, parseReplayLink, REPLAY_ENDING, replayLink, sourceHash, type Changed, type ReplayFile } from '../course/replayfile.ts';
import { attemptOf } from './attempt.ts';
import type { RecordedRun } from './comparing.ts';
import { readText } from './files.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';
import type { PanelHost } from './panelHost.ts';

/** Files that the learner saves and opens by name. */
export class KeptFiles {
  private last: vscode.Uri | undefined;

  /** Asks where to. */
  async save(name: string, bytes: Uint8Array): Promise<void> {
    const folder = this.last ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    const place = await vscode.window.showSaveDialog(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) });
    if (place === undefined) return;
    this.last = vscode.Uri.joinPath(place, '..');
    await vscode.workspace.fs.writeFile(place, bytes);
  }
}

export function replayFileOf({ recording: { lesson, scenario, seed, faults, traceHash }, source }: RecordedRun, book: LessonBook): ReplayFile {
  return {
    format: 1, lesson, scenario, seed, plan: faults,
    engine: book.catalogue.engine, version: book.lesson(lesson)!.version, source: sourceHash(source.files[source.entry]!), traceHash,
  };
}

/**
 * Puts a link to a run on the clipboard. Its scheme leads to a VS Code on the desktop. What `asExternalUri` would make of it in a browser may become
 * invalid at any time and is not to be kept (VS Code API), so it is nothing to hand on: there, the learner is told of files.
 */
export async function copyLink(run: RecordedRun, book: LessonBook): Promise<void> {
  await vscode.env.clipboard.writeText(replayLink(replayFileOf(run, book), vscode.env.uriScheme));
  const { env, l10n, UIKind, window } = vscode;
  void window.showInformationMessage(env.uiKind === UIKind.Web
    ? l10n.t('The link is on the clipboard. It opens in a VS Code on the desktop, with the program of whoever opens it. For a VS Code in a browser, save the run to a file and open that.')
    : l10n.t('The link is on the clipboard. Whoever opens it replays the run with their own program.'));
}

interface ReplayServices {
  readonly book: LessonBook;
  readonly folder: LearnerFolder;
  readonly panel: PanelHost;
}

/** Links that `copyLink` made open here. */
export function openLinks(services: ReplayServices): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: uri => {
      // Some hosts hand the query over decoded.
      const query = uri.query.startsWith('[') ? encodeURIComponent(uri.query) : uri.query;
      try {
        void show(parseReplayLink(uri.with({ query }).toString(true)), services);
      } catch (error) {
        void vscode.window.showErrorMessage(vscode.l10n.t('This link leads to no run: {0}.', (error as Error).message));
      }
    },
  });
}

/** Replays the run of a saved file. True where there is something to see. */
export async function openReplay(target: unknown, services: ReplayServices): Promise<boolean> {
  const { t } = vscode.l10n;
  const filters = { [t('Faultlab Runs')]: [REPLAY_ENDING.slice(1).split('.').at(-1)!] };
  const [place] = target instanceof vscode.Uri ? [target] : await vscode.window.showOpenDialog({ title: t('Open a Saved Run'), filters }) ?? [];
  if (place === undefined) return false;
  let file: ReplayFile;
  try {
    file = parseReplayFile(await readText(place) ?? '');
  } catch (error) {
    void vscode.window.showErrorMessage(t('This file is no saved run: {0}.', (error as Error).message));
    return false;
  }
  return show(file, services);
}

/** Replays a run with the learner's own program, and says what has changed since it was saved. */
async function show(file: ReplayFile, { book, folder, panel }: ReplayServices): Promise<boolean> {
  const { t } = vscode.l10n;
  const lesson = book.lesson(file.lesson);
  if (lesson?.built !== true || !lesson.scenarios.some(({ id }) => id === file.scenario)) {
    void vscode.window.showErrorMessage(t('This run is of a lesson or scenario that is not here: {0}, {1}.', file.lesson, file.scenario));
    return false;
  }
  const source = await attemptOf(lesson, folder);
  if (!await panel.show({ lesson: file.lesson, scenario: file.scenario, seed: file.seed, plan: file.plan }, source)) return false;
  const changed = changedSince(file, { engine: book.catalogue.engine, version: lesson.version, source: sourceHash(source?.files[source.entry] ?? '') });
  if (changed.length > 0) void vscode.window.showInformationMessage(sentence(changed, panel.traceHash === file.traceHash));
  return true;
}

function sentence(changed: readonly Changed[], same: boolean): string {
  const { t } = vscode.l10n;
  const words: Readonly<Record<Changed, string>> = { engine: t('Faultlab itself'), lesson: t('the lesson'), program: t('the program') };
  const what = changed.map(each => words[each]).join(', ');
  return same ? t('Changed since this run was saved: {0}. The run is the same nevertheless.', what) : t('Changed since this run was saved: {0}. What you see is not the run that was saved.', what);
}
