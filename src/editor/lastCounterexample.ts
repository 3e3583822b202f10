import * as vscode from 'vscode';
import type { LabHost } from './labHost.ts';
import type { Memory } from './memory.ts';
import { repeated } from './model/failure.ts';
import type { Results } from './results.ts';
import type { LessonRun, Runs } from './runs.ts';

const SAID_FOR_MS = 10_000;

/** When a lesson is run, its last counterexample is run before all else, and the status bar says at once whether it still fails. */
export function repeatCounterexamples(lab: LabHost, runs: Runs, memory: Memory, results: Results): vscode.Disposable {
  return runs.onDidStart(run => void repeat(lab, run, memory, results));
}

async function repeat(lab: LabHost, { lesson, scenarios, origin, seeds, plan: given, source }: LessonRun, memory: Memory, results: Results): Promise<void> {
  const known = memory.failure(lesson.id);
  if (known === undefined || origin === 'debug' || origin === 'explore' || seeds !== undefined || given !== undefined || (scenarios.length > 0 && !scenarios.includes(known.scenario))) return;
  const { scenario, seed, plan } = known;
  const broken = results.of(lesson.id)?.verdicts.get(scenario)?.demands.find(({ ok }) => !ok);
  // Whoever asked for the run is told of a failing runner.
  const outcome = await lab.run({ lesson: lesson.id, source, scenarios: [scenario], seeds: [seed], brief: true, ...(plan === undefined ? {} : { plan }) }).catch(() => undefined);
  const verdict = outcome?.kind === 'done' ? outcome.scenarios[0] : undefined;
  const told = verdict && repeated(verdict, broken);
  if (told === 'passes') say('pass', vscode.l10n.t('{0}: your last counterexample passes now', lesson.number));
  else if (told === 'fails') say('error', vscode.l10n.t('{0}: your last counterexample still fails', lesson.number));
}

function say(icon: string, text: string): void {
  vscode.window.setStatusBarMessage(`$(${icon}) ${text}`, SAID_FOR_MS);
}
