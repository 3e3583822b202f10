// scenario: two-mutants
// message: failed after 0 runs
import { Refused } from 'faultlab';
import type { Finding, RunRecord, TransferService } from '../contract';

export const check = (_run: RunRecord): string | null => null;

export async function explore(_sut: TransferService): Promise<Finding[]> {
  throw new Refused('NotTested');
}
