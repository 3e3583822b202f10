import { msToUs, type RandomStream } from '../sim/index.ts';
import { log } from '../sim/maths.ts';
import type { Stage } from '../kits/stage.ts';

/** Instants of a Poisson process in [fromMs, toMs), at `perSecond` on average. */
export function poisson(random: RandomStream, perSecond: number, fromMs: number, toMs: number): number[] {
  const instants: number[] = [];
  for (let atMs = fromMs; ;) {
    atMs -= (1000 / perSecond) * log(1 - random.next());
    if (atMs >= toMs) return instants;
    instants.push(atMs);
  }
}

/** Calls `act` at each of the instants. */
export function times({ world }: Stage, instantsMs: readonly number[], act: (index: number) => void): void {
  instantsMs.forEach((atMs, index) => world.at(msToUs(atMs), act, index));
}
