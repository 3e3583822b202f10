// scenario: eight-mutants
// message: heard no ok and no fail
// message: check found nothing wrong with it
import type { SutEvent, SutFault } from 'faultlab';
import type { Finding, RunRecord, TransferService } from '../contract';

/** Two runs do the same if they do it at about the same time. */
const SAME_MS = 50;

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

function brokenFor({ input: { from, to, amount }, outcome }: Operation, { end: { opening, closing } }: RunRecord): string | null {
  const taken = (opening[from]! - closing[from]!) / amount;
  const given = (closing[to]! - opening[to]!) / amount;
  if (taken !== given) return `taken ${taken} times, given ${given} times`;
  if (taken > 1) return `carried out ${taken} times`;
  if (outcome === 'ok' && taken === 0) return 'answered ok, not carried out';
  if (outcome === 'fail' && taken === 1) return 'answered fail, carried out';
  return null;
}

/** Called once for each build. Returns faults that make it break a promise; none if there are none. */
export async function explore(sut: TransferService): Promise<Finding[]> {
  const good = await sut.run();
  const harmless: { fault: SutFault; run: RunRecord }[] = [];
  for (const fault of good.events.flatMap(faultsAt)) {
    const run = await sut.run([fault]);
    const message = check(run);
    if (message !== null) return [{ faults: [fault], message }];
    harmless.push({ fault, run });
  }
  const tried = new Set<string>();
  for (const { fault: first, run } of harmless) {
    for (const second of run.events.filter(event => event.at > first.at && isNew(event, good)).flatMap(faultsAt)) {
      const pair = `${describe(first, good)}, ${describe(second, run)}`;
      if (tried.has(pair) || sut.runsLeft === 0) continue;
      tried.add(pair);
      const message = check(await sut.run([first, second]));
      if (message !== null) return [{ faults: [first, second], message }];
    }
  }
  return [];
}

function faultsAt({ at, kind }: SutEvent): SutFault[] {
  const crash: SutFault = { at, kind: 'crash' };
  return kind === 'send' ? [crash, { at, kind: 'drop' }, { at, kind: 'duplicate' }, { at, kind: 'delay' }] : [crash];
}

const nameOf = ({ node, kind, what, peer }: SutEvent): string => `${node} ${kind} ${what} ${peer}`;

/** The run without faults did nothing like it at that time: a fault has brought it about. */
function isNew(event: SutEvent, good: RunRecord): boolean {
  return !good.events.some(other => nameOf(other) === nameOf(event) && Math.abs(other.timeMs - event.timeMs) < SAME_MS);
}

const describe = ({ at, kind }: SutFault, run: RunRecord): string => `${kind} at ${nameOf(run.events[at]!)}`;
