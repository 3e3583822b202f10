import { type SimNode, TraceKind, US_PER_S } from '../sim/index.ts';
import { isA } from '../kits/errors.ts';
import { libraryFor } from '../kits/library.ts';
import type { Exports, Program } from '../kits/stage.ts';
import type { Attempt, NodeEnvironment } from './attempt.ts';
import { environmentOf, forsake } from './environment.ts';
import { VirtualAbortController } from './sandbox/events.ts';
import type { SourceRange } from './verdict.ts';

/** An exception of the learner's program that tells of a mistake in it. */
export interface Mistake {
  readonly node: string;
  readonly atUs: number;
  readonly message: string;
  readonly range?: SourceRange;
  /** No fault had struck before: nothing else can be blamed. */
  readonly unprovoked: boolean;
}

/** After an exception that nobody caught, as a supervisor would. */
const RESTART_US = 2 * US_PER_S;

/** A learner's program in one world. */
export class ProgramHost implements Program {
  readonly attempt: Attempt;
  /** The first exception that ended a process. */
  fatal: Mistake | undefined;
  /** The first exception in a request that is a mistake by its kind. */
  failedRequest: Mistake | undefined;
  /** The node that had control last. */
  current: SimNode | undefined;
  /** Nodes that had control since this list was last emptied. */
  readonly entered: SimNode[] = [];
  readonly watched = new Map<SimNode, object>();
  private readonly steps: number;
  private readonly environments: NodeEnvironment[] = [];

  constructor(attempt: Attempt, steps: number) {
    this.attempt = attempt;
    this.steps = steps;
  }

  entering(node: SimNode): void {
    this.current = node;
    if (this.entered.at(-1) !== node) this.entered.push(node);
    this.attempt.fuel.refill(this.steps);
  }

  start(node: SimNode): Exports {
    const environment = environmentOf(node);
    this.environments.push(environment);
    const exports = this.attempt.start(environment, libraryFor((delayMs, fire) => void environment.startTimer(delayMs, false, fire)));
    this.attempt.fuel.refill(this.steps);
    return exports;
  }

  /** The run is over, and nothing of the program runs any more. */
  end(): void {
    for (const environment of this.environments) forsake(environment);
  }

  watch(node: SimNode, instance: object): void {
    this.watched.set(node, instance);
  }

  requestFailed(node: SimNode, thrown: unknown): void {
    const mistake = [TypeError, ReferenceError, RangeError].some(kind => isA(thrown, kind));
    if (mistake && !this.failedRequest) this.failedRequest = this.note(node, thrown);
  }

  processFailed(node: SimNode, thrown: unknown, method?: string): void {
    if (node.state === 'down') return;
    const mistake = this.note(node, thrown, method);
    this.fatal ??= mistake;
    node.crash();
    node.world.after(RESTART_US, restart, node);
  }

  describe(thrown: unknown): string {
    return this.attempt.textOfError(thrown);
  }

  allowSteps(steps: number): void {
    this.attempt.fuel.refill(steps);
  }

  abortController(): ReturnType<Program['abortController']> {
    return new VirtualAbortController() as unknown as ReturnType<Program['abortController']>;
  }

  private note(node: SimNode, thrown: unknown, method?: string): Mistake {
    const { world } = node;
    const described = { ...this.rangeOf(method), ...this.attempt.describeError(thrown) };
    const row = world.emit(TraceKind.error, node.index, -1, 0);
    world.trace?.describe(row, described.message);
    const unprovoked = world.faults.strikes.length === 0;
    return { node: node.id, atUs: world.nowUs, unprovoked, ...described };
  }

  private rangeOf(method: string | undefined): { range?: SourceRange } {
    const range = method === undefined ? undefined : this.attempt.exports.find(({ methods }) => methods?.[method])?.methods![method];
    return range ? { range } : {};
  }
}

function restart(node: SimNode): void {
  node.start();
}
