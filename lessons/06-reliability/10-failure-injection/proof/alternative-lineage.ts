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

/** Single faults; then those that would cut off what saved a run from its first. */
export async function explore(sut: TransferService): Promise<Finding[]> {
  const good = await sut.run();
  const survived: { fault: SutFault; run: RunRecord }[] = [];
  for (const fault of good.events.flatMap(faultsAt)) {
    const run = await sut.run([fault]);
    const message = check(run);
    if (message !== null) return [{ faults: [fault], message }];
    survived.push({ fault, run });
  }
  const lines = survived.map(({ fault, run }) => ({ fault, seconds: lineage(run).filter(({ at, timeMs }) => at > fault.at && timeMs > 300).flatMap(faultsAt).filter(({ kind }) => kind === 'crash' || kind === 'drop') }));
  const longest = Math.max(...lines.map(({ seconds }) => seconds.length));
  for (let depth = 0; depth < longest; depth++) {
    for (const { fault, seconds } of lines) {
      const second = seconds.at(-1 - depth);
      if (!second || sut.runsLeft === 0) continue;
      const message = check(await sut.run([fault, second]));
      if (message !== null) return [{ faults: [fault, second], message }];
    }
  }
  return [];
}

/** The events that led to the acknowledgement of a credit, or to the answer that a client was given. */
function lineage({ events }: RunRecord): SutEvent[] {
  const goals = events.filter(({ node, kind, what }) => kind === 'send' && (what === 'answer' || (node === 'b' && what === 'credited')));
  const led = new Set<SutEvent>();
  const open = [...goals];
  for (let event = open.pop(); event; event = open.pop()) {
    if (led.has(event)) continue;
    led.add(event);
    const cause = causeOf(event, events);
    if (cause) open.push(cause);
  }
  return [...led].sort((a, b) => a.at - b.at);
}

/** What is received was sent; anything else follows what its node did last. */
function causeOf({ at, node, kind, what, peer }: SutEvent, events: readonly SutEvent[]): SutEvent | undefined {
  const before = events.slice(0, at).reverse();
  return kind === 'receive' ? before.find(event => event.kind === 'send' && event.node === peer && event.what === what) : before.find(event => event.node === node);
}

function faultsAt({ at, kind }: SutEvent): SutFault[] {
  const crash: SutFault = { at, kind: 'crash' };
  return kind === 'send' ? [crash, { at, kind: 'drop' }, { at, kind: 'duplicate' }, { at, kind: 'delay' }] : [crash];
}
