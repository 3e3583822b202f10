import type * as vscode from 'vscode';
import type { AttemptSource } from '../runner/protocol.ts';
import type { FaultPlan } from '../sim/faults.ts';

/** One run that can be repeated. */
export interface Replay {
  readonly lesson: string;
  readonly scenario: string;
  readonly seed: number;
  /** Absent: the scenario's own faults. */
  readonly plan?: FaultPlan;
}

/** The run that the shown one is compared with. */
export interface Beside {
  /** As the list of choices calls it. */
  readonly id: string;
  /** Its program, where that is an older text of the learner's. */
  readonly before?: AttemptSource;
}

/** What this workspace remembers beside the progress: where things were, nothing that matters. */
export class Memory {
  private readonly state: vscode.Memento;
  private readonly everywhere: vscode.Memento;

  /** `everywhere`: what is remembered in all workspaces. */
  constructor(state: vscode.Memento, everywhere: vscode.Memento) {
    this.state = state;
    this.everywhere = everywhere;
  }

  /** The panel's tour was taken or declined. */
  get tourTaken(): boolean {
    return this.everywhere.get('tourTaken', false);
  }

  async setTourTaken(): Promise<void> {
    await this.everywhere.update('tourTaken', true);
  }

  /** The chosen workspace folder of several, as the text of its URI. */
  get root(): string | undefined {
    return this.state.get('root');
  }

  async setRoot(root: string): Promise<void> {
    await this.state.update('root', root);
  }

  /** The last counterexample of a lesson; undefined once it has passed. */
  failure(lesson: string): Replay | undefined {
    return this.state.get(`failure ${lesson}`);
  }

  async setFailure(lesson: string, replay: Replay | undefined): Promise<void> {
    await this.state.update(`failure ${lesson}`, replay);
  }

  /** What the panel showed last. */
  get shown(): Replay | undefined {
    return this.state.get('shown');
  }

  async setShown(replay: Replay): Promise<void> {
    await this.state.update('shown', replay);
  }

  /** What the shown run was compared with. */
  get beside(): Beside | undefined {
    return this.state.get('beside');
  }

  async setBeside(beside: Beside | undefined): Promise<void> {
    await this.state.update('beside', beside);
  }

  lastScenario(lesson: string): string | undefined {
    return this.state.get(`scenario ${lesson}`);
  }

  async setLastScenario(lesson: string, scenario: string): Promise<void> {
    await this.state.update(`scenario ${lesson}`, scenario);
  }

  /** The version of a lesson whose changed files the learner was told of. */
  toldOfVersion(lesson: string): string | undefined {
    return this.state.get(`told ${lesson}`);
  }

  async setToldOfVersion(lesson: string, version: string): Promise<void> {
    await this.state.update(`told ${lesson}`, version);
  }
}
