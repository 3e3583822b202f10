import type { FaultPlan } from '../../sim/index.ts';
import { Run } from '../run.ts';
import { envelopeOf, type Envelope } from './envelope.ts';
import type { Ground } from './ground.ts';
import { scopesOf } from './scopes.ts';
import { SearchRun, type Branch, type Trail } from './searchrun.ts';
import type { Sought, Strategy } from './strategy.ts';

/**
 * All orders of a seed's world: which message is next, which is lost, when a fault strikes, within what the scenario's
 * latencies and faults allow. A search without stored states, as in VeriSoft (Godefroid, "Model Checking for Programming
 * Languages using VeriSoft", POPL 1997): each order is run from the beginning, and left where it comes to a state that was
 * seen. Orders with few deviations from the drawn one come first (Emmi, Qadeer and Rakamarić, "Delay-Bounded
 * Scheduling", POPL 2011), so that a search that has to end early has covered something that can be told.
 *
 * A message is brought forward to right after the last event, or put off to right after the next one, or as long as it may
 * take: of all instants between two events one is tried. States are compared without their clocks, see `States`. All orders
 * of a few operations can be seen, those of a whole workload hardly ever: one is tried first, then two, and so on.
 */
export const exhaustive: Strategy = function* (ground, seed) {
  const { scenario, task: { programs } } = ground;
  const drawn = yield* ground.watch(() => new Run(scenario, programs.explore, { seed, mode: 'explore', note: true }));
  const finished = drawn.finish();
  const broken = yield* ground.confirm(finished);
  if (broken) return { plan: broken };
  const envelope = envelopeOf(ground, drawn.plan);
  const lastRun = ground.runs + ground.mostRuns;
  const of = finished.operations.asked.length;
  let complete = 0;
  for (const { plan, operations } of scopesOf(finished)) {
    const sought = yield* new Search(ground, seed, envelope, lastRun).through(plan);
    if (operations === of) return sought;
    if (sought.plan || !sought.space!.exhausted) return { ...sought, space: { ...sought.space!, scope: { complete, operations, of } } };
    complete = operations;
  }
  throw new Error('the last scope is the whole run');
};

/** Memory for what is still to be tried. */
const MOST_BRANCHES = 300_000;

class Search {
  private readonly ground: Ground;
  private readonly seed: number;
  private readonly envelope: Envelope;
  private readonly seen = new Set<number>();
  private readonly lastRun: number;
  private branches = 0;

  constructor(ground: Ground, seed: number, envelope: Envelope, lastRun: number) {
    this.ground = ground;
    this.seed = seed;
    this.envelope = envelope;
    this.lastRun = lastRun;
  }

  *through(drawn: FaultPlan): Generator<void, Sought> {
    let level: Iterable<Trail>[] = [[{ picks: new Map(), plan: drawn, freeFrom: 0 }]];
    for (let deviations = 0; ; deviations++) {
      const next: Iterable<Trail>[] = [];
      for (const trails of level) {
        for (const trail of trails) {
          if (this.isOver) return this.sought(deviations - 1);
          const plan = yield* this.follow(trail, next);
          if (plan) return { ...this.sought(deviations - 1), plan };
        }
      }
      if (next.length === 0) return { space: { states: this.seen.size, exhausted: this.branches <= MOST_BRANCHES, deviations } };
      level = next;
    }
  }

  /** Adds what it leads to to `next`, as long as there is memory for it. */
  private *follow(trail: Trail, next: Iterable<Trail>[]): Generator<void, FaultPlan | undefined> {
    const { ground, seed, seen, envelope } = this;
    const run = yield* ground.watch(() => new SearchRun(ground.scenario, ground.task.programs.explore, seed, trail, seen, envelope));
    this.branches += run.branches.length;
    if (run.branches.length > 0 && this.branches <= MOST_BRANCHES) next.push(trailsFrom(trail, run.branches));
    return run.met || !ground.isBroken(run.finish()) ? undefined : yield* ground.breaks({ seed, plan: run.replayPlan() });
  }

  private get isOver(): boolean {
    return this.ground.stopped || this.ground.runs >= this.lastRun;
  }

  private sought(deviations: number): Sought {
    return { space: { states: this.seen.size, exhausted: false, deviations } };
  }
}

function* trailsFrom({ picks, plan }: Trail, branches: readonly Branch[]): Generator<Trail> {
  for (const { step, alternatives, plans } of branches) {
    for (let which = 0; which < alternatives; which++) yield { picks: new Map([...picks, [step, which]]), plan, freeFrom: step + 1 };
    for (const other of plans) yield { picks, plan: other, freeFrom: step };
  }
}
