import * as vscode from 'vscode';
import { commands } from './ids.ts';
import { failureText, whereabouts } from './model/failure.ts';
import type { LessonRun, RunEnd, Runs } from './runs.ts';

/** Writes runs into the log, and tells the learner where the runner itself failed. */
export function keepJournal(log: vscode.LogOutputChannel, runs: Runs): vscode.Disposable {
  return vscode.Disposable.from(
    runs.onDidStart(run => log.info(`${run.lesson.id}: ${run.scenarios.length > 0 ? run.scenarios.join(', ') : 'all scenarios'} begin (${typeof run.origin === 'string' ? run.origin : 'test explorer'})`)),
    runs.onDidJudge(({ run, verdict }) => {
      const where = verdict.first === undefined ? '' : ` (${whereabouts(verdict.first)})\n${failureText(verdict)}`;
      log.info(`${run.lesson.id} ${verdict.id}: ${verdict.verdict}, ${verdict.seeds} seeds${where}`);
    }),
    runs.onDidEnd(({ run, end }) => tellEnd(log, run, end)),
  );
}

function tellEnd(log: vscode.LogOutputChannel, run: LessonRun, end: RunEnd): void {
  const { id } = run.lesson;
  if (end.kind === 'done') log.info(`${id}: done in ${Math.round(end.durationMs)} ms`);
  else if (end.kind === 'cancelled') log.info(`${id}: stopped`);
  else if (end.kind === 'problems') log.info(`${id}: cannot be run\n${end.problems.map(({ message, range }) => `${range === undefined ? '' : `${range.startLineNumber}:${range.startColumn} `}${message}`).join('\n')}`);
  else {
    log.error(`${id}: ${end.message}`);
    void tellBroken(end.message);
  }
}

/** A fault of ours: it cannot be seen in the learner's program. */
export async function tellBroken(message: string): Promise<void> {
  const showLog = vscode.l10n.t('Show Log');
  const answer = await vscode.window.showErrorMessage(vscode.l10n.t('Faultlab could not run this: {0}', message), showLog);
  if (answer === showLog) await vscode.commands.executeCommand(commands.showLog);
}
