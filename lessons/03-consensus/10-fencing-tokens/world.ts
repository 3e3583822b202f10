import { addLeaseLock, Cluster, leaseLock, Ledger, uniform, Worker, type Built, type Exports, type Served, type Stage } from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';
import type { FencedOp, FencedReply, Job, ShardClient } from './contract';

export const SHARDS = ['s1', 's2', 's3', 's4'];
export const WORKERS = ['w1', 'w2', 'w3', 'w4'];
export const LOCK_SERVICE = 'locks';

/** A lock and the accounts that it guards. */
export interface Guarded {
  readonly lock: string;
  readonly accounts: readonly string[];
  readonly workers: readonly string[];
  /** The last token given out before the run. */
  readonly lastToken: number;
}

const numbered = (letter: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);

export const ONE_LOCK: readonly Guarded[] = [{ lock: 'A', accounts: numbered('a', 8), workers: WORKERS.slice(0, 3), lastToken: 0 }];
export const TWO_LOCKS: readonly Guarded[] = [
  { lock: 'A', accounts: numbered('a', 6), workers: WORKERS.slice(0, 2), lastToken: 2 },
  { lock: 'B', accounts: numbered('b', 6), workers: WORKERS.slice(2), lastToken: 899 },
];

/** Time of a lease. */
export const TTL_MS = 1_000;
/** How long the auditor waits for an account. */
export const AUDIT_PATIENCE_MS = 1_000;
const AUDIT_TOKEN = 1_000_000;
/** From the last task until the audit. */
const SETTLE_MS = 12_000;
/** Between the auditor's claims and its reads. */
const CLAIMED_MS = 500;

export interface Plan {
  readonly locks?: readonly Guarded[];
  /** For each lock. */
  readonly tasks: number;
  /** One more task for each lock is there every so many milliseconds. */
  readonly everyMs: number;
  readonly slowDisks?: boolean;
}

type MakeShard = new (ctx: NodeContext) => Handlers;
type RunJob = (token: number, lock: string, job: Job, shards: ShardClient) => Promise<void>;

const shardOf = (account: string): string => SHARDS[Number(account.slice(1)) % SHARDS.length]!;

/** Four shards, a lock service, and workers that do one job at a time under a lock; at the end an auditor reads all accounts. */
export function bank(stage: Stage, { locks = ONE_LOCK, tasks, everyMs, slowDisks = false }: Plan): Built {
  const { world } = stage;
  world.network.defaultLatencyMs = uniform(1, 10);
  const cluster = new Cluster(stage);
  const ledger = new Ledger(world);
  cluster.learners(SHARDS, (exports, ctx, { node }) => {
    if (node.incarnation > 1) world.history.fact('restarted', {}, node.id);
    return new (exports['Shard'] as MakeShard)(ctx);
  });
  for (const { lock, workers } of locks) world.pictures?.timeline('Leases').lanes(`lock ${lock}`, [LOCK_SERVICE, ...workers, ...SHARDS]);
  addLeaseLock(stage, cluster, LOCK_SERVICE, { tokens: Object.fromEntries(locks.map(({ lock, lastToken }) => [lock, lastToken])) });
  for (const { lock, workers } of locks) addWorkers(stage, cluster, ledger, lock, workers);
  cluster.served = new Observer(stage).served;
  if (slowDisks) {
    for (const id of SHARDS) {
      world.node(id).disk.writeLatencyMs = uniform(1, 5);
      world.node(id).disk.syncLatencyMs = uniform(10, 40);
    }
  }
  for (let n = 0; n < tasks; n++) world.at((200 + n * everyMs) * 1_000, () => locks.forEach(({ lock, accounts }) => ledger.add({ lock, accounts })));
  const auditMs = 200 + tasks * everyMs + SETTLE_MS;
  world.at((auditMs - CLAIMED_MS) * 1_000, () => locks.forEach(({ lock }) => claimAll(cluster, lock)));
  world.at(auditMs * 1_000, () => locks.forEach(guarded => readAll(cluster, guarded)));
  cluster.start();
  return { endMs: auditMs + AUDIT_PATIENCE_MS + 1 };
}

