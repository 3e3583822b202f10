import type { SutFault } from 'faultlab';
import type { Finding, RunRecord, TransferService } from './contract';

/** What a run breaks of what the service promises; null if nothing. */
export function check(run: RunRecord): string | null {
  // TODO: the service promises more than not to throw.
  const crashed = run.operations.find(({ output }) => output instanceof Error);
  return crashed ? `transfer ${crashed.input.id} threw` : null;
}

/** Called once for each build. Returns faults that make it break a promise; none if there are none. */
export async function explore(sut: TransferService): Promise<Finding[]> {
  // TODO: decide where faults are worth a run. You have 1,500.
  const { events } = await sut.run();
  for (let run = 0; run < 50; run++) {
    const faults: SutFault[] = [{ at: Math.floor(Math.random() * events.length), kind: 'crash' }];
    const message = check(await sut.run(faults));
    if (message !== null) return [{ faults, message }];
  }
  return [];
}
