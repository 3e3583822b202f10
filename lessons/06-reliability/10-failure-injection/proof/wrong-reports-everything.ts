// scenario: two-mutants
// message: breaks no promise
import type { Finding, RunRecord, TransferService } from '../contract';

export const check = (_run: RunRecord): string | null => 'it may be wrong';

export async function explore(sut: TransferService): Promise<Finding[]> {
  const { events } = await sut.run();
  return events.map(({ at }) => ({ faults: [{ at, kind: 'crash' }], message: 'it may be wrong' }));
}
