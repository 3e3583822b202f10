// scenario: two-mutants
// message: does not fail again
import type { SutEvent, SutFault } from 'faultlab';
import type { Finding, RunRecord, TransferService } from '../contract';

/** Says nothing: what is wrong is known to explore alone. */
export function check(_run: RunRecord): string | null {
  return null;
}

function isWrong({ operations, end: { opening, closing } }: RunRecord): boolean {
  return operations.some(({ input: { from, to } }) => opening[from]! - closing[from]! !== closing[to]! - opening[to]!);
}

/** Every single fault. */
export async function explore(sut: TransferService): Promise<Finding[]> {
  const good = await sut.run();
  for (const fault of good.events.flatMap(faultsAt)) {
    if (isWrong(await sut.run([fault]))) return [{ faults: [fault], message: 'money is made or lost' }];
  }
  return [];
}

function faultsAt({ at, kind }: SutEvent): SutFault[] {
  const crash: SutFault = { at, kind: 'crash' };
  return kind === 'send' ? [crash, { at, kind: 'drop' }, { at, kind: 'duplicate' }, { at, kind: 'delay' }] : [crash];
}
