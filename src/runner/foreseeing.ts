import { foreseeLoss, MOST_MOMENTS, type Chance, type Loss } from '../lab/foresight.ts';
import type { ForeseeOutcome, Made } from './outcome.ts';
import type { FromRunner, FuturesRequest, LossRequest } from './protocol.ts';
import type { Watching } from './runner.ts';

/** Has one child answer, any that is free. */
export type Ask = <What>(request: Omit<LossRequest, 'id'> | Omit<FuturesRequest, 'id'>, watching: Watching, answerIn: (message: FromRunner) => What | undefined) => Promise<Made<What>>;

export type ForeseeTask = Omit<LossRequest, 'kind' | 'id'>;

/** Some futures could not be tried to the end. */
class Unforeseen extends Error {
  readonly outcome: Exclude<ForeseeOutcome, { kind: 'foresight' }>;

  constructor(outcome: Exclude<ForeseeOutcome, { kind: 'foresight' }>) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/** Looks for the moment at which a failing run was lost; futures with the same faults and with other ones are tried side by side. */
export async function foresee(ask: Ask, task: ForeseeTask, { progress, signal }: Watching): Promise<ForeseeOutcome> {
  const watching = signal ? { signal } : {};
  const asked = async <What extends { readonly kind: string }>(answer: Promise<Made<What>>): Promise<What> => {
    const outcome = await answer;
    if (outcome.kind === 'problems' || outcome.kind === 'cancelled' || outcome.kind === 'stuck') throw new Unforeseen(outcome as Unforeseen['outcome']);
    return outcome as What;
  };
  const lossOf = (message: FromRunner): { readonly kind: 'loss'; readonly loss: Loss } | undefined => (message.kind === 'loss' ? message : undefined);
  const chanceOf = (message: FromRunner): { readonly kind: 'chance'; readonly chance: Chance } | undefined => (message.kind === 'chance' ? message : undefined);
  let done = 0;
  try {
    const { loss } = await asked(ask({ kind: 'loss', ...task }, watching, lossOf));
    const chance = async (fromUs: number, redrawFaults: boolean): Promise<Chance> => (await asked(ask({ kind: 'futures', ...task, parting: { demand: loss.demand, fromUs, redrawFaults } }, watching, chanceOf))).chance;
    const foresight = await foreseeLoss(loss, async fromUs => {
      const [kept, redrawn] = await Promise.all([chance(fromUs, false), chance(fromUs, true)]);
      progress?.({ scenario: task.scenario, seed: task.seed, done: ++done, total: MOST_MOMENTS });
      return { kept, redrawn };
    });
    return { kind: 'foresight', foresight };
  } catch (error) {
    if (error instanceof Unforeseen) return error.outcome;
    throw error;
  }
}
