import type { Operation } from '../../sim/history.ts';
import { jsonOf } from '../../sim/json.ts';

/** Operations that may have happened, of one kind: it makes no difference which of them did, so that the first invoked is taken first. */
interface Alike {
  /** In order of invocation. */
  readonly operations: readonly number[];
  taken: number;
}

/** Operations without an answer: each may take effect at any time after its invocation, or never. */
export class OpenOperations {
  private readonly operations: readonly Operation[];
  private readonly kinds: readonly Alike[];
  private readonly kindOf = new Map<number, Alike>();

  constructor(operations: readonly Operation[], open: readonly number[]) {
    this.operations = operations;
    const kinds = new Map<string, number[]>();
    for (const operation of [...open].sort((a, b) => operations[a]!.invokedUs - operations[b]!.invokedUs || a - b)) {
      const { f, input, output } = operations[operation]!;
      const kind = jsonOf([f, input, output]);
      const others = kinds.get(kind);
      if (others) others.push(operation);
      else kinds.set(kind, [operation]);
    }
    this.kinds = [...kinds.values()].map(alike => ({ operations: alike, taken: 0 }));
    for (const kind of this.kinds) for (const operation of kind.operations) this.kindOf.set(operation, kind);
  }

  /** What may take effect next, if an operation that has to comes to its end at this instant. */
  candidates(untilUs: number): number[] {
    const found: number[] = [];
    for (const { operations, taken } of this.kinds) {
      const next = operations[taken];
      if (next !== undefined && this.operations[next]!.invokedUs <= untilUs) found.push(next);
    }
    return found;
  }

  take(operation: number): void {
    this.kindOf.get(operation)!.taken++;
  }

  putBack(operation: number): void {
    this.kindOf.get(operation)!.taken--;
  }

  has(operation: number): boolean {
    return this.kindOf.has(operation);
  }
}

/** Operations without an answer that have taken effect, in order of position. */
export type Taken = readonly number[];

export const NOTHING: Taken = [];

export function withTaken(taken: Taken, operation: number): Taken {
  const at = taken.findIndex(other => other > operation);
  return at < 0 ? [...taken, operation] : [...taken.slice(0, at), operation, ...taken.slice(at)];
}

/** Whether all of `few` are in `many`. */
function isWithin(few: Taken, many: Taken): boolean {
  if (few.length > many.length) return false;
  let at = 0;
  for (const operation of few) {
    while (at < many.length && many[at]! < operation) at++;
    if (many[at++] !== operation) return false;
  }
  return true;
}

/**
 * What the search has been to in vain: whoever comes to a state again with the same left to do gets no further, nor does who
 * needed more of the operations without an answer to get there.
 */
export class Seen {
  count = 0;
  /** By state, then by what has taken effect of all that was answered. */
  private readonly ways = new Map<number, Map<number | string, readonly Taken[]>>();

  has(state: number, place: number | string, taken: Taken): boolean {
    return this.ways.get(state)?.get(place)?.some(way => isWithin(way, taken)) === true;
  }

  add(state: number, place: number | string, taken: Taken): void {
    let places = this.ways.get(state);
    if (!places) this.ways.set(state, places = new Map());
    const ways = places.get(place);
    this.count++;
    places.set(place, !ways ? (taken.length === 0 ? WITH_NOTHING : [taken]) : [...ways.filter(way => !isWithin(taken, way)), taken]);
  }
}

const WITH_NOTHING: readonly Taken[] = [NOTHING];
