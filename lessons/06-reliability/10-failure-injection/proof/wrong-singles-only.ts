// scenario: two-faults
// message: It takes both faults
// message: runs were left
import type { SutEvent, SutFault } from 'faultlab';
import type { Finding, RunRecord, TransferService } from '../contract';

/** Whoever asks that long after the last fault is answered. */
const CALM_MS = 5_000;

type Operation = RunRecord['operations'][number];

/** What a run breaks of what the service promises; null if nothing. */
export function check(run: RunRecord): string | null {
  if (!run.quiet) return 'the service never comes to rest';
  for (const operation of run.operations) {
    const broken = brokenFor(operation, run);
    if (broken !== null) return `transfer ${operation.input.id}: ${broken}`;
  }
  return null;
}

function brokenFor({ input: { from, to, amount }, outcome, invokedMs, heardMs = Infinity }: Operation, { end: { opening, closing }, struck, events }: RunRecord): string | null {
  const taken = (opening[from]! - closing[from]!) / amount;
  const given = (closing[to]! - opening[to]!) / amount;
  if (taken !== given) return `taken ${taken} times, given ${given} times`;
  if (taken > 1) return `carried out ${taken} times`;
  if (outcome === 'ok' && taken === 0) return 'answered ok, not carried out';
  if (outcome === 'fail' && taken === 1) return 'answered fail, carried out';
  const calm = struck.every(({ at }) => events[at]!.timeMs < invokedMs - CALM_MS || events[at]!.timeMs > heardMs);
  return outcome === 'info' && calm ? 'not answered, though nothing was wrong any more' : null;
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
