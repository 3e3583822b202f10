import type { Operation } from '../sim/history.ts';
import { inSeconds, storyOf } from './linearization/words.ts';
import type { Finding } from './finding.ts';

/** Reads and writes that are not causally consistent, and why. */
export interface CausalViolation extends Finding {
  /** `never written`, `circle`, or `overwritten`: what was read had been replaced by something that the reader knew of. */
  readonly kind: 'never written' | 'circle' | 'overwritten';
  readonly operations: readonly Operation[];
}

/**
 * Whether every read of keys saw what causally preceded it. One operation precedes another if its client did it before, or if
 * it wrote what the other read, or by a chain of these. Each value is written once to a key; `undefined` is what is there before. By
 * the bad patterns of Bouajjani, Enea, Guerraoui and Hamza ("On verifying causal consistency", POPL 2017): a read of
 * what nobody wrote, a circle, and a read of a value that another had replaced whose write precedes the read. Returns the first by
 * time. Takes operations times clients, times a logarithm.
 */
export function causal(operations: readonly Operation[]): CausalViolation | undefined {
  const past = new Past(operations.filter(({ f, outcome }) => (f === 'read' && outcome === 'ok') || (f === 'write' && outcome !== 'fail')));
  const { unwritten, circle } = past;
  if (unwritten) return violation('never written', [unwritten], 'Nobody wrote that');
  if (circle) return violation('circle', circle, 'Each of these has to come before the next, and the last before the first');
  for (const read of past.reads) {
    const source = past.sourceOf(read);
    for (const write of past.latestWritesBefore(read)) {
      if (write === source || (source && !past.precedes(source, write))) continue;
      const shown = [...(source ? past.chain(source, write) : [write]), ...past.chain(write, read)];
      return violation('overwritten', shown, source ? 'The reader had to know that the value was replaced' : 'The reader had to know that something had been written');
    }
  }
  return undefined;
}

function violation(kind: CausalViolation['kind'], operations: readonly Operation[], why: string): CausalViolation {
  const shown = [...new Set(operations)];
  const last = shown.filter(({ f }) => f === 'read').at(-1) ?? shown.at(-1)!;
  return { kind, operations: shown, message: `${storyOf(shown, inSeconds)}. ${why}`, atUs: last.completedUs, row: last.completedRow, ...(last.node === undefined ? {} : { node: last.node }) };
}

const slot = (key: string | undefined, value: unknown): string => `${typeof value} ${String(value)} ${key ?? ''}`;

/** What precedes each operation: of each client, how many of its operations. */
class Past {
  readonly reads: readonly Operation[];
  readonly unwritten: Operation | undefined;
  readonly circle: readonly Operation[] | undefined;
  private readonly clients = new Map<string, Operation[]>();
  private readonly writes = new Map<string, Operation>();
  /** By client and key: its writes. */
  private readonly writesOf = new Map<string, Operation[]>();
  private readonly place = new Map<Operation, number>();
  /** By client, how many of its operations precede an operation or are it. */
  private readonly clock = new Map<Operation, ReadonlyMap<string, number>>();

  constructor(operations: readonly Operation[]) {
    const sorted = [...operations].sort((a, b) => a.invokedUs - b.invokedUs || a.id - b.id);
    for (const operation of sorted) {
      const own = listOf(this.clients, operation.client);
      this.place.set(operation, own.push(operation));
      if (operation.f === 'read') continue;
      this.writes.set(slot(operation.key, operation.input), operation);
      listOf(this.writesOf, `${operation.client} ${operation.key ?? ''}`).push(operation);
    }
    this.reads = sorted.filter(({ f }) => f === 'read');
    this.unwritten = this.reads.find(read => read.output !== undefined && !this.sourceOf(read));
    this.circle = this.unwritten ? undefined : this.windClocks(sorted);
  }

  /** Undefined where nothing was there. */
  sourceOf({ key, output }: Operation): Operation | undefined {
    return output === undefined ? undefined : this.writes.get(slot(key, output));
  }

  precedes(one: Operation, other: Operation): boolean {
    return one !== other && (this.clock.get(other)!.get(one.client) ?? 0) >= this.place.get(one)!;
  }

  /** Of each client, the last write of a read's key that precedes it. */
  *latestWritesBefore(read: Operation): Generator<Operation> {
    for (const [client, count] of this.clock.get(read)!) {
      const writes = this.writesOf.get(`${client} ${read.key ?? ''}`) ?? [];
      let low = 0;
      let high = writes.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.place.get(writes[middle]!)! <= count) low = middle + 1;
        else high = middle;
      }
      if (low > 0) yield writes[low - 1]!;
    }
  }

  /** The shortest way from one operation to another that it precedes, both included. */
  chain(from: Operation, to: Operation): Operation[] {
    const next = new Map<Operation, Operation | undefined>([[to, undefined]]);
    for (const operation of next.keys()) {
      if (operation === from) break;
      for (const before of this.directlyBefore(operation)) if (!next.has(before)) next.set(before, operation);
    }
    const chain: Operation[] = [];
    for (let at: Operation | undefined = from; at; at = next.get(at)) chain.push(at);
    return chain;
  }

  private directlyBefore(operation: Operation): Operation[] {
    const own = this.clients.get(operation.client)![this.place.get(operation)! - 2];
    const source = operation.f === 'read' ? this.sourceOf(operation) : undefined;
    return [own, source].filter(each => each !== undefined);
  }

  /** The operations of a circle, if there is one. */
  private windClocks(operations: readonly Operation[]): Operation[] | undefined {
    const open = new Set<Operation>();
    for (const operation of operations) {
      const path = [operation];
      while (path.length > 0) {
        const last = path.at(-1)!;
        if (this.clock.has(last)) {
          path.pop();
          continue;
        }
        const before = this.directlyBefore(last);
        const waiting = before.find(each => !this.clock.has(each));
        if (waiting && open.has(waiting)) return path.slice(path.indexOf(waiting));
        open.add(last);
        if (waiting) path.push(waiting);
        else this.clock.set(last, this.merged(last, before));
      }
    }
    return undefined;
  }

  private merged(operation: Operation, before: readonly Operation[]): ReadonlyMap<string, number> {
    const clock = new Map<string, number>();
    for (const each of before) for (const [client, count] of this.clock.get(each)!) clock.set(client, Math.max(clock.get(client) ?? 0, count));
    return clock.set(operation.client, this.place.get(operation)!);
  }
}

function listOf<K, V>(lists: Map<K, V[]>, key: K): V[] {
  let list = lists.get(key);
  if (!list) lists.set(key, list = []);
  return list;
}
