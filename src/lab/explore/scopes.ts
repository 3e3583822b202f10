import type { Fault, FaultPlan, NotedOperation, Strike } from '../../sim/index.ts';
import type { FinishedRun } from '../run.ts';

/** A part of a run: so many of its operations, with all that is done to it. */
export interface Scope {
  readonly plan: FaultPlan;
  readonly operations: number;
}

/** One operation of a run whose operations were noted, then two, and so on to all: those about its first fault, else those that come closest together. */
export function* scopesOf({ plan, operations: { asked }, record: { strikes } }: Pick<FinishedRun, 'plan' | 'operations' | 'record'>): Generator<Scope> {
  const faults = plan.faults.map(fault => pinned(fault, strikes));
  for (let size = 1; size < asked.length; size++) {
    yield { operations: size, plan: { ...plan, faults, only: { operations: windowOf(asked, size, strikes[0]?.fromUs).map(({ name }) => name) } } };
  }
  yield { operations: asked.length, plan };
}

/** A fault that waits for a signal strikes when it did: what it waited for may be left out. */
function pinned(fault: Fault, strikes: readonly Strike[]): Fault {
  const strike = 'atMs' in fault.start ? undefined : strikes.find(each => each.fault.id === fault.id);
  return strike ? { ...fault, start: { atMs: strike.fromUs / 1000 } } : fault;
}

/** `size` operations one after the other. */
function windowOf(asked: readonly NotedOperation[], size: number, aboutUs: number | undefined): readonly NotedOperation[] {
  const width = (first: number): number => {
    const [fromUs, toUs] = [asked[first]!.atUs, asked[first + size - 1]!.atUs];
    return aboutUs === undefined ? toUs - fromUs : Math.max(Math.abs(fromUs - aboutUs), Math.abs(toUs - aboutUs));
  };
  let best = 0;
  for (let first = 1; first + size <= asked.length; first++) if (width(first) < width(best)) best = first;
  return asked.slice(best, best + size);
}
