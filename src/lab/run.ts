import type { Scenario } from '../course/lesson.ts';
import { FaultAuthor } from '../course/faultauthor.ts';
import { type Fault, type FaultPlan, hook, msToUs, type Decision, type NotedOperation, type RunRecord, type SimNode, World } from '../sim/index.ts';
import type { Attempt } from './attempt.ts';
import type { Drain } from './drain.ts';
import { ProgramHost, type Mistake } from './host.ts';
import type { SourceRange } from './verdict.ts';

export interface RunOptions {
  readonly seed: number;
  readonly mode: 'explore' | 'record';
  /** Instead of the scenario's own faults. */
  readonly plan?: FaultPlan | undefined;
  /** Changes the plan that is drawn for the seed. */
  readonly vary?: (drawn: FaultPlan) => FaultPlan;
  /** Without some of the scenario's faults: those of this id, or all (`undefined` in the property). */
  readonly without?: { readonly fault: string | undefined } | undefined;
  /** Note what message faults did and which operations were asked. */
  readonly note?: boolean;
  /** Is given the world before anything happens in it. */
  readonly onWorld?: (world: World) => void;
  /** From an instant on it takes another course. */
  readonly future?: Future;
}

/** One of the futures that a run could have had. */
export interface Future {
  /** All that happened before stays. */
  readonly fromUs: number;
  /** Of what is drawn from then on. */
  readonly seed: number;
  /** Whether the faults that are still to come are drawn anew too. */
  readonly redrawFaults: boolean;
}

/** Why a run could not go on. */
export interface Halt {
  readonly message: string;
  readonly node?: string;
  readonly range?: SourceRange;
}

export interface FinishedRun {
  readonly seed: number;
  readonly plan: FaultPlan;
  readonly record: RunRecord;
  readonly hash: string;
  readonly events: number;
  /** The plan's faults, told: first those that struck, in that order. */
  readonly sentences: ReadonlyMap<Fault, string>;
  /** Empty unless they were to be noted. */
  readonly decisions: readonly Decision[];
  /** Those asked, empty unless they were to be noted; `of`: how many there would be with those left out. */
  readonly operations: { readonly asked: readonly NotedOperation[]; readonly of: number };
  /** Nodes that were left out. */
  readonly idle: readonly string[];
  /** The program loops, allocates or schedules without end. */
  readonly stuck?: Halt;
  /** An exception ended a process. */
  readonly fatal?: Mistake;
  readonly failedRequest?: Mistake;
}

/** Events at one instant after which a run counts as stuck: time no longer passes. */
const EVENTS_AT_INSTANT = 100_000;

const STUCK = {
  loop: 'this loop does not end',
  function: 'this function is called without end',
  recursion: 'this function calls itself without end',
  allocation: 'more memory is taken here in one event than a process may have',
} as const;

/** One run of a scenario: a seed, a plan, a program. */
export class Run {
  readonly world: World;
  readonly host: ProgramHost;
  readonly seed: number;
  /** Events per turn of the host: well under 5 ms. */
  readonly eventsATurn: number = 2_000;
  private readonly scenario: Scenario;
  readonly plan: FaultPlan;
  private over = false;
  private stuck: Halt | undefined;

  constructor(scenario: Scenario, attempt: Attempt, { seed, mode, plan, vary, without, note, onWorld, future }: RunOptions) {
    this.scenario = scenario;
    this.seed = seed;
    const world = new World({ seed, mode, only: plan?.only });
    this.world = world;
    this.host = new ProgramHost(attempt, scenario.limits.steps);
    world.network.limits = scenario.limits;
    if (note) {
      world.network.decisions = [];
      world.workload.noted = [];
    }
    if (world.trace) hook(world.trace, { here: () => attempt.here() });
    hook(world, { beforeEnter: node => this.host.entering(node), onProgramError: (node, error) => this.host.processFailed(node, error) });
    onWorld?.(world);
    // Programs send while they start, before the faults are armed.
    world.network.follow(plan?.schedule);
    const { endMs } = scenario.world({ world, program: this.host, random: world.stream('workload') });
    const own = scenario.faults(new FaultAuthor(world));
    const drawn = { faults: without ? own.filter(({ id }) => without.fault !== undefined && id !== without.fault) : own, off: [] };
    this.plan = plan ?? (vary ? vary(drawn) : drawn);
    world.begin(this.plan);
    world.at(msToUs(endMs), () => { this.over = true; });
    if (future) world.at(future.fromUs, () => this.turnTo(future));
  }

  private turnTo({ seed, redrawFaults }: Future): void {
    const { world, scenario } = this;
    world.redraw(seed);
    if (redrawFaults) world.faults.redraw(scenario.faults(new FaultAuthor(world)));
  }

  /** Handles up to `events` events; true when the run is over. After each event in which a program ran, `drain` runs its promises. */
  advance(events: number, drain: () => void): boolean {
    const { world } = this;
    for (let i = 0; i < events; i++) {
      if (world.needsDrain) {
        world.needsDrain = false;
        drain();
        this.look();
      }
      this.check();
      if (this.over) break;
      if (!this.next()) this.over = true;
    }
    return this.over;
  }

