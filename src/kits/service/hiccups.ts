import type { Fault, KeyedDraws } from '../../sim/index.ts';
import type { AttemptTag } from './serving.ts';

/** Servers take `factor` times as long for a share of the attempts, whichever they are. */
export type HiccupsFault = Fault & { readonly nodes: readonly string[]; readonly rate: number; readonly factor: number };

/** The hiccups of a server. */
export class Hiccups {
  private readonly active: { readonly fault: HiccupsFault; readonly draws: KeyedDraws }[] = [];

  add(fault: HiccupsFault, draws: KeyedDraws): void {
    this.active.push({ fault, draws });
  }

  remove(fault: HiccupsFault): void {
    this.active.splice(this.active.findIndex(each => each.fault === fault), 1);
  }

  /** How many times as long it takes for an attempt. */
  factorFor({ request, attempt }: Pick<AttemptTag, 'request' | 'attempt'>): number {
    return this.active.reduce((product, { fault: { rate, factor }, draws }) => (draws.at(request, attempt) < rate ? product * factor : product), 1);
  }

  /** How many times as long it takes on average. */
  get mean(): number {
    return this.active.reduce((product, { fault: { rate, factor } }) => product * (1 + rate * (factor - 1)), 1);
  }
}
