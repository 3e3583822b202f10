import type { Fault, FaultPlan } from '../../sim/index.ts';
import { Run } from '../run.ts';
import type { Ground } from './ground.ts';

type Range = readonly [low: number, high: number];

/** Between which times an author puts a fault. */
export interface Times {
  /** Of `atMs`, or of `afterMs` where it waits for a signal. */
  readonly startMs: Range;
  readonly lastsMs: Range | undefined;
}

/** What the plans that a scenario draws for some seeds have in common. */
export class Envelope {
  private readonly times = new Map<string, Times>();

  constructor(plans: readonly FaultPlan[]) {
    for (const fault of plans.flatMap(({ faults }) => faults)) {
      const key = keyOf(fault);
      const known = this.times.get(key);
      const startMs = startOf(fault);
      const { lastsMs } = fault;
      this.times.set(key, {
        startMs: [Math.min(startMs, known?.startMs[0] ?? Infinity), Math.max(startMs, known?.startMs[1] ?? -Infinity)],
        lastsMs: lastsMs === undefined ? known?.lastsMs : [Math.min(lastsMs, known?.lastsMs?.[0] ?? Infinity), Math.max(lastsMs, known?.lastsMs?.[1] ?? -Infinity)],
      });
    }
  }

  timesOf(fault: Fault): Times | undefined {
    return this.times.get(keyOf(fault));
  }
}

const SEEDS = 24;

/** Of the plans of a scenario's first seeds, and one more. */
export function envelopeOf({ scenario, task: { programs } }: Ground, plan: FaultPlan): Envelope {
  const plans = Array.from({ length: SEEDS }, (_, index) => new Run(scenario, programs.twin('reference'), { seed: index + 1, mode: 'explore' }).plan);
  return new Envelope([...plans, plan]);
}

export const startOf = ({ start }: Fault): number => ('atMs' in start ? start.atMs : start.afterMs);

/** Faults of one id and kind that wait for the same, whichever node it is and whichever time it happens. */
const keyOf = ({ id, kind, start }: Fault): string => `${id} ${kind} ${'atMs' in start ? '' : start.signal.split('@')[0]!}`;
