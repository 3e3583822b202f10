import { msToUs, type SimNode } from '../../../sim/index.ts';
import { Refused } from '../../errors.ts';
import type { Sut, SutFault, SutRun } from './api.ts';
import { Replay } from './replay.ts';
import type { SutSystem } from './system.ts';

/** Virtual time that a run takes. */
const RUN_MS = 1;
const KINDS: readonly unknown[] = ['crash', 'drop', 'duplicate', 'delay'];

/** Runs that are allowed, of all systems together. */
export class RunBudget {
  left: number;

  constructor(runs: number) {
    this.left = runs;
  }
}

/** One run of a system, for judges: what a learner's `run` would answer. */
export const replay = <End, Input>(system: SutSystem<End, Input>, seed: number, faults: readonly SutFault[]): SutRun<End, Input> => new Replay(system, seed, faults).run();

/** Called with each run that a program has made. */
export type Ran<End, Input> = (run: SutRun<End, Input>, faults: readonly SutFault[]) => void;

/**
 * A system for the program of a node to run. Each run takes a millisecond of the node's time and is a fact `ran` with
 * `system` and the number of `faults`.
 */
export function sutFor<End, Input>(node: SimNode, system: SutSystem<End, Input>, budget: RunBudget, ran?: Ran<End, Input>): Sut<End, Input> {
  const { world } = node;
  const runAgain = async (faults: readonly SutFault[] = []): Promise<SutRun<End, Input>> => {
    const list = faultsOf(faults);
    if (budget.left <= 0) throw new Refused('NoRunsLeft', 'all runs are used up');
    budget.left--;
    world.history.fact('ran', { system: system.name, faults: list.length }, node.id);
    await new Promise<void>(resolve => void node.after(msToUs(RUN_MS), resolve));
    const run = replay(system, world.seed, list);
    ran?.(run, list);
    return run;
  };
  return Object.freeze({
    name: system.name,
    get runsLeft() {
      return budget.left;
    },
    run: runAgain.bind(undefined),
  });
}

/** A copy of what a learner's program gives. */
function faultsOf(faults: unknown): SutFault[] {
  if (!Array.isArray(faults)) throw new Refused('BadFault', 'faults are a list of { at, kind }');
  return (faults as readonly Partial<SutFault>[]).map(fault => {
    const { at, kind } = fault;
    if (!Number.isInteger(at) || !KINDS.includes(kind)) throw new Refused('BadFault', 'a fault is { at: number of an event, kind: \'crash\' | \'drop\' | \'duplicate\' | \'delay\' }');
    return { at: at!, kind: kind! };
  });
}
