import type { TwinRun } from '../../course/demands.ts';
import type { Recording } from '../../lab/recording.ts';

/** A run that the shown one can be compared with. Words are the caller's to translate. */
export interface PossibleRun {
  readonly id: string;
  /** `before`: was recorded before the shown one; `now`: the program as it is now; else a twin that the runner records. */
  readonly run: 'before' | 'now' | TwinRun;
  /** The demand that holds the run against this one, or the sentence of the fault that is left out. */
  readonly about?: string;
}

export interface WhatIsKnown {
  readonly recording: Pick<Recording, 'plan' | 'faults' | 'missedTwins'>;
  /** A run of the same seed and faults, of another text of the program, was shown before. */
  readonly before: boolean;
  /** The program is another one now. */
  readonly changed: boolean;
  /** The lesson was passed: its solution is no secret any more. */
  readonly passed: boolean;
}

/** More faults than this are not offered one by one. */
const mostFaults = 8;

/** What the shown run can be compared with, the most telling first. */
export function comparisonsOf({ recording: { plan, faults: { faults }, missedTwins }, before, changed, passed }: WhatIsKnown): readonly PossibleRun[] {
  const runs: PossibleRun[] = [
    ...changed ? [possible('now')] : [],
    ...before ? [possible('before')] : [],
    ...missedTwins.map(({ twin, demand }) => possible(twin, demand)),
    ...passed ? [possible({ kind: 'reference' })] : [],
    ...faults.length > 1 && faults.length <= mostFaults ? faults.map(({ id, kind }, index) => possible({ kind: 'without', fault: id }, plan.length === faults.length ? plan[index] : kind)) : [],
    ...faults.length > 0 ? [possible({ kind: 'without', fault: undefined })] : [],
    possible({ kind: 'starter' }),
  ];
  return runs.filter(({ id }, index) => runs.findIndex(other => other.id === id) === index);
}

function possible(run: PossibleRun['run'], about?: string): PossibleRun {
  const id = typeof run === 'string' ? run : run.kind === 'without' ? `without ${run.fault ?? ''}` : run.kind;
  return { id, run, ...(about === undefined ? {} : { about }) };
}
