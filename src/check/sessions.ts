import type { Operation } from '../sim/history.ts';
import type { Finding } from './finding.ts';
import { inSeconds, storyOf } from './linearization/words.ts';

/** What a client may rely on within its session (Terry et al., "Session guarantees for weakly consistent replicated data", PDIS 1994). */
export type SessionGuarantee = 'read your writes' | 'monotonic reads' | 'monotonic writes' | 'writes follow reads';

/** Sessions that did not get what was guaranteed. */
export interface SessionViolation extends Finding {
  /** Those that cannot all have held. */
  readonly guarantees: readonly SessionGuarantee[];
  readonly operations: readonly Operation[];
}

const ALL: readonly SessionGuarantee[] = ['read your writes', 'monotonic reads', 'monotonic writes', 'writes follow reads'];

/** By a guarantee, one value of a key is older than another, as operations show. */
interface Older {
  readonly value: unknown;
  readonly than: unknown;
  readonly guarantee: SessionGuarantee;
  readonly shown: readonly Operation[];
}

/**
 * Whether sessions, one a client, were given guarantees, alone or together. Each value is written once to a key; `undefined` is what is there before
 * all others. Each guarantee says of some values of a key which is the older; if they all held, there would be an order of
 * the values of each key that agrees with all of that. Writes without an answer are only known if somebody read them.
 */
export function sessions(operations: readonly Operation[], guarantees: readonly SessionGuarantee[] = ALL): SessionViolation | undefined {
  let found: readonly Older[] | undefined;
  for (const facts of factsOf(operations, new Set(guarantees)).values()) {
    const circle = shortestCircle(facts);
    if (circle && (!found || circle.length < found.length)) found = circle;
  }
  return found && violation(found);
}

function violation(circle: readonly Older[]): SessionViolation {
  const shown = [...new Set(circle.flatMap(fact => fact.shown))].sort((a, b) => a.invokedUs - b.invokedUs || a.id - b.id);
  const broken = ALL.filter(each => circle.some(({ guarantee }) => guarantee === each));
  const last = shown.reduce((a, b) => (b.completedUs > a.completedUs ? b : a));
  return {
    guarantees: broken, operations: shown, atUs: last.completedUs, row: last.completedRow, ...(last.node === undefined ? {} : { node: last.node }),
    message: `${storyOf(shown, inSeconds)}. With ${broken.join(' and ')}, ${circle.length === 1 ? 'nobody sees an older value than that' : 'no order of the values allows that'}`,
  };
}

const slot = (key: string | undefined, value: unknown): string => `${typeof value} ${String(value)} ${key ?? ''}`;

/** What a session did until now. */
interface Session {
  readonly writes: Operation[];
  readonly reads: Operation[];
}

/** By key: which value is older than which. */
function factsOf(operations: readonly Operation[], guarantees: ReadonlySet<SessionGuarantee>): Map<string, Older[]> {
  const facts = new Map<string, Older[]>();
  const note = (key: string | undefined, fact: Older): void => {
    if (fact.value === fact.than || fact.value === undefined || !guarantees.has(fact.guarantee)) return;
    const others = facts.get(key ?? '');
    if (others) others.push(fact);
    else facts.set(key ?? '', [fact]);
  };
  const sorted = operations.filter(({ f, outcome }) => (f === 'read' && outcome === 'ok') || (f === 'write' && outcome !== 'fail')).sort((a, b) => a.invokedUs - b.invokedUs || a.id - b.id);
  const before = beforeWrites(sorted);
  const sessionsOf = new Map<string, Session>();
  for (const operation of sorted) {
    if (!sessionsOf.has(operation.client)) sessionsOf.set(operation.client, { writes: [], reads: [] });
    const { writes, reads } = sessionsOf.get(operation.client)!;
    const { key, input, output } = operation;
    if (operation.f === 'write') {
      for (const write of writes) if (write.key === key) note(key, { value: write.input, than: input, guarantee: 'monotonic writes', shown: [write, operation] });
      for (const read of reads) if (read.key === key) note(key, { value: read.output, than: input, guarantee: 'writes follow reads', shown: [read, operation] });
      if (operation.outcome === 'ok') writes.push(operation);
      continue;
    }
    for (const write of writes) if (write.key === key) note(key, { value: write.input, than: output, guarantee: 'read your writes', shown: [write, operation] });
    const last = reads.filter(read => read.key === key).at(-1);
    if (last) note(key, { value: last.output, than: output, guarantee: 'monotonic reads', shown: [last, operation] });
    for (const read of reads) {
      const source = before.get(slot(read.key, read.output));
      if (!source) continue;
      for (const write of source.writes) if (write.key === key) note(key, { value: write.input, than: output, guarantee: 'monotonic writes', shown: [write, source.write, read, operation] });
      for (const seen of source.reads) if (seen.key === key) note(key, { value: seen.output, than: output, guarantee: 'writes follow reads', shown: [seen, source.write, read, operation] });
    }
    reads.push(operation);
  }
  return facts;
}

/** By value of a key: its write, and what its session had written and read before. */
function beforeWrites(sorted: readonly Operation[]): Map<string, Session & { readonly write: Operation }> {
  const before = new Map<string, Session & { readonly write: Operation }>();
  const sessionsOf = new Map<string, Session>();
  for (const operation of sorted) {
    if (!sessionsOf.has(operation.client)) sessionsOf.set(operation.client, { writes: [], reads: [] });
    const { writes, reads } = sessionsOf.get(operation.client)!;
    if (operation.f === 'read') reads.push(operation);
    else {
      before.set(slot(operation.key, operation.input), { write: operation, writes: [...writes], reads: [...reads] });
      if (operation.outcome === 'ok') writes.push(operation);
    }
  }
  return before;
}

/** Facts of which each says that a value is older than the next, in a circle; one that calls nothing newer than something is a circle by itself. */
function shortestCircle(facts: readonly Older[]): readonly Older[] | undefined {
  const absurd = facts.find(({ than }) => than === undefined);
  if (absurd) return [absurd];
  const from = new Map<unknown, Older[]>();
  for (const fact of facts) {
    const others = from.get(fact.value);
    if (others) others.push(fact);
    else from.set(fact.value, [fact]);
  }
  let best: readonly Older[] | undefined;
  for (const fact of facts) {
    const by = new Map<unknown, Older | undefined>([[fact.than, undefined]]);
    for (const value of by.keys()) {
      if (value === fact.value) break;
      for (const next of from.get(value) ?? []) if (!by.has(next.than)) by.set(next.than, next);
    }
    if (!by.has(fact.value)) continue;
    const circle = [fact];
    for (let at = by.get(fact.value); at; at = by.get(at.value)) circle.splice(1, 0, at);
    if (!best || circle.length < best.length) best = circle;
    if (best.length === 2) return best;
  }
  return best;
}
