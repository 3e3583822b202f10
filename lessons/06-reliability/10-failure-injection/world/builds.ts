import { replay, type RandomStream, type SutSystem } from 'faultlab/author';
import type { SutEvent, SutFault } from 'faultlab';
import type { Books, RunRecord, Transfer } from '../contract';
import { AGAIN_MS, bank, type Habit } from './bank.ts';

/** An event of a run, the first that is like this, and what strikes there. */
interface Aim extends Pick<SutEvent, 'node' | 'kind'> {
  readonly what: string;
  readonly fault: SutFault['kind'];
  /** So long after the fault before, at the earliest. */
  readonly afterMs?: number;
}

/** What brings each defect to light: one fault, or two. */
const HARM: Readonly<Partial<Record<Habit, readonly Aim[]>>> = {
  'acks-early': [{ node: 'b', kind: 'send', what: 'credited', fault: 'crash' }],
  refunds: [{ node: 'b', kind: 'send', what: 'credited', fault: 'drop' }],
  'no-ack-again': [{ node: 'b', kind: 'send', what: 'credited', fault: 'drop' }],
  'no-deduplication': [{ node: 'a', kind: 'send', what: 'credit', fault: 'duplicate' }],
  'forgets-pending': [{ node: 'a', kind: 'sync', what: '', fault: 'crash' }],
  'debits-again': [{ node: 'a', kind: 'sync', what: '', fault: 'crash' }],
  'keeps-lock': [{ node: 'a', kind: 'send', what: 'intent', fault: 'drop' }],
  'credits-early': [{ node: 'a', kind: 'send', what: 'credit', fault: 'crash' }],
  'promises-early': [{ node: 'a', kind: 'send', what: 'answer', fault: 'crash' }],
  'starts-late': [{ node: 'a', kind: 'send', what: 'intent', fault: 'delay' }],
  'remembers-in-memory': [{ node: 'a', kind: 'send', what: 'credit', fault: 'delay' }, { node: 'b', kind: 'send', what: 'credited', fault: 'crash', afterMs: AGAIN_MS - 100 }],
  'asks-once': [{ node: 'a', kind: 'sync', what: '', fault: 'crash' }, { node: 'a', kind: 'send', what: 'pending?', fault: 'drop' }],
};

/** One build of the service, to be explored. */
export interface Build {
  readonly system: SutSystem<Books, Transfer>;
  readonly habit: Habit | undefined;
}

/** Builds with these habits, under numbers and in an order that say nothing; all are asked for the same transfers. */
export function builds(random: RandomStream, habits: readonly (Habit | undefined)[]): Build[] {
  const transfers = transfersOf(random);
  const opening: Record<string, number> = {};
  transfers.forEach(({ from, to, amount }, index) => {
    opening[from] = index === 2 ? amount - random.integer(1, 9) : amount * 2 + random.integer(0, 50);
    opening[to] = random.integer(0, 100);
  });
  const numbers = random.shuffle(Array.from({ length: 899 }, (_, index) => 101 + index));
  return random.shuffle(habits).map((habit, index) => ({ habit, system: bank({ build: `build-${numbers[index]!}`, transfers, opening, habit }) }));
}

/** Two at about the same time, and one, which has no cover, when all is calm again. */
function transfersOf(random: RandomStream): (Transfer & { atMs: number })[] {
  return [100, 102 + random.integer(0, 8), 12_000].map((atMs, index) => {
    const id = `t-${index + 1}`;
    return { id, from: `${id} payer`, to: `${id} payee`, amount: random.integer(10, 60), atMs };
  });
}

/** Faults that break a promise of a defective build. */
export function harmOf({ system, habit }: Build, seed: number): SutFault[] {
  const faults: SutFault[] = [];
  let run: RunRecord = replay(system, seed, faults);
  for (const { node, kind, what, fault, afterMs = 0 } of HARM[habit!]!) {
    const last = faults.at(-1);
    const fromMs = last ? run.events[last.at]!.timeMs + afterMs : 0;
    const event = run.events.find(each => each.at > (last?.at ?? -1) && each.node === node && each.kind === kind && each.what === what && each.timeMs >= fromMs)!;
    faults.push({ at: event.at, kind: fault });
    run = replay(system, seed, faults);
  }
  return faults;
}

export const isDefective = ({ habit }: Build): boolean => habit !== undefined && habit in HARM;
