import * as vscode from 'vscode';
import { isProgramFile } from '../course/workspace.ts';
import { settings } from './ids.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { Runs } from './runs.ts';

/** Runs a lesson when one of its files is saved, where the setting says so. Never asks for trust by itself. */
export function runOnSave(folder: LearnerFolder, runs: Runs): vscode.Disposable {
  return vscode.workspace.onDidSaveTextDocument(document => {
    const found = folder.lessonOf(document.uri);
    if (found === undefined || !isProgramFile(found.file) || !vscode.workspace.isTrusted) return;
    const shown = vscode.window.visibleTextEditors.some(editor => editor.document === document);
    if (!shown || !vscode.workspace.getConfiguration('faultlab', document.uri).get(settings.runOnSave, true)) return;
    void runs.run({ lesson: found.lesson, scenarios: [], origin: 'save' });
  });
}