  /** Handles events until a program ran and its promises are to be run by the host; true when the run is over. */
  advanceToDrain(events: number): boolean {
    const { world } = this;
    this.look();
    this.check();
    for (let i = 0; i < events && !this.over && !world.needsDrain; i++) {
      if (!this.next()) this.over = true;
      this.check();
    }
    world.needsDrain = false;
    return this.over;
  }

  /** Handles the next event; false when the run is over. A search overrides it. */
  protected next(): boolean {
    return this.world.step();
  }

  /** Steps for the promises of this many worlds, which the host runs together. */
  allowStepsFor(worlds: number): void {
    this.host.allowSteps(worlds * this.scenario.limits.steps);
  }

  private look(): void {
    const { entered } = this.host;
    for (const node of entered) this.observe(node);
    // To set its length takes a slow way.
    while (entered.length > 0) entered.pop();
  }

  /** A node's program has had control, and its promises have run. A recording overrides it. */
  protected observe(_node: SimNode): void {}

  finish(): FinishedRun {
    const { world, host, plan, seed, stuck } = this;
    const { fatal, failedRequest } = host;
    return {
      seed, plan, record: world.history.finish(), hash: world.hash.toString(), events: world.events, sentences: world.faults.sentences(), decisions: world.network.decisions ?? [],
      operations: { asked: world.workload.noted ?? [], of: world.workload.total },
      idle: world.nodes.filter(({ leftOut }) => leftOut).map(({ id }) => id),
      ...(stuck ? { stuck } : {}), ...(fatal ? { fatal } : {}), ...(failedRequest ? { failedRequest } : {}),
    };
  }

  private check(): void {
    const { world, host, scenario } = this;
    const { stopped } = host.attempt.fuel;
    if (stopped) {
      const node = host.current?.id;
      this.halt({ message: STUCK[stopped.what], range: stopped.range, ...(node === undefined ? {} : { node }) });
    } else if (world.eventsAtInstant > EVENTS_AT_INSTANT) {
      this.halt({ message: `time stands still: ${EVENTS_AT_INSTANT} events happened at one instant` });
    } else if (world.events > scenario.limits.events) {
      this.halt({ message: `the run has more than ${scenario.limits.events} events: something is sent or scheduled without end` });
    } else if (host.fatal?.unprovoked) {
      this.over = true;
    }
  }

  private halt(stuck: Halt): void {
    this.stuck = stuck;
    this.over = true;
  }
}

const EVENTS_A_DRAIN = 200;

/** What the host says between two turns. */
export interface Rejections {
  /** Reasons of promises that nobody handled since the last turn. */
  take(): unknown[];
}

/** Runs worlds to their ends, giving control back between turns. Results are in the order of the runs. */
export function* runAll<R extends Run>(makers: readonly (() => R)[], attempt: Attempt, drain: Drain, rejections: Rejections, finished: (run: R) => void): Generator<void, void> {
  if (drain.kind === 'sync') {
    for (const make of makers) {
      attempt.fuel.reset();
      const run = make();
      // The host takes note of the seed before its program runs.
      yield;
      yield* runSync(run, attempt, drain.run, rejections, finished);
    }
  } else {
    const { worlds } = drain;
    for (let i = 0; i < makers.length; i += worlds) yield* runBatch(makers.slice(i, i + worlds), attempt, rejections, finished);
  }
}

function* runSync<R extends Run>(run: R, attempt: Attempt, drain: () => void, rejections: Rejections, finished: (run: R) => void): Generator<void, void> {
  const drainAndCheck = (): void => {
    drain();
    attribute(run, rejections);
  };
  while (!run.advance(run.eventsATurn, drainAndCheck)) yield;
  finished(run);
  run.host.end();
  attempt.fuel.reset();
  yield;
}

/** One macrotask for many worlds; if anything goes wrong the whole batch is done again, one world at a time. */
function* runBatch<R extends Run>(makers: readonly (() => R)[], attempt: Attempt, rejections: Rejections, finished: (run: R) => void): Generator<void, void> {
  attempt.fuel.reset();
  const runs = makers.map(make => make());
  let active = runs;
  // The host takes note of the seed before its program runs.
  yield;
  while (active.length > 0) {
    active = active.filter(run => !run.advanceToDrain(EVENTS_A_DRAIN));
    if (active.length > 1) active[0]!.allowStepsFor(active.length);
    yield;
    const rejected = rejections.take();
    const wrong = rejected.length > 0 || attempt.fuel.stopped !== undefined;
    if (wrong && makers.length > 1) {
      for (const make of makers) yield* runBatch([make], attempt, rejections, finished);
      return;
    }
    for (const reason of rejected) runs[0]!.host.processFailed(runs[0]!.host.current!, reason);
  }
  for (const run of runs) {
    finished(run);
    run.host.end();
  }
  attempt.fuel.reset();
}

function attribute(run: Run, rejections: Rejections): void {
  for (const reason of rejections.take()) if (run.host.current) run.host.processFailed(run.host.current, reason);
}
