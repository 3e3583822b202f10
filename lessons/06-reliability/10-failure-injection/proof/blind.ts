import type { SutEvent, SutFault } from 'faultlab';
import type { Finding, RunRecord, TransferService } from '../contract';

const KINDS: readonly SutFault['kind'][] = ['crash', 'drop', 'duplicate', 'delay'];
const GRACE_MS = 5_000;

/** What a run breaks of what the service promises; null if nothing. */
export function check(run: RunRecord): string | null {
  if (!run.quiet) return `the service had not come to rest after ${run.endMs} ms`;
  const { opening, closing } = run.end;
  const faultTimes = run.struck.map(({ at }) => run.events[at]!.timeMs);
  for (const { input, outcome, invokedMs, heardMs } of run.operations) {
    const { id, from, to, amount } = input;
    const taken = (opening[from] ?? 0) - (closing[from] ?? 0);
    const given = (closing[to] ?? 0) - (opening[to] ?? 0);
    const done = taken === amount && given === amount;
    const undone = taken === 0 && given === 0;
    if (!done && !undone) return `transfer ${id} of ${amount}: ${taken} taken from ${from}, ${given} given to ${to}`;
    if (outcome === 'ok' && !done) return `transfer ${id} was answered ok and did not happen`;
    if (outcome === 'fail' && !undone) return `transfer ${id} was answered fail and happened`;
    if (outcome === 'info') {
      const until = heardMs ?? run.endMs;
      const excused = faultTimes.some((timeMs) => timeMs >= invokedMs - GRACE_MS && timeMs <= until);
      if (!excused) return `transfer ${id} got neither ok nor fail, without any fault near`;
    }
  }
  return null;
}

const signature = ({ node, kind, what, peer }: SutEvent) => `${node} ${kind} ${what} ${peer ?? ''}`;

/** The faults that can strike an event. */
function faultsAt(event: SutEvent): SutFault[] {
  const kinds = event.kind === 'send' ? KINDS : KINDS.slice(0, 1);
  return kinds.map((kind) => ({ at: event.at, kind }));
}

interface Described {
  readonly event: SutEvent;
  readonly sig: string;
  /** The how-manieth of its signature. */
  readonly nth: string;
  /** The how-manieth of its signature after the one before it at the same node. */
  readonly step: string;
}

function describe(events: readonly SutEvent[]): Described[] {
  const counts = new Map<string, number>();
  const count = (key: string) => {
    const n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    return `${key} #${n}`;
  };
  const before = new Map<string, string>();
  return events.map((event) => {
    const sig = signature(event);
    const nth = count(sig);
    const step = count(`${before.get(event.node) ?? ''} > ${sig}`);
    before.set(event.node, sig);
    return { event, sig, nth, step };
  });
}

/** Called once for each build. Returns faults that make it break a promise; none if there are none. */
export async function explore(sut: TransferService): Promise<Finding[]> {
  const plain = await sut.run();
  const wrong = check(plain);
  if (wrong !== null) return [{ faults: [], message: wrong }];

  // All single faults.
  const singles: { fault: SutFault; run: RunRecord }[] = [];
  for (const fault of plain.events.flatMap(faultsAt)) {
    if (sut.runsLeft === 0) return [];
    const run = await sut.run([fault]);
    const message = check(run);
    if (message !== null) return [{ faults: [fault], message }];
    singles.push({ fault, run });
  }

  // Pairs: the second fault where the first has changed what happens. No single fault breaks anything, so
  // a pair that does is minimal.
  const known = describe(plain.events);
  const timeOf = new Map(known.map(({ nth, event }) => [nth, event.timeMs]));
  const steps = new Set(known.map(({ step }) => step));
  const pairs: { faults: SutFault[]; cost: number; tier: number }[] = [];
  const seen = new Map<string, number>();
  for (const { fault, run } of singles) {
    const first = signature(plain.events[fault.at]!);
    const since = new Map<string, number>();
    for (const { event, sig, nth, step } of describe(run.events)) {
      if (event.at < fault.at) continue;
      const n = (since.get(sig) ?? 0) + 1;
      since.set(sig, n);
      const usual = timeOf.get(nth);
      const tier =
        usual === undefined ? 0 : !steps.has(step) ? 1 : Math.abs(usual - event.timeMs) > 100 ? 1 : event.at === fault.at ? 2 : 4;
      for (const second of faultsAt(event)) {
        if (second.at === fault.at && (second.kind !== 'crash' || fault.kind === 'crash')) continue;
        const key = `${fault.kind} ${first} | ${second.kind} ${sig} #${n} | ${tier}`;
        const repeats = seen.get(key) ?? 0;
        seen.set(key, repeats + 1);
        pairs.push({ faults: [fault, second], cost: tier + 2 * repeats, tier });
      }
    }
  }
  pairs.sort((a, b) => a.cost - b.cost);
  const tally = [0, 1, 2, 4].map((tier) => pairs.filter((pair) => pair.tier === tier).length);
  let tried = 0;
  for (const { faults, cost, tier } of pairs) {
    if (sut.runsLeft === 0) break;
    tried++;
    const message = check(await sut.run(faults));
    if (message !== null) {
      return [{ faults, message }];
    }
  }
  return [];
}
