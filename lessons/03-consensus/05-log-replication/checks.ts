import { atSeconds, duration, type Check, type Fact, type Finding, type Measure, type RunRecord } from 'faultlab/author';

interface Applied {
  readonly index: number;
  readonly term: number;
  readonly command: unknown;
  readonly verified: boolean;
}

interface Confirmed {
  readonly term: number;
  readonly index: number;
}

interface FinalLog {
  readonly node: string;
  readonly terms: readonly number[];
  readonly commands: readonly unknown[];
}

const ofType = ({ facts }: RunRecord, type: string): Fact[] => facts.filter(fact => fact.type === type);
const dataOf = <T>(fact: Fact): T => fact.data as unknown as T;
const about = ({ atUs, row, node }: Fact, method: string) => ({ atUs, row, node: node!, method });

/** What was applied at an index anywhere is what is applied there everywhere, and nothing is applied that the leader has not confirmed. */
export const appliedForGood: Check = run => {
  const first = new Map<number, Fact>();
  for (const fact of ofType(run, 'applied')) {
    const { index, term, verified } = dataOf<Applied>(fact);
    if (!verified) {
      return {
        ...about(fact, 'onAppend'),
        message: `${fact.node} applied index ${index} (term ${term}) at ${atSeconds(fact.atUs)}. No message of the present leader has told it yet that its log agrees up to there: it may hold what somebody else once sent`,
      };
    }
    const before = first.get(index);
    if (!before) first.set(index, fact);
    else if (dataOf<Applied>(before).term !== term) {
      return {
        ...about(fact, 'onAppendReply'),
        message: `Index ${index} was applied on ${before.node} at ${atSeconds(before.atUs)} with the entry of term ${dataOf<Applied>(before).term}, and on ${fact.node} at ${atSeconds(fact.atUs)} with that of term ${term}: a client was told that the first one is safe, and the replicas now run different histories`,
      };
    }
  }
  return undefined;
};

/** A term's own messages never cut what that term's leader was told is there, and nothing that is committed is cut. */
export const neverCut: Check = run => {
  const confirmed = new Map<string, { readonly index: number; readonly atUs: number }>();
  const committed = new Map<number, Fact>();
  for (const fact of run.facts) {
    if (fact.type === 'applied') {
      const { index } = dataOf<Applied>(fact);
      if (!committed.has(index)) committed.set(index, fact);
    } else if (fact.type === 'confirmed') {
      const { term, index } = dataOf<Confirmed>(fact);
      const id = `${fact.node} ${term}`;
      if (index > (confirmed.get(id)?.index ?? 0)) confirmed.set(id, { index, atUs: fact.atUs });
    } else if (fact.type === 'cut') {
      const found = wrongCut(fact, confirmed, committed);
      if (found) return found;
    }
  }
  return undefined;
};

function wrongCut(fact: Fact, confirmed: ReadonlyMap<string, { readonly index: number; readonly atUs: number }>, committed: ReadonlyMap<number, Fact>): Finding | undefined {
  const { from, terms, term } = dataOf<{ from: number; terms: readonly number[]; term: number }>(fact);
  const { node, atUs } = fact;
  const last = from + terms.length - 1;
  const promise = confirmed.get(`${node} ${term}`);
  const cut = `${node} cut its log back from ${last} to ${from - 1} at ${atSeconds(atUs)}, on a message of term ${term}`;
  if (promise && promise.index >= from) {
    return { ...about(fact, 'onAppend'), message: `${cut}. At ${atSeconds(promise.atUs)} it had confirmed to the same leader that it agrees up to ${promise.index}: the leader may have counted on that` };
  }
  const lost = terms.findIndex((own, offset) => dataOfCommitted(committed, from + offset)?.term === own);
  if (lost < 0) return undefined;
  const before = committed.get(from + lost)!;
  return { ...about(fact, 'onAppend'), message: `${cut}. Index ${from + lost} was applied on ${before.node} at ${atSeconds(before.atUs)}, so it is committed: a copy that a client was promised is gone` };
}

const dataOfCommitted = (committed: ReadonlyMap<number, Fact>, index: number): Applied | undefined => {
  const fact = committed.get(index);
  return fact && dataOf<Applied>(fact);
};

const finalLogs = (run: RunRecord): FinalLog[] => ofType(run, 'log').map(fact => ({ node: fact.node!, ...dataOf<Omit<FinalLog, 'node'>>(fact) }));

