import {
  atSeconds, duration, logMatching, noSelfCut, useful, type Application, type Check, type Confirmation, type Cut, type Fact, type Finding, type Measure, type RunRecord,
} from 'faultlab/author';

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
export const neverCut: Check = run => appending(noSelfCut(run.facts.flatMap(stepOf)));

function stepOf({ type, node, atUs, row, data }: Fact): (Application | Confirmation | Cut)[] {
  return type === 'applied' || type === 'confirmed' || type === 'cut' ? [{ type, node: node!, atUs, row, ...data } as Application | Confirmation | Cut] : [];
}

/** A finding about whoever answers the leader's messages. */
const appending = (found: Finding | undefined): Finding | undefined => found && { ...found, method: 'onAppend' };

const finalLogs = (run: RunRecord): FinalLog[] => ofType(run, 'log').map(fact => ({ node: fact.node!, ...dataOf<Omit<FinalLog, 'node'>>(fact) }));

/** At the end all logs are the same. */
export const sameLogs: Check = run => appending(logMatching(finalLogs(run), run.endUs));

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
export const committedShare: Measure = run =>
  useful(run.operations, ({ input, node, invokedUs, invokedRow }) => ({ message: `${String(input)} was given to ${node} at ${atSeconds(invokedUs)} and was not committed by the end: a log that never commits is safe and useless`, atUs: invokedUs, row: invokedRow, node: node!, method: 'onAppendReply' }))
  ?? { value: 0, worst: { message: 'No command could be given: there was no leader', atUs: run.endUs, row: -1 } };

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
