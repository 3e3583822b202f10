import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import type { RunOutcome } from '../runner/outcome.ts';
import type { RunCallbacks, RunTask } from '../runner/runner.ts';
import type { DebuggingHost } from './labHost.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { Memory, Replay } from './memory.ts';
import type { RunEnd, Runs } from './runs.ts';

/** How long a debug session may take to notice the end of its process. */
const NOTICE_MS = 2_000;

/** Runs one seed of a lesson under the built-in JavaScript debugger: the last counterexample, else seed 1 of a visible scenario. */
export class Debugging {
  private readonly host: DebuggingHost | undefined;
  private readonly runs: Runs;
  private readonly folder: LearnerFolder;
  private readonly memory: Memory;

  constructor(host: DebuggingHost | undefined, runs: Runs, folder: LearnerFolder, memory: Memory) {
    this.host = host;
    this.runs = runs;
    this.folder = folder;
    this.memory = memory;
  }

  /** Whether it can be done here. */
  get possible(): boolean {
    return this.host !== undefined;
  }

  /** Resolves when the debugged run has ended. Undefined where there was none; the learner has then been told why. */
  async start(lesson: CatalogueLesson, scenario?: string): Promise<RunEnd | undefined> {
    const { host } = this;
    if (host === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Programs run in the browser here, where no debugger can stop them. Debug works in VS Code on a computer, in a Codespace, or on another remote machine.'));
      return undefined;
    }
    const replay = this.choose(lesson, scenario);
    const { seed, plan } = replay;
    const request = { lesson, scenarios: [replay.scenario], seeds: [seed], origin: 'debug', ...(plan === undefined ? {} : { plan }) } as const;
    return this.runs.run(request, (task, callbacks) => this.attach(host, replay, task, callbacks));
  }

  private choose(lesson: CatalogueLesson, scenario: string | undefined): Replay {
    const failure = this.memory.failure(lesson.id);
    if (failure !== undefined && (scenario === undefined || failure.scenario === scenario)) return failure;
    const first = lesson.scenarios.find(({ hidden }) => !hidden) ?? lesson.scenarios[0]!;
    return { lesson: lesson.id, scenario: scenario ?? first.id, seed: 1 };
  }

  /** The end of the debug session ends the run, and the end of the run the session. */
  private async attach(host: DebuggingHost, replay: Replay, task: RunTask, callbacks: RunCallbacks): Promise<RunOutcome> {
    const stop = new AbortController();
    callbacks.signal?.addEventListener('abort', () => stop.abort(), { once: true });
    const { inspector, outcome } = await host.run(task, { ...callbacks, signal: stop.signal });
    const open = new Set<vscode.DebugSession>();
    let terminated = (): void => {};
    const gone = new Promise<void>(resolve => (terminated = resolve));
    // The debugger opens a session of its own for the process, below the one that was asked for.
    const isOurs = (session: vscode.DebugSession): boolean => [session, session.parentSession].some(each => each?.configuration['websocketAddress'] === inspector);
    const name = vscode.l10n.t('Faultlab {0}, seed {1}', replay.lesson, replay.seed);
    const watching = vscode.Disposable.from(
      vscode.debug.onDidStartDebugSession(session => {
        if (isOurs(session)) open.add(session);
      }),
      vscode.debug.onDidTerminateDebugSession(session => {
        if (!isOurs(session)) return;
        open.delete(session);
        stop.abort();
        if (open.size === 0) terminated();
      }),
      // To let go of a process would let it run on to its end.
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: session => !isOurs(session) ? undefined : {
          onWillReceiveMessage: (message: { readonly command?: string }) => {
            if (message.command === 'disconnect' || message.command === 'terminate') stop.abort();
          },
        },
      }),
    );
    try {
      const attached = await vscode.debug.startDebugging(this.folder.root, configuration(name, inspector, host.ownFiles), { suppressSaveBeforeStart: true });
      if (!attached) stop.abort();
      return await outcome;
    } finally {
      // The session ends by itself when it notices that its process has gone.
      await Promise.race([gone, new Promise(resolve => setTimeout(resolve, NOTICE_MS))]);
      watching.dispose();
      for (const session of open) await vscode.debug.stopDebugging(session);
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