/** At the end all logs are the same. */
export const sameLogs: Check = run => {
  const logs = finalLogs(run);
  if (logs.length === 0) return undefined;
  const longest = logs.reduce((best, log) => (log.terms.length > best.terms.length ? log : best));
  for (const { node, terms } of logs) {
    const length = Math.max(terms.length, longest.terms.length);
    const at = Array.from({ length }, (_, i) => i).find(i => terms[i] !== longest.terms[i]);
    if (at === undefined) continue;
    const own = terms[at] === undefined ? `ends at ${terms.length}` : `has an entry of term ${terms[at]} at ${at + 1}`;
    return { message: `At the end the log of ${node} ${own}, and ${longest.node} has one of term ${longest.terms[at]} at index ${at + 1}: the replicas are not copies of each other`, atUs: run.endUs, row: -1, node, method: 'onAppend' };
  }
  return undefined;
};

/** What a client was told is committed is in every log at the end. */
export const nothingLost: Check = run => {
  const logs = finalLogs(run);
  for (const { input, outcome, output, completedUs, completedRow, node } of run.operations) {
    if (outcome !== 'ok') continue;
    const without = logs.find(({ commands }) => !commands.includes(input));
    if (!without) continue;
    return {
      message: `${String(input)} was committed by ${node} at index ${String(output)} at ${atSeconds(completedUs)}, and at the end ${without.node} does not have it${lastWord(run, output as number, without.node)}: a client was told that this write is safe`,
      atUs: completedUs, row: completedRow, node: node!, method: 'onAppend',
    };
  }
  return undefined;
};

/** Who had confirmed the entry, and has restarted since. */
function lastWord(run: RunRecord, index: number, node: string): string {
  const confirmed = ofType(run, 'confirmed').find(fact => fact.node === node && dataOf<Confirmed>(fact).index >= index);
  return confirmed ? `, which had confirmed it at ${atSeconds(confirmed.atUs)}` : '';
}

/** Half of the commands are committed in no more than this, milliseconds. */
export const medianCommit: Measure = run => {
  const waited = run.operations.filter(({ outcome }) => outcome === 'ok').map(operation => ({ operation, us: operation.completedUs - operation.invokedUs })).sort((a, b) => a.us - b.us);
  const median = waited[Math.floor(waited.length / 2)];
  if (!median) return { value: Infinity, worst: { message: 'Not one command was committed: nobody can write', atUs: run.endUs, row: -1, method: 'onAppendReply' } };
  const { operation: { input, node, invokedUs, completedRow }, us } = median;
  return { value: us / 1_000, worst: { message: `Half of the commands took longer than ${duration(us)} to be committed, as did ${String(input)} at ${node} from ${atSeconds(invokedUs)} on`, atUs: invokedUs + us, row: completedRow, node: node!, method: 'onAppendReply' } };
};

/** Share of the commands that were committed. */
export const committedShare: Measure = run => {
  const open = run.operations.filter(({ outcome }) => outcome !== 'ok');
  const value = run.operations.length === 0 ? 0 : 1 - open.length / run.operations.length;
  const [first] = open;
  if (run.operations.length === 0) return { value, worst: { message: 'No command could be given: there was no leader', atUs: run.endUs, row: -1 } };
  return first ? { value, worst: { message: `${String(first.input)} was given to ${first.node} at ${atSeconds(first.invokedUs)} and was not committed by the end: a log that never commits is safe and useless`, atUs: first.invokedUs, row: first.invokedRow, node: first.node!, method: 'onAppendReply' } } : { value };
};

/** Most messages that a follower needed until its log agreed for the first time. */
export const messagesToMatch: Measure = run => {
  const matched = ofType(run, 'matched');
  const never = run.nodes.filter(node => !matched.some(fact => dataOf<{ peer: string }>(fact).peer === node) && !ofType(run, 'led').some(fact => fact.node === node));
  const [silent] = never;
  if (silent) return { value: Infinity, worst: { message: `The log of ${silent} never agreed with its leader's: it is a replica in name only`, atUs: run.endUs, row: -1, node: silent, method: 'nextAppend' } };
  const worst = matched.reduce<Fact | undefined>((most, fact) => (!most || dataOf<{ messages: number }>(fact).messages > dataOf<{ messages: number }>(most).messages ? fact : most), undefined);
  if (!worst) return { value: 0 };
  const { peer, messages } = dataOf<{ peer: string; messages: number }>(worst);
  return { value: messages, worst: { ...about(worst, 'onAppendReply'), message: `${worst.node} needed ${messages} messages until the log of ${peer} agreed with its own for the first time, at ${atSeconds(worst.atUs)}: until then ${peer} can confirm nothing, and the group is one failure nearer to standing still` } };
};
