import { atSeconds, tokenOrder, type Check, type Fact, type FencedOperation, type Finding, type Measure, type RunRecord } from 'faultlab/author';
import { AUDIT_PATIENCE_MS, SHARDS } from './world.ts';

interface BegunJob {
  readonly number: number;
  readonly lock: string;
  readonly token: number;
  readonly worker: string;
  readonly accounts: readonly string[];
  /** Infinity: never. */
  readonly resolvedUs: number;
}

type Answered = FencedOperation & { readonly key: string; readonly value: bigint | undefined };

const answered = ({ facts }: RunRecord): FencedOperation[] => facts.filter(({ type }) => type === 'answered').map(({ data, node, atUs, row }) => {
  const { arrivedUs, ...operation } = data as unknown as FencedOperation;
  return { ...operation, resource: node!, arrivedUs, answeredUs: atUs, row };
});

function jobsOf({ facts }: RunRecord): BegunJob[] {
  const resolved = new Map(facts.filter(({ type }) => type === 'resolved').map(({ data, atUs }) => [data['job'], atUs]));
  return facts.filter(({ type }) => type === 'begun').map(({ data, node }) => {
    const { job: number, lock, token, accounts } = data as { job: number; lock: string; token: number; accounts: string[] };
    return { number, lock, token, accounts, worker: node!, resolvedUs: resolved.get(number) ?? Infinity };
  });
}

/** A shard has carried out no write after an operation with a newer token. */
export const inOrder: Check = run => {
  const found = tokenOrder(answered(run));
  return found && withRestart(found, run);
};

/** Where the shard has restarted shortly before, the message says so. */
function withRestart(found: Finding, { facts }: RunRecord): Finding {
  const restarted = facts.filter(({ type, node, atUs }) => type === 'restarted' && node === found.node && atUs <= found.atUs && atUs > found.atUs - 1_000_000).at(-1);
  const message = restarted ? `${found.node} restarted at ${atSeconds(restarted.atUs)}. ${found.message}` : found.message;
  return { ...found, message, method: 'onRequest' };
}

const has = (balance: bigint, { number }: BegunJob): boolean => ((balance >> BigInt(number)) & 1n) === 1n;

/** At the end each account holds the deltas of all resolved jobs, each once, and of nothing that was never begun. */
export const allBits: Check = run => {
  const jobs = jobsOf(run);
  const operations = answered(run) as Answered[];
  for (const { f, key: account, outcome, output, node, invokedUs, completedRow } of run.operations) {
    if (f !== 'audit') continue;
    const about = { atUs: invokedUs, row: completedRow, node: node! };
    if (outcome !== 'ok') return { ...about, method: 'onRequest', message: `${node} did not let the auditor read ${account} at ${atSeconds(invokedUs)}: ${unread(output)}. Its token is newer than all others, and a balance that nobody can read is lost` };
    const value: unknown = (output as { value?: unknown }).value ?? 0n;
    if (typeof value !== 'bigint') return { ...about, method: 'onRequest', message: `${node} answered the auditor's read of ${account} with a ${typeof value}, not with a bigint` };
    const concerned = jobs.filter(({ accounts }) => accounts.includes(account!));
    const missing = concerned.find(job => job.resolvedUs < invokedUs && !has(value, job));
    if (missing) return cause(missing, account!, operations, restartsOf(node!, run)) ?? { ...about, message: forgotten(missing, account!, node!) };
    const known = concerned.reduce((sum, { number }) => sum + (1n << BigInt(number)), 0n);
    if ((value & ~known) !== 0n) return { ...about, message: `${account} holds ${value} at the end, more than all jobs together: something was added twice, and the books no longer add up` };
  }
  return undefined;
};

const unread = (output: unknown): string => (output === 'no answer' ? `no answer within ${AUDIT_PATIENCE_MS} ms` : `it answered ${JSON.stringify(output) ?? 'nothing'}`);

const opening = ({ number, worker, resolvedUs }: BegunJob, account: string): string => `${account} lacks job ${number}, which ${worker} finished at ${atSeconds(resolvedUs)}`;

/** What became of a job's write to an account. */
function cause(job: BegunJob, account: string, operations: readonly Answered[], restartsUs: readonly number[]): Finding | undefined {
  const writes = operations.filter(({ op, key, lock }) => op === 'write' && key === account && lock === job.lock);
  const own = writes.filter(({ token }) => token === job.token);
  if (own.length === 0) return found(job, account, undefined, 'it never wrote it');
  const twice = own.find(({ value }) => value !== own[0]!.value);
  if (twice) return found(job, account, twice, `it wrote ${own[0]!.value} and, at ${atSeconds(twice.arrivedUs)}, ${twice.value}: added twice`);
  const confirmed = own.find(({ ok }) => ok);
  if (!confirmed) return found(job, account, own.at(-1), `${own.at(-1)!.resource} refused its write at ${atSeconds(own.at(-1)!.answeredUs)}`);
  const over = writes.find(({ ok, value, token, answeredUs }) => ok && token !== job.token && answeredUs > confirmed.arrivedUs && typeof value === 'bigint' && !has(value, job));
  const restartUs = restartsUs.find(atUs => atUs > confirmed.answeredUs && atUs < (over?.answeredUs ?? Infinity));
  if (restartUs !== undefined) return found(job, account, confirmed, `${confirmed.resource} confirmed its write at ${atSeconds(confirmed.answeredUs)}, restarted at ${atSeconds(restartUs)} and had it no longer. Somebody already relied on that promise`);
  if (!over) return undefined;
  const read = operations.filter(({ op, ok, key, token, answeredUs }) => op === 'read' && ok && key === account && token === over.token && answeredUs < over.arrivedUs).at(-1);
  const since = read ? `, which had read it at ${atSeconds(read.answeredUs)}` : '';
  return found(job, account, over, `its write with token ${job.token} was confirmed by ${confirmed.resource} at ${atSeconds(confirmed.answeredUs)}, then overwritten by ${over.from} with token ${over.token} at ${atSeconds(over.answeredUs)}${since}`);
}