function addWorkers({ world, program }: Stage, cluster: Cluster, ledger: Ledger, lock: string, workers: readonly string[]): void {
  cluster.functions(workers, (exports: Exports, ctx, { node, calls }) => {
    const shards: ShardClient = Object.freeze({
      shardOf: shardOf.bind(undefined),
      all: Object.freeze(SHARDS.slice()),
      call: ((shard: string, op: FencedOp, { timeoutMs }: { timeoutMs: number }) => calls.ask(world.node(shard), op, { timeoutMs }, { method: op.op }) as Promise<FencedReply>).bind(undefined),
    });
    const run = async (token: number, { accounts, delta }: Job): Promise<void> => (exports['runJob'] as RunJob)(token, lock, { accounts: accounts.slice(), delta }, shards);
    return new Worker(node, { lock: leaseLock(ctx, LOCK_SERVICE, 300), name: lock, ttlMs: TTL_MS, ledger, run, describe: error => program.describe(error) });
  });
}

function claimAll(cluster: Cluster, lock: string): void {
  for (const shard of SHARDS) {
    cluster.ask(shard, {
      client: 'auditor', f: 'claim', request: { op: 'claim', lock, token: AUDIT_TOKEN } satisfies FencedOp, timeoutMs: CLAIMED_MS, hear: output => ({ outcome: 'ok', output }),
    });
  }
}

function readAll(cluster: Cluster, { lock, accounts }: Guarded): void {
  for (const key of accounts) {
    cluster.ask(shardOf(key), {
      client: 'auditor', f: 'audit', key, request: { op: 'read', lock, token: AUDIT_TOKEN, key } satisfies FencedOp, timeoutMs: AUDIT_PATIENCE_MS,
      hear: answer => ({ outcome: (answer as FencedReply | undefined)?.ok === true ? 'ok' : 'info', output: answer }),
    });
  }
}

/** Writes down what shards have answered. */
class Observer {
  private readonly stage: Stage;
  /** By shard and lock. */
  private readonly newest = new Map<string, number>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Facts `answered` of the shard; `takeover` when it has answered a token of the lock for the first time. */
  readonly served = ({ node, from, request, answer, arrivedUs, row }: Served): void => {
    const { history } = this.stage.world;
    const op = request as FencedOp;
    const reply = answer as Partial<FencedReply & { ok: true }> | null | undefined;
    const ok = reply?.ok === true;
    history.fact('answered', { ...op, from, ok, arrivedUs, ...(op.op === 'read' ? { value: reply?.value } : {}) }, node, row);
    const id = `${node} ${op.lock}`;
    this.draw(node, op, ok, row);
    if (!ok || op.token <= (this.newest.get(id) ?? 0)) return;
    this.newest.set(id, op.token);
    if (op.token === AUDIT_TOKEN) return;
    history.sample(`Newest token of lock ${op.lock} that a shard has answered/${node}`, '', op.token);
    history.fact('takeover', { lock: op.lock, token: op.token }, node, row);
  };

  /** A step for each newer token, and who came with an older one. */
  private draw(node: string, { lock, token, op }: FencedOp, ok: boolean, row: number): void {
    const timeline = this.stage.world.pictures?.timeline('Leases');
    const newest = this.newest.get(`${node} ${lock}`) ?? 0;
    if (!timeline || token === AUDIT_TOKEN) return;
    if (token < newest) timeline.point(`lock ${lock}`, node, `${op} with token ${token} ${ok ? 'let in' : 'refused'}`, ok ? 'bad' : 'good', row);
    if (!ok || token <= newest) return;
    timeline.openIn(`lock ${lock}`, node)[0]?.end();
    timeline.begin(`lock ${lock}`, node, `token ${token}`, 'neutral', row);
  }
}
