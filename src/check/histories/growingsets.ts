import type { Operation } from '../../sim/history.ts';
import { told } from './searched.ts';
import type { Verdict } from './verdict.ts';

/** An operation's place in the order: reads in the order of what they saw, each addition before the first read that saw it. */
interface Placed {
  readonly operation: Operation;
  readonly level: number;
}

const elementsOf = ({ output }: Operation): readonly unknown[] => output as readonly unknown[];

/**
 * Judges a set to which each element is added once, that never shrinks and is read as a whole. Of two reads one has seen all that the other saw: that
 * is the order of the reads, and of the additions between them. It remains to look whether it agrees with the order of time.
 */
export function growingSet(operations: readonly Operation[]): Verdict {
  const additions = new Map<unknown, Operation>();
  for (const operation of operations) if (operation.f === 'add' && operation.outcome !== 'fail') additions.set(operation.input, operation);
  const reads = operations.filter(({ f, outcome }) => f === 'read' && outcome === 'ok').sort((a, b) => elementsOf(a).length - elementsOf(b).length || a.invokedUs - b.invokedUs);
  const refuted = (...shown: Operation[]): Verdict => ({ valid: false, counterexample: () => told({ operations: [...new Set(shown)].sort((a, b) => a.invokedUs - b.invokedUs), minimal: true }, operations) });
  const invented = reads.find(read => elementsOf(read).some(element => !additions.has(element)));
  if (invented) return refuted(invented);
  for (const read of reads) {
    for (const element of elementsOf(read)) {
      const addition = additions.get(element)!;
      if (read.completedUs < addition.invokedUs) return refuted(read, addition);
    }
  }
  const seen = new Map<unknown, number>();
  const placed: Placed[] = [];
  for (const [index, read] of reads.entries()) {
    const before = reads[index - 1];
    if (before) {
      const elements = new Set(elementsOf(read));
      if (!elementsOf(before).every(element => elements.has(element))) return refuted(before, read);
    }
    const level = before && elementsOf(before).length === elementsOf(read).length ? placed.at(-1)!.level : 2 * index + 1;
    for (const element of elementsOf(read)) {
      if (seen.has(element)) continue;
      seen.set(element, level);
      placed.push({ operation: additions.get(element)!, level: level - 1 });
    }
    placed.push({ operation: read, level });
  }
  for (const [element, operation] of additions) if (!seen.has(element) && operation.outcome === 'ok') placed.push({ operation, level: 2 * reads.length });
  placed.sort((a, b) => a.level - b.level || a.operation.invokedUs - b.operation.invokedUs);
  const late = inversion(placed);
  if (!late) return { valid: true, order: placed.map(({ operation }) => operation) };
  const [first, then] = late;
  if (first.operation.f === 'read') return refuted(first.operation, then.operation);
  // A read saw the first and not the second.
  const between = placed.filter(({ operation, level }) => operation.f === 'read' && level > first.level && level < then.level).reduce((a, b) => (b.operation.invokedUs > a.operation.invokedUs ? b : a)).operation;
  return then.operation.completedUs < between.invokedUs ? refuted(between, then.operation) : refuted(first.operation, between, then.operation);
}

/** Two of different levels of which the second was finished before the first began. */
function inversion(placed: readonly Placed[]): readonly [Placed, Placed] | undefined {
  let latest: Placed | undefined;
  for (const each of placed) {
    if (latest && each.operation.completedUs < latest.operation.invokedUs) return [latest, each];
    if (!latest || each.operation.invokedUs > latest.operation.invokedUs) latest = each;
  }
  return undefined;
}
