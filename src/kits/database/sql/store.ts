import { type Distribution, hashText, hook, type KeyedDraws, msToUs, quantileOf, uniform, type World } from '../../../sim/index.ts';
import type { Change, Row } from './api.ts';
import { ChangeLog } from './changelog.ts';
import { Engine, type Written } from './engine.ts';
import { hasSeveral } from './faults.ts';
import { DrawnTransactions } from './picture.ts';
import { Replication } from './replication.ts';
import type { Tables } from './schema.ts';
import type { Transaction } from './transaction.ts';

export interface DatabaseSpec {
  readonly tables: Tables;
  /** How long a commit takes, milliseconds; absent: 1–3. */
  readonly commitMs?: Distribution;
  /** After this much waiting for a lock a transaction looks for a deadlock; absent: 1,000, as PostgreSQL's `deadlock_timeout`. */
  readonly deadlockTimeoutMs?: number;
  /** A replica, `<id>-replica`, to which statements outside of transactions go if they only read, and transactions that do not ask for the primary. */
  readonly replica?: { readonly lagMs: number };
  /** Rows that may be read in a second, on each server; above that a statement is `Refused` (`Overloaded`). */
  readonly readsPerSecond?: number;
  /** How long changes are kept for `changes`; absent: for ever. */
  readonly retainMs?: number;
}

/** Commits of some transactions take longer. */
export interface SlowCommits {
  readonly rate: number;
  readonly extraMs: Distribution;
  /** Absent: of everybody. */
  readonly from?: readonly string[];
}

/** What a database has on its disks, and what faults do to it: all that survives a crash of its process. */
export class Store {
  readonly engine: Engine;
  readonly log: ChangeLog;
  readonly replication: Replication;
  readonly spec: DatabaseSpec;
  readonly slowCommits = new Map<string, SlowCommits & { readonly draws: KeyedDraws }>();
  /** Changes are seen by readers of the feed so much later. */
  feedLateUs = 0;
  /** By how many changes readers of the feed were set back, each time. */
  readonly setBacks: number[] = [];
  /** Called with every commit that has changed something, and the process that asked for it. */
  whenCommitted: ((changes: readonly Change[], from: string) => void) | undefined;
  /** Prefixes of the sessions of processes that have ended: what they sent may come later than the news of their end. */
  readonly endedProcesses = new Set<string>();
  /** Of the transactions on the primary, in a recorded run. */
  readonly picture: DrawnTransactions | undefined;
  private readonly world: World;
  private readonly id: string;
  private readonly draws: KeyedDraws;
  private readonly commits = new Map<string, number>();

  constructor(world: World, id: string, spec: DatabaseSpec) {
    this.world = world;
    this.id = id;
    this.spec = spec;
    this.engine = new Engine(spec.tables);
    this.log = new ChangeLog(spec.retainMs);
    this.replication = new Replication(() => world.nowUs, this.engine.csn, spec.replica?.lagMs ?? 0);
    if (spec.replica) hook(this.engine, { replicaCsn: () => this.replication.applied() });
    this.draws = world.keyed(`commits of ${id}`);
    const { pictures } = world;
    this.picture = pictures && new DrawnTransactions(() => pictures.transactions(hasSeveral(world) ? `Transactions of ${id}` : 'Transactions'), this.engine);
  }

  /** How long a commit that a node asks for takes. */
  commitUs(from: string): number {
    const number = this.commits.get(from) ?? 0;
    this.commits.set(from, number + 1);
    const key = hashText(from);
    let ms = quantileOf(this.spec.commitMs ?? COMMIT_MS, this.draws.at(key, number));
    for (const { rate, extraMs, from: slow, draws } of this.slowCommits.values()) {
      if ((slow === undefined || slow.includes(from)) && draws.at(key, number) < rate) ms += quantileOf(extraMs, draws.at(key, number, 1));
    }
    return msToUs(ms);
  }

  /** Takes note of a commit. It is a fact `committed`: `xid`, `lsn`, `from` and `changes` (`table`, `op`, `key`, `row`). Returns its row, -1 for none. */
  committed(tx: Transaction, written: readonly Written[], from: string): number {
    if (written.length === 0) return -1;
    const { world, engine, log, id } = this;
    this.replication.committed(engine.csn);
    const appended = log.append(written, { xid: tx.xid!, csn: engine.csn, atUs: world.nowUs });
    const changes = appended.map(({ table, op, key, row }) => ({ table, op, key, row }));
    const row = world.history.fact('committed', { xid: tx.xid!, lsn: log.end.lsn, from, changes }, id);
    this.whenCommitted?.(appended, from);
    return row;
  }

  /** Undoes a transaction. If it had written or locked something it is a fact `rolledBack`: `xid` and `from`. */
  rollBack(tx: Transaction, from: string): void {
    const { world, engine, id } = this;
    if (tx.state === 'active' && tx.xid !== undefined) world.history.fact('rolledBack', { xid: tx.xid, from }, id);
    engine.abort(tx);
  }

  /** The replica takes over without what it had not applied. */
  failOver(): void {
    const { world, engine, log, replication, id } = this;
    const csn = replication.applied();
    engine.rewind(csn);
    this.picture?.failedOver(csn);
    replication.promoted();
    const lost = log.fork(csn);
    world.history.fact('failover', { epoch: log.epoch, lost: lost.length }, id);
  }

  /** What is committed in a table, in the order of its key. */
  rows(table: string): Row[] {
    const rows: Row[] = [];
    for (const { versions } of this.engine.tables.get(table)!.entries()) {
      const row = versions.at(-1)?.row;
      if (row) rows.push(row);
    }
    return rows;
  }
}

const COMMIT_MS = uniform(1, 3);
