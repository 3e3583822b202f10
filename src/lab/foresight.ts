/** In how many of the futures that were tried the same demand breaks. */
export interface Chance {
  readonly broken: number;
  readonly of: number;
  /** Wilson's 95 % interval for the share (Wilson 1927), 0 to 1. */
  readonly low: number;
  readonly high: number;
}

/** What could still have become of a run at an instant: everything before it stays, what is drawn afterwards is drawn anew. */
export interface Moment {
  readonly atUs: number;
  /** The faults that are still to come strike as they did. */
  readonly kept: Chance;
  /** They are drawn anew, too. */
  readonly redrawn: Chance;
}

/** What broke in a run. */
export interface Loss {
  /** The demand that broke first; empty: none of those that have to hold always or at the end. */
  readonly demand: string;
  /** When it broke. */
  readonly brokenUs: number;
  /** Instants until then at which something happened, and one after the last, in order. */
  readonly instantsUs: readonly number[];
}

/** When a run was lost: how likely its failure was, moment by moment. */
export interface Foresight {
  /** The demand that broke. */
  readonly demand: string;
  /** When it broke. */
  readonly brokenUs: number;
  /** In order of time, `redrawn` and `kept` over the same seeds. */
  readonly moments: readonly Moment[];
  /** The instant whose events made it so much more likely; absent where it crept up, or was certain from the beginning. */
  readonly lost?: { readonly atUs: number; readonly before: Chance; readonly after: Chance };
}

const Z = 1.96;

export function chanceOf(broken: number, of: number): Chance {
  const share = broken / of;
  const z2 = Z * Z / of;
  const middle = share + z2 / 2;
  const reach = Z * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of));
  return { broken, of, low: Math.max(0, (middle - reach) / (1 + z2)), high: Math.min(1, (middle + reach) / (1 + z2)) };
}

/** It became more likely, and that is no accident of the seeds. */
const rose = (before: Chance, after: Chance): boolean => after.low > before.high;

/** Moments that are looked at, at most. */
export const MOST_MOMENTS = 64;
/** Futures that are tried of each moment. */
export const FUTURES = 50;

/** How many futures broke the demand. */
export interface Tally {
  readonly kept: number;
  readonly redrawn: number;
}

export type Chances = Pick<Moment, 'kept' | 'redrawn'>;

/** Looks for the moment at which a run was lost, if anything broke in it. `look` tries `FUTURES` from an instant on. */
export async function foreseeLoss({ demand, brokenUs, instantsUs }: Loss, look: (fromUs: number) => Promise<Tally>): Promise<Foresight> {
  if (demand === '') return { demand, brokenUs, moments: [] };
  const chancesAt = async (position: number): Promise<Chances> => {
    const { kept, redrawn } = await look(instantsUs[position]!);
    return { kept: chanceOf(kept, FUTURES), redrawn: chanceOf(redrawn, FUTURES) };
  };
  const seen = await findJump({ instants: instantsUs.length, mostMoments: MOST_MOMENTS, look: chancesAt });
  const lost = jumpOf(seen, instantsUs);
  return { demand, brokenUs, moments: seen.map(([position, chances]): Moment => ({ atUs: instantsUs[position]!, ...chances })), ...(lost ? { lost } : {}) };
}

export interface Search {
  /** Instants in order of time, of which moments are chosen by position. */
  readonly instants: number;
  readonly mostMoments: number;
  /** Tries the futures of a moment. */
  look(position: number): Promise<Chances>;
}

const FIRST_LOOKS = 6;

/**
 * Looks at moments spread over the run, then closer and closer where the chance of the failure jumps most, as long as the
 * jump is no accident of the seeds. Returns what was seen by position, in order.
 */
export async function findJump({ instants, mostMoments, look }: Search): Promise<readonly (readonly [position: number, seen: Chances])[]> {
  const seen = new Map<number, Chances>();
  const last = instants - 1;
  for (let i = 0; i <= FIRST_LOOKS; i++) {
    const position = Math.round((last * i) / FIRST_LOOKS);
    if (!seen.has(position)) seen.set(position, await look(position));
  }
  const inOrder = () => [...seen].sort(([a], [b]) => a - b);
  while (seen.size < mostMoments) {
    const steps = inOrder().slice(1).map(([position, { kept }], index) => {
      const [before, { kept: less }] = inOrder()[index]!;
      return { before, position, rise: rose(less, kept) ? kept.broken - less.broken : 0 };
    });
    const steepest = steps.reduce((best, step) => (step.rise > best.rise ? step : best));
    if (steepest.rise === 0 || steepest.position - steepest.before < 2) break;
    const middle = Math.floor((steepest.before + steepest.position) / 2);
    seen.set(middle, await look(middle));
  }
  return inOrder();
}

/** The step between neighbouring instants at which the chance jumped; `instantsUs` by position. */
export function jumpOf(seen: readonly (readonly [number, Chances])[], instantsUs: readonly number[]): Foresight['lost'] {
  const steps = seen.slice(1).map(([position, { kept: after }], index) => {
    const [from, { kept: before }] = seen[index]!;
    return { from, position, before, after };
  });
  const [first, ...others] = steps.filter(({ from, position, before, after }) => position - from === 1 && rose(before, after));
  if (!first) return undefined;
  const { from, before, after } = others.reduce((best, step) => (step.after.broken - step.before.broken > best.after.broken - best.before.broken ? step : best), first);
  return { atUs: instantsUs[from]!, before, after };
}
