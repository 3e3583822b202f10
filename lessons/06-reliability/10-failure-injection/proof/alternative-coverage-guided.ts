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

/** Random faults: single ones, and second ones where a first has made the service do something new. */
export async function explore(sut: TransferService): Promise<Finding[]> {
  const good = await sut.run();
  const known = new Set(good.events.map(placeOf));
  const planned = new Set<string>();
  const pool: SutFault[][] = good.events.flatMap(faultsAt).map(fault => [fault]);
  while (pool.length > 0 && sut.runsLeft > 3) {
    const [faults] = pool.splice(Math.floor(Math.random() * pool.length), 1) as [SutFault[]];
    const run = await sut.run(faults);
    if (check(run) !== null) return [await minimal(faults, sut)];
    if (faults.length > 1) continue;
    const [first] = faults as [SutFault];
    for (const second of run.events.filter(event => event.at > first.at && !known.has(placeOf(event))).flatMap(faultsAt)) {
      const key = [describe(first, good), second.kind, placeOf(run.events[second.at]!)].join(', ');
      if (!planned.has(key)) pool.push([first, second]);
      planned.add(key);
    }
  }
  return [];
}

/** Without the faults that it does not take. */
async function minimal(faults: readonly SutFault[], sut: TransferService): Promise<Finding> {
  for (const fault of faults) {
    const fewer = faults.filter(other => other !== fault);
    if (fewer.length > 0 && check(await sut.run(fewer)) !== null) return minimal(fewer, sut);
  }
  return { faults, message: check(await sut.run(faults))! };
}

const nameOf = ({ node, kind, what, peer }: SutEvent): string => `${node} ${kind} ${what} ${peer}`;
/** What happened, and about when. */
const placeOf = (event: SutEvent): string => `${nameOf(event)} ${Math.floor(event.timeMs / 50)}`;
const describe = ({ at, kind }: SutFault, run: RunRecord): string => `${kind} at ${nameOf(run.events[at]!)}`;

function faultsAt({ at, kind }: SutEvent): SutFault[] {
  const crash: SutFault = { at, kind: 'crash' };
  return kind === 'send' ? [crash, { at, kind: 'drop' }, { at, kind: 'duplicate' }, { at, kind: 'delay' }] : [crash];
}
