import type * as vscode from 'vscode';
import type { FaultPlan } from '../sim/faults.ts';

/** One run that can be repeated. */
export interface Replay {
  readonly lesson: string;
  readonly scenario: string;
  readonly seed: number;
  /** Absent: the scenario's own faults. */
  readonly plan?: FaultPlan;
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
