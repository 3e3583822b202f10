import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../src/course/faultauthor.ts';
import type { Fault } from '../../src/sim/index.ts';

export type Faults = (f: FaultAuthor) => readonly Fault[];

/**
 * A pair of runs of a naive program, by the same seed: it comes to harm under a fault, and not without it.
 * `harmed`: whether it does, in a run under these faults. `twins.test.ts` looks for the calls, one for each fault of the kits.
 */
export function twin(fault: { readonly name: string }, harm: string, faults: Faults, harmed: (faults: Faults) => boolean | Promise<boolean>): void {
  it(`${fault.name}: ${harm}; without it not`, async () => {
    assert.equal(await harmed(() => []), false, 'without the fault');
    assert.equal(await harmed(faults), true, 'with the fault');
  });
}
