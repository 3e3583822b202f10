// scenario: hardened
// message: breaks no promise
import type { SutEvent, SutFault } from 'faultlab';
import type { Finding, RunRecord, TransferService } from '../contract';

let good: RunRecord | undefined;

/** Something is wrong if a client was told something else than without faults. */
export function check(run: RunRecord): string | null {
  const odd = run.operations.find(({ outcome, output }, index) => good !== undefined && (outcome !== good.operations[index]!.outcome || output !== good.operations[index]!.output));
  return odd ? `transfer ${odd.input.id} ends otherwise than without faults` : null;
}

/** Every single fault. */
export async function explore(sut: TransferService): Promise<Finding[]> {
  good = await sut.run();
  for (const fault of good.events.flatMap(faultsAt)) {
    const message = check(await sut.run([fault]));
    if (message !== null) return [{ faults: [fault], message }];
  }
  return [];
}

function faultsAt({ at, kind }: SutEvent): SutFault[] {
  const crash: SutFault = { at, kind: 'crash' };
  return kind === 'send' ? [crash, { at, kind: 'drop' }, { at, kind: 'duplicate' }, { at, kind: 'delay' }] : [crash];
}
