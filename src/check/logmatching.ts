import { atSeconds, type Finding } from './finding.ts';

/** A replica's log at the end of a run: the terms of its entries, from index 1 on. */
export interface TermLog {
  readonly node: string;
  readonly terms: readonly number[];
}

/** At the end all logs are the same: each is compared with the longest. Entries of one index and term are one entry (Raft, extended paper, §5.3). */
export function logMatching(logs: readonly TermLog[], endUs: number): Finding | undefined {
  if (logs.length === 0) return undefined;
  const longest = logs.reduce((best, log) => (log.terms.length > best.terms.length ? log : best));
  for (const { node, terms } of logs) {
    const at = longest.terms.findIndex((term, index) => terms[index] !== term);
    if (at < 0) continue;
    const own = terms[at] === undefined ? `ends at ${terms.length}` : `has an entry of term ${terms[at]} at ${at + 1}`;
    return { message: `At the end the log of ${node} ${own}, and ${longest.node} has one of term ${longest.terms[at]} at index ${at + 1}: the replicas are not copies of each other`, atUs: endUs, row: -1, node };
  }
  return undefined;
}

interface Step {
  readonly node: string;
  readonly atUs: number;
  readonly row: number;
}

/** A replica has told the leader of a term that its log agrees up to an index. */
export type Confirmation = Step & { readonly type: 'confirmed'; readonly term: number; readonly index: number };
/** A replica has applied the entry of a term at an index: it is committed. */
export type Application = Step & { readonly type: 'applied'; readonly term: number; readonly index: number };
/** A replica has removed entries of these terms, from index `from` to the end of its log, on a message of a leader's term. */
export type Cut = Step & { readonly type: 'cut'; readonly term: number; readonly from: number; readonly terms: readonly number[] };

/** A term's own messages never cut what that term's leader was told is there, and nothing that is committed is cut. Steps in order of time. */
export function noSelfCut(steps: Iterable<Confirmation | Application | Cut>): Finding | undefined {
  const confirmed = new Map<string, Confirmation>();
  const committed = new Map<number, Application>();
  for (const step of steps) {
    if (step.type === 'applied') {
      if (!committed.has(step.index)) committed.set(step.index, step);
    } else if (step.type === 'confirmed') {
      const id = `${step.node} ${step.term}`;
      if (step.index > (confirmed.get(id)?.index ?? 0)) confirmed.set(id, step);
    } else {
      const found = wrongCut(step, confirmed.get(`${step.node} ${step.term}`), committed);
      if (found) return found;
    }
  }
  return undefined;
}

function wrongCut({ node, term, from, terms, atUs, row }: Cut, promise: Confirmation | undefined, committed: ReadonlyMap<number, Application>): Finding | undefined {
  const cut = `${node} cut its log back from ${from + terms.length - 1} to ${from - 1} at ${atSeconds(atUs)}, on a message of term ${term}`;
  if (promise && promise.index >= from) {
    return { message: `${cut}. At ${atSeconds(promise.atUs)} it had confirmed to the same leader that it agrees up to ${promise.index}: the leader may have counted on that`, atUs, row, node };
  }
  const lost = terms.flatMap((own, offset) => (committed.get(from + offset)?.term === own ? committed.get(from + offset)! : []))[0];
  if (!lost) return undefined;
  return { message: `${cut}. Index ${lost.index} was applied on ${lost.node} at ${atSeconds(lost.atUs)}, so it is committed: a copy that a client was promised is gone`, atUs, row, node };
}
