import type { SutEvent, SutFault } from 'faultlab';
import type { RunRecord, Transfer } from '../contract';

/** Whoever asks that long after the last fault is answered. */
export const CALM_MS = 5_000;

type Operation = RunRecord['operations'][number];

export interface Moved {
  readonly taken: number;
  readonly given: number;
}

/** How often a transfer was taken from its payer and given to its payee. */
export function movedOf({ end: { opening, closing } }: RunRecord, { from, to, amount }: Transfer): Moved {
  return { taken: (opening[from]! - closing[from]!) / amount, given: (closing[to]! - opening[to]!) / amount };
}

/** What is broken in a run, as the service promises it; undefined if nothing is. */
export function brokenIn(run: RunRecord): string | undefined {
  for (const operation of run.operations) {
    const broken = brokenFor(operation, run);
    if (broken !== undefined) return `transfer ${operation.input.id} ${broken}`;
  }
  return run.quiet ? undefined : 'the service never comes to rest';
}

function brokenFor(operation: Operation, run: RunRecord): string | undefined {
  const { taken, given } = movedOf(run, operation.input);
  const { outcome } = operation;
  if (outcome === 'ok' && taken === 0 && given === 0) return 'was acknowledged and never happened';
  if (taken !== given) return `was taken ${times(taken)} and given ${times(given)}`;
  if (taken > 1) return `was carried out ${times(taken)}`;
  if (outcome === 'fail' && taken === 1) return 'was answered "fail" and carried out';
  if (outcome === 'info' && isCalm(operation, run)) return `heard no ok and no fail, ${CALM_MS / 1_000} s and more after the last fault`;
  return undefined;
}

/** No fault struck while it waited, nor in the time before. */
function isCalm({ invokedMs, heardMs = Infinity }: Operation, { struck, events }: RunRecord): boolean {
  return struck.every(({ at }) => events[at]!.timeMs < invokedMs - CALM_MS || events[at]!.timeMs > heardMs);
}

const times = (count: number): string => (count === 0 ? 'never' : count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`);

/** A fault in words: `a crash of b after event 12 (sync)`. */
export function named({ at, kind }: SutFault, events: readonly SutEvent[]): string {
  const event = events[at];
  if (!event) return `${kind} at event ${at}, which did not happen`;
  const { node, what, peer = '' } = event;
  if (kind === 'crash') return `a crash of ${node} after event ${at} (${event.kind}${what === '' ? '' : ` ${what}`})`;
  return `"${what}" of event ${at} from ${node} to ${peer} ${kind === 'drop' ? 'lost' : kind === 'duplicate' ? 'arriving twice' : 'arriving 3 s late'}`;
}

export const allNamed = (faults: readonly SutFault[], events: readonly SutEvent[]): string =>
  (faults.length === 0 ? 'no fault at all' : faults.map(fault => named(fault, events)).join(', then '));