function found(job: BegunJob, account: string, write: Answered | undefined, what: string): Finding {
  return {
    message: `${opening(job, account)}: ${what}. The books no longer add up, and nobody got an error`,
    atUs: write?.answeredUs ?? job.resolvedUs, row: write?.row ?? -1, node: write?.from ?? job.worker, ...(write ? {} : { method: 'runJob' }),
  };
}

const restartsOf = (shard: string, { facts }: RunRecord): number[] => facts.filter(({ type, node }) => type === 'restarted' && node === shard).map(({ atUs }) => atUs);

const forgotten = (job: BegunJob, account: string, shard: string): string =>
  `${opening(job, account)}: ${shard} confirmed the write and answers the auditor without it. The books no longer add up, and nobody got an error`;

/** Share of the tasks that were done; with several locks that of the lock where it is least. */
export const tasksDone = (tasks: number): Measure => run => {
  const jobs = jobsOf(run);
  const locks = [...new Set(run.facts.filter(({ type }) => type === 'granted').map(({ data }) => data['name'] as string))];
  const shares = locks.map(lock => ({ lock, jobs: jobs.filter(job => job.lock === lock) }))
    .map(({ lock, jobs: own }) => ({ lock, own, done: own.filter(({ resolvedUs }) => resolvedUs < Infinity).length }))
    .sort((a, b) => a.done - b.done);
  const least = shares[0];
  if (!least) return { value: 0 };
  const value = least.done / tasks;
  return value >= 1 ? { value } : { value, worst: shutOut(least.lock, least.own, least.done, tasks, run) };
};

/** Share of the jobs that were begun and finished, where no lease is lost. */
export const jobsFinished: Measure = run => {
  const jobs = jobsOf(run);
  const unfinished = jobs.filter(({ resolvedUs }) => resolvedUs === Infinity);
  const value = jobs.length === 0 ? 0 : 1 - unfinished.length / jobs.length;
  const [first] = unfinished;
  return first ? { value, worst: gaveUp(first, run) } : { value };
};

function gaveUp({ number, worker, token, lock }: BegunJob, { facts, endUs }: RunRecord): Finding {
  const rejected = facts.find(({ type, data }) => type === 'rejected' && data['job'] === number);
  const refusal = facts.find(({ type, data }) => type === 'answered' && data['lock'] === lock && data['token'] === token && data['ok'] === false);
  const what = rejected ? `gave up at ${atSeconds(rejected.atUs)} (${String(rejected.data['why'])})` : 'has not ended';
  const why = refusal ? `; ${refusal.node} had refused its ${String(refusal.data['op'])} of ${String(refusal.data['key'])} at ${atSeconds(refusal.atUs)}` : '';
  return {
    message: `Job ${number} of ${worker}, with token ${token} of lock ${lock}, ${what}${why}. Nobody else had the lock in that time: work is lost to a network that is merely bad`,
    atUs: rejected?.atUs ?? endUs, row: refusal?.row ?? rejected?.row ?? -1, node: worker,
  };
}

function shutOut(lock: string, jobs: readonly BegunJob[], done: number, tasks: number, { facts, endUs }: RunRecord): Finding {
  const sinceUs = Math.max(0, ...jobs.filter(({ resolvedUs }) => resolvedUs < Infinity).map(({ resolvedUs }) => resolvedUs));
  const next = facts.find(({ type, data, atUs }) => type === 'begun' && data['lock'] === lock && atUs >= sinceUs);
  const refusal = facts.find((fact): fact is Fact => fact.type === 'answered' && fact.data['lock'] === lock && fact.data['ok'] === false && fact.atUs >= sinceUs && SHARDS.includes(fact.node!));
  const why = refusal ? `; ${refusal.node} refuses a ${String(refusal.data['op'])} of ${String(refusal.data['from'])} with token ${String(refusal.data['token'])}` : '';
  return {
    message: `${done} of ${tasks} tasks under lock ${lock} were done, the last at ${atSeconds(sinceUs)}${why}: a store that serves nobody is safe and useless`,
    atUs: refusal?.atUs ?? next?.atUs ?? endUs, row: refusal?.row ?? next?.row ?? -1, node: refusal?.node ?? next?.node ?? SHARDS[0]!,
  };
}
