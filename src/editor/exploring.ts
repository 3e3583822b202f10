import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import type { RunOutcome } from '../runner/outcome.ts';
import type { RunCallbacks, RunTask } from '../runner/runner.ts';
import { commands } from './ids.ts';
import type { LabHost } from './labHost.ts';
import type { RunEnd, Runs } from './runs.ts';

const SECONDS = 30;

/** Looks further than a lesson's own runs do; what is found is a failure like any other. */
export async function exploreLesson(lab: LabHost, runs: Runs, lesson: CatalogueLesson, scenario: string | undefined): Promise<RunEnd | undefined> {
  const { l10n, window } = vscode;
  let made = 0;
  const end = await runs.run({ lesson, scenarios: scenario === undefined ? [] : [scenario], origin: 'explore' }, (task, callbacks) => carry(lab, lesson, task, callbacks, runsMade => { made = runsMade; }));
  if (end?.kind !== 'done' && end?.kind !== 'cancelled') return end;
  const tried = l10n.t('{0} runs', made.toLocaleString());
  if (end.scenarios.length === 0) void window.showInformationMessage(l10n.t('Lesson {0}: nothing found in {1}.', lesson.number, tried));
  else void offer(lesson, l10n.t('Lesson {0}: found how your program fails in {1} of its scenarios, in {2}.', lesson.number, end.scenarios.length, tried));
  return end;
}

async function offer({ id }: CatalogueLesson, text: string): Promise<void> {
  const show = vscode.l10n.t('Show What Happened');
  if (await vscode.window.showInformationMessage(text, show) === show) await vscode.commands.executeCommand(commands.showFailure, id);
}

/** Shows the search, which can be ended there; what was found until then stays. */
function carry(lab: LabHost, lesson: CatalogueLesson, { source, scenarios }: RunTask, callbacks: RunCallbacks, tell: (runs: number) => void): Promise<RunOutcome> {
  const { l10n, window, ProgressLocation } = vscode;
  const title = l10n.t('Lesson {0}: looking for a run in which your program fails', lesson.number);
  return Promise.resolve(window.withProgress({ location: ProgressLocation.Notification, cancellable: true, title }, async (shown, token): Promise<RunOutcome> => {
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    token.onCancellationRequested(abort);
    callbacks.signal?.addEventListener('abort', abort, { once: true });
    const explored = await lab.explore({ lesson: lesson.id, source, scenarios, budget: { seconds: SECONDS } }, {
      signal: stop.signal,
      progress: ({ strategy, runs }) => {
        tell(runs);
        shown.report({ message: l10n.t('{0}, {1} runs', strategy, runs.toLocaleString()) });
      },
      explored: ({ found }) => found && callbacks.scenario?.(found),
    });
    if (explored.kind === 'problems') return explored;
    const found = explored.explorations.flatMap(exploration => exploration.found ?? []);
    return explored.stopped ? { kind: 'cancelled', scenarios: found } : { kind: 'done', scenarios: found, durationMs: explored.durationMs };
  }));
}
