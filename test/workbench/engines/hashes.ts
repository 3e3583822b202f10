import { NO_FAULTS } from '../../../src/sim/index.ts';
import * as maths from '../../../src/sim/maths.ts';
import { RandomStream } from '../../../src/sim/random.ts';
import { RunHash } from '../../../src/sim/runhash.ts';
import { fiveNodes, hardLife } from '../../bench/fiveNodes.ts';

const EVENTS = 3_000;

/** What must be the same in every JavaScript engine: the hashes of runs with and without faults, and of all mathematical functions. */
export function hashes(): Record<string, string> {
  const found: Record<string, string> = { mathematics: hashMathematics() };
  for (const seed of [1, 7, 2 ** 40 + 3]) {
    for (const mode of ['explore', 'record'] as const) {
      for (const [name, plan] of [['quiet', NO_FAULTS], ['faults', hardLife]] as const) {
        const world = fiveNodes(seed, mode, plan);
        while (world.events < EVENTS && world.step());
        found[`${name}, seed ${seed}, ${mode}`] = world.hash.toString();
      }
    }
  }
  return found;
}

function hashMathematics(): string {
  const hash = new RunHash();
  const random = new RandomStream(1, 'mathematics');
  const bits = new DataView(new ArrayBuffer(8));
  for (const [, f] of Object.entries(maths).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (typeof f !== 'function') continue;
    for (let i = 0; i < 2_000; i++) {
      bits.setFloat64(0, (f as (x: number, y: number) => number)(random.between(-3, 3), random.between(-5, 5)));
      hash.add(bits.getInt32(0), bits.getInt32(4));
    }
  }
  return hash.toString();
}
