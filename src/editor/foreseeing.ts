import * as vscode from 'vscode';
import type { Foresight } from '../lab/foresight.ts';
import type { RecordedRun } from './comparing.ts';
import { tellBroken } from './journal.ts';
import type { LabHost } from './labHost.ts';

/** Looks for the moment at which a run was lost; undefined where that was cancelled or could not be found out. */
export async function foresee(lab: LabHost, { recording: { lesson, scenario, seed, faults }, source }: RecordedRun): Promise<Foresight | undefined> {
  const { l10n, window, ProgressLocation } = vscode;
  const shown = { location: ProgressLocation.Notification, cancellable: true, title: l10n.t('Looking for the moment at which the run was lost') };
  try {
    const outcome = await window.withProgress(shown, ({ report }, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return lab.foresee({ lesson, scenario, seed, plan: faults, source }, { signal: stop.signal, progress: ({ done }) => report({ message: l10n.t('{0} moments tried', done) }) });
    });
    if (outcome.kind === 'foresight') return outcome.foresight;
    if (outcome.kind === 'stuck') void window.showInformationMessage(outcome.stuck.message);
  } catch (error) {
    void tellBroken(error instanceof Error ? error.message : String(error));
  }
  return undefined;
}
