import { foreseeLoss, FUTURES, MOST_MOMENTS } from '../lab/foresight.ts';
import type { ForeseeOutcome, FuturesOutcome, LossOutcome, Made } from './outcome.ts';
import type { FuturesRequest, LossRequest } from './protocol.ts';
import type { Watching } from './runner.ts';

export type ForeseeTask = Omit<LossRequest, 'kind' | 'id'>;
export type FuturesTask = Omit<FuturesRequest, 'kind' | 'id'>;

/** What one child does at a time. */
export interface Foreseers {
  lose(task: ForeseeTask, watching: Watching): Promise<LossOutcome>;
  futures(task: FuturesTask, watching: Watching): Promise<FuturesOutcome>;
}

/** Some futures could not be tried to the end. */
class Unforeseen extends Error {
  readonly outcome: Exclude<ForeseeOutcome, { kind: 'foresight' }>;

  constructor(outcome: Exclude<ForeseeOutcome, { kind: 'foresight' }>) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/** Looks for the moment at which a failing run was lost; so many children try the futures side by side. */
export async function foresee(foreseers: Foreseers, task: ForeseeTask, children: number, { progress, signal }: Watching): Promise<ForeseeOutcome> {
  const watching = signal ? { signal } : {};
  const shares = dealt(FUTURES, children);
  let done = 0;
  try {
    const { loss } = made(await foreseers.lose(task, watching));
    const { demand, brokenUs } = loss;
    const foresight = await foreseeLoss(loss, async fromUs => {
      const outcomes = await Promise.all(shares.map(futures => foreseers.futures({ ...task, parting: { demand, brokenUs, fromUs, futures } }, watching)));
      progress?.({ scenario: task.scenario, seed: task.seed, done: ++done, total: MOST_MOMENTS });
      return outcomes.map(outcome => made(outcome).tally).reduce((sum, { kept, redrawn }) => ({ kept: sum.kept + kept, redrawn: sum.redrawn + redrawn }));
    });
    return { kind: 'foresight', foresight };
  } catch (error) {
    if (error instanceof Unforeseen) return error.outcome;
    throw error;
  }
}

function made<What extends { readonly kind: 'loss' | 'tally' }>(outcome: Made<What>): What {
  if (outcome.kind === 'problems' || outcome.kind === 'cancelled' || outcome.kind === 'stuck') throw new Unforeseen(outcome as Unforeseen['outcome']);
  return outcome as What;
}

/** The numbers from 0 on, one after the other to each. */
const dealt = (count: number, to: number): number[][] => Array.from({ length: to }, (_, share) => Array.from({ length: Math.ceil((count - share) / to) }, (_, turn) => share + turn * to));
