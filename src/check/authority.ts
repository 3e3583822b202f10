import { atSeconds, type Finding } from './finding.ts';

/** Somebody has a thing that only one may have at a time. */
export interface Tenure {
  /** What it is: a partition, a lease, a term. */
  readonly scope: string;
  readonly holder: string;
  readonly fromUs: number;
  /** `Infinity`: to the end. */
  readonly toUs: number;
  /** Row of the trace at which it began. */
  readonly row: number;
  readonly node?: string;
}

/** The first tenure, in order of time, that began while another holder still had the same thing. `why`: one sentence. */
export function oneAtATime(tenures: readonly Tenure[], why: string): Finding | undefined {
  const last = new Map<string, Tenure>();
  for (const tenure of [...tenures].sort((a, b) => a.fromUs - b.fromUs)) {
    const { scope, holder, fromUs, row, node } = tenure;
    const before = last.get(scope);
    if (before && before.holder !== holder && fromUs < before.toUs) {
      return { message: `${scope} was given to ${holder} at ${atSeconds(fromUs)} while ${before.holder} had had it since ${atSeconds(before.fromUs)}: ${why}`, atUs: fromUs, row, ...(node === undefined ? {} : { node }) };
    }
    if (!before || tenure.toUs >= before.toUs) last.set(scope, tenure);
  }
  return undefined;
}
