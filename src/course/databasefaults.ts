import type { Distribution, Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

interface Lasting {
  /** Absent: until the end of the run. */
  readonly lastsMs?: number;
}

/** A share of the commits at a database takes `extraMs` longer: their transactions hold locks and numbers meanwhile. `from`: only those of these processes. */
export const slowCommits = (
  f: FaultAuthor, database: string, rate: number, extraMs: Distribution, start: number | When = 0, { from, ...lasting }: Lasting & { readonly from?: readonly string[] } = {},
): Fault => f.fault('slowCommits', start, { node: database, rate, extraMs, ...(from ? { from } : {}), ...lasting });

/** The replica of a database is `lagMs` further behind. */
export const replicaLag = (f: FaultAuthor, database: string, lagMs: number, start: number | When = 0, lasting: Lasting = {}): Fault =>
  f.fault('replicaLag', start, { node: database, lagMs, ...lasting });

/** The replica of a database applies nothing. */
export const replicaStalls = (f: FaultAuthor, database: string, start: number | When, lasting: Lasting = {}): Fault =>
  f.fault('replicaStalls', start, { node: database, ...lasting });

/** The replica of a database becomes the primary, without the commits that it has not applied. */
export const failover = (f: FaultAuthor, database: string, start: number | When): Fault => f.fault('failover', start, { node: database });

/** Who reads the changes of a database gets each of them `lateMs` later. */
export const feedLate = (f: FaultAuthor, database: string, lateMs: number, start: number | When = 0, lasting: Lasting = {}): Fault =>
  f.fault('feedLate', start, { node: database, lateMs, ...lasting });

/** Who reads the changes of a database gets the last ones again. */
export const feedAgain = (f: FaultAuthor, database: string, changes: number, start: number | When): Fault => f.fault('feedAgain', start, { node: database, changes });
