// scenario: eight-mutants
// message: the sum of all balances is right
// message: check found nothing wrong with it
import type { SutEvent, SutFault } from 'faultlab';
import type { Finding, RunRecord, TransferService } from '../contract';

/** Money is neither made nor lost. */
export function check({ end: { opening, closing } }: RunRecord): string | null {
  const sum = (balances: Readonly<Record<string, number>>): number => Object.values(balances).reduce((total, balance) => total + balance, 0);
  return sum(opening) === sum(closing) ? null : `the balances were ${sum(opening)} and are ${sum(closing)}`;
}

/** Every single fault. */
export async function explore(sut: TransferService): Promise<Finding[]> {
  const good = await sut.run();
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
