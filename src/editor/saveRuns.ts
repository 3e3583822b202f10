import * as vscode from 'vscode';
import { isProgramFile } from '../course/workspace.ts';
import { settings } from './ids.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { Runs } from './runs.ts';

/**
 * Runs a lesson when the learner saves one of its files, where the setting says so. Editors that save by themselves at
 * every pause run nothing, nobody is asked for trust, and a run of the same text goes on: the Test Explorer and the
 * debugger save before they begin.
 */
export function runOnSave(folder: LearnerFolder, runs: Runs): vscode.Disposable {
  const byHand = new WeakSet<vscode.TextDocument>();
  return vscode.Disposable.from(
    vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
      if (reason === vscode.TextDocumentSaveReason.Manual) byHand.add(document);
    }),
    vscode.workspace.onDidSaveTextDocument(async document => {
      const found = folder.lessonOf(document.uri);
      if (!byHand.delete(document) || found === undefined || !isProgramFile(found.file) || !vscode.workspace.isTrusted) return;
      const shown = vscode.window.visibleTextEditors.some(editor => editor.document === document);
      if (!shown || !vscode.workspace.getConfiguration('faultlab', document.uri).get(settings.runOnSave, true)) return;
      if (!await runs.isRunningAsItIs(found.lesson)) await runs.run({ lesson: found.lesson, scenarios: [], origin: 'save' });
    }),
  );
}
