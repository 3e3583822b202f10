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
  /** From the start of one fault to that of another, by their keys. */
  private readonly gaps = new Map<string, Range>();

  constructor(plans: readonly FaultPlan[]) {
    for (const [key, gapMs] of plans.flatMap(({ faults }) => gapsOf(faults))) {
      const [low, high] = this.gaps.get(key) ?? [Infinity, -Infinity];
      this.gaps.set(key, [Math.min(low, gapMs), Math.max(high, gapMs)]);
    }
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

  /** Faults keep the distances that their author gives them: one that comes after another, say, or never beside it. */
  allows(faults: readonly Fault[]): boolean {
    return gapsOf(faults).every(([key, gapMs]) => {
      const [low, high] = this.gaps.get(key) ?? [-Infinity, Infinity];
      return gapMs >= low - SLACK_MS && gapMs <= high + SLACK_MS;
    });
  }

  timesOf(fault: Fault): Times | undefined {
    return this.times.get(keyOf(fault));
  }
}

const SEEDS = 24;

/** Of a plan, and of those plans of the scenario's first seeds that have the same faults at other times. */
export function envelopeOf({ scenario, task: { programs } }: Ground, plan: FaultPlan): Envelope {
  const plans = Array.from({ length: SEEDS }, (_, index) => new Run(scenario, programs.twin('reference'), { seed: index + 1, mode: 'explore' }).plan);
  return new Envelope([...plans.filter(other => shapeOf(other) === shapeOf(plan)), plan]);
}

const shapeOf = ({ faults }: FaultPlan): string => faults.map(keyOf).join();

const SLACK_MS = 0.002;

/** Between faults that strike at instants. */
function gapsOf(faults: readonly Fault[]): (readonly [key: string, gapMs: number])[] {
  const timed = faults.filter(({ start }) => 'atMs' in start);
  return timed.flatMap((one, index) => timed.slice(index + 1).map(other => [`${keyOf(one)}/${keyOf(other)}`, startOf(other) - startOf(one)] as const));
}

export const startOf = ({ start }: Fault): number => ('atMs' in start ? start.atMs : start.afterMs);

/** Faults of one id and kind that wait for the same, whichever node it is and whichever time it happens. */
const keyOf = ({ id, kind, start }: Fault): string => `${id} ${kind} ${'atMs' in start ? '' : start.signal.split('@')[0]!}`;
