import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import type { RunOutcome } from '../runner/outcome.ts';
import type { RunCallbacks, RunTask } from '../runner/runner.ts';
import type { LabHost } from './labHost.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { Memory, Replay } from './memory.ts';
import type { RunEnd, Runs } from './runs.ts';

/** Runs one seed of a lesson under the built-in JavaScript debugger: the last counterexample, else seed 1 of a visible scenario. */
export class Debugging {
  private readonly lab: LabHost;
  private readonly runs: Runs;
  private readonly folder: LearnerFolder;
  private readonly memory: Memory;

  constructor(lab: LabHost, runs: Runs, folder: LearnerFolder, memory: Memory) {
    this.lab = lab;
    this.runs = runs;
    this.folder = folder;
    this.memory = memory;
  }

  /** Resolves when the debugged run has ended. */
  async start(lesson: CatalogueLesson, scenario?: string): Promise<RunEnd | undefined> {
    const replay = this.choose(lesson, scenario);
    const { seed, plan } = replay;
    const request = { lesson, scenarios: [replay.scenario], seeds: [seed], origin: 'debug', ...(plan === undefined ? {} : { plan }) } as const;
    return this.runs.run(request, (task, callbacks) => this.attach(replay, task, callbacks));
  }

  private choose(lesson: CatalogueLesson, scenario: string | undefined): Replay {
    const failure = this.memory.failure(lesson.id);
    if (failure !== undefined && (scenario === undefined || failure.scenario === scenario)) return failure;
    const first = lesson.scenarios.find(({ hidden }) => !hidden) ?? lesson.scenarios[0]!;
    return { lesson: lesson.id, scenario: scenario ?? first.id, seed: 1 };
  }

  /** The end of the debug session ends the run, and the end of the run the session. */
  private async attach(replay: Replay, task: RunTask, callbacks: RunCallbacks): Promise<RunOutcome> {
    const stop = new AbortController();
    callbacks.signal?.addEventListener('abort', () => stop.abort(), { once: true });
    const { inspector, outcome } = await this.lab.debug(task, { ...callbacks, signal: stop.signal });
    let begun: vscode.DebugSession | undefined;
    const name = vscode.l10n.t('Faultlab {0}, seed {1}', replay.lesson, replay.seed);
    const watching = vscode.Disposable.from(
      vscode.debug.onDidStartDebugSession(session => {
        if (session.configuration['websocketAddress'] === inspector) begun ??= session;
      }),
      vscode.debug.onDidTerminateDebugSession(session => {
        if (session.configuration['websocketAddress'] === inspector) stop.abort();
      }),
      // To let go of a process would let it run on to its end.
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: session => session.configuration['websocketAddress'] !== inspector ? undefined : {
          onWillReceiveMessage: (message: { readonly command?: string }) => {
            if (message.command === 'disconnect' || message.command === 'terminate') stop.abort();
          },
        },
      }),
    );
    try {
      const attached = await vscode.debug.startDebugging(this.folder.root, configuration(name, inspector, this.lab.ownFiles), { suppressSaveBeforeStart: true });
      if (!attached) stop.abort();
      return await outcome;
    } finally {
      watching.dispose();
      if (begun) await vscode.debug.stopDebugging(begun);
    }
  }
}

function configuration(name: string, inspector: string, skip: readonly string[]): vscode.DebugConfiguration {
  const { hostname, port } = new URL(inspector);
  return {
    type: 'node', request: 'attach', name, address: hostname, port: Number(port), websocketAddress: inspector,
    continueOnAttach: true, autoAttachChildProcesses: false, restart: false,
    // Only the learner's own code is of interest; where it was translated it carries its own map.
    skipFiles: ['<node_internals>/**', ...skip],
    resolveSourceMapLocations: null,
    internalConsoleOptions: 'neverOpen',
  };
}
