import * as vscode from 'vscode';
import { EXERCISE_FILE } from '../course/workspace.ts';
import type { LabHost } from './labHost.ts';
import type { LearnerFolder } from './learnerFolder.ts';

/**
 * Runs the starter of a lesson once, out of sight, when an exercise of it is shown and the one before was another lesson's: the
 * learner's first run then finds a process that has loaded the lesson and compiled its code.
 */
export function rehearseShown(lab: Pick<LabHost, 'run'>, folder: LearnerFolder): vscode.Disposable {
  let rehearsed: string | undefined;
  const rehearse = (editor: vscode.TextEditor | undefined): void => {
    const lesson = editor && folder.lessonOf(editor.document.uri)?.lesson;
    if (lesson === undefined || lesson.id === rehearsed || !vscode.workspace.isTrusted) return;
    rehearsed = lesson.id;
    const source = { file: EXERCISE_FILE, entry: EXERCISE_FILE, files: lesson.files };
    // Whoever asks for a run is told of a failing runner.
    lab.run({ lesson: lesson.id, source, scenarios: [lesson.scenarios[0]!.id], seeds: [1], brief: true }).catch(() => {});
  };
  rehearse(vscode.window.activeTextEditor);
  return vscode.window.onDidChangeActiveTextEditor(rehearse);
}
