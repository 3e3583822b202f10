import type { Change, Position } from './api.ts';
import type { Written } from './engine.ts';
import { refused } from './schema.ts';

interface Logged {
  readonly change: Change;
  readonly atUs: number;
  /** Number of the commit. */
  readonly csn: number;
}

/** What was committed, in order. */
export class ChangeLog {
  epoch = 1;
  private logged: Logged[] = [];
  private lastLsn = 0;
  /** Where epochs that are over ended. */
  private readonly forks = new Map<number, number>();
  private readonly retainUs: number;

  constructor(retainMs = Infinity) {
    this.retainUs = retainMs * 1_000;
  }

  /** Takes note of what a commit has changed. */
  append(written: readonly Written[], { xid, csn, atUs }: { readonly xid: number; readonly csn: number; readonly atUs: number }): readonly Change[] {
    const appended: Change[] = [];
    for (const { table, entry, before = null, row = null } of written) {
      if (before === null && row === null) continue;
      const op = before === null ? 'insert' : row === null ? 'delete' : 'update';
      const position = { epoch: this.epoch, lsn: ++this.lastLsn };
      const change: Change = { position, xid, table: table.name, op, key: entry.key, row, before };
      appended.push(change);
      this.logged.push({ change, atUs, csn });
    }
    const kept = this.logged.findIndex(each => each.atUs >= atUs - this.retainUs);
    if (kept > 0) this.logged = this.logged.slice(kept);
    return appended;
  }

  /** Where the log ends. */
  get end(): Position {
    return { epoch: this.epoch, lsn: this.lastLsn };
  }

  /** Changes after a position that were committed by `untilUs`, all of the first transactions and at most about `limit`. Throws `Refused` (`PositionLost`). */
  after(from: Position | undefined, untilUs: number, limit: number): Change[] {
    const lsn = from === undefined ? 0 : this.reached(from);
    const changes: Change[] = [];
    for (let i = this.indexAfter(lsn); i < this.logged.length; i++) {
      const { change, atUs } = this.logged[i]!;
      if (atUs > untilUs || (changes.length >= limit && change.xid !== changes.at(-1)!.xid)) break;
      changes.push(change);
    }
    return changes;
  }

  /** A position this many changes earlier, as far as they are kept. */
  back(from: Position, changes: number): Position {
    const first = this.logged[0]?.change.position.lsn ?? from.lsn + 1;
    return { ...from, lsn: Math.max(first - 1, from.lsn - changes) };
  }

  /** Forgets every commit after `csn` and begins a new epoch; returns the changes that are lost. */
  fork(csn: number): Change[] {
    const first = this.logged.findIndex(each => each.csn > csn);
    const lost = first < 0 ? [] : this.logged.splice(first);
    this.lastLsn -= lost.length;
    this.forks.set(this.epoch, this.lastLsn);
    this.epoch++;
    return lost.map(({ change }) => change);
  }

  private reached({ epoch, lsn }: Position): number {
    const end = epoch === this.epoch ? this.lastLsn : this.forks.get(epoch);
    if (end === undefined || !(lsn <= end)) throw refused('PositionLost', `this database never reached the position ${epoch}/${lsn}`);
    const first = this.logged[0]?.change.position.lsn ?? this.lastLsn + 1;
    if (lsn < first - 1) throw refused('PositionLost', `the changes after ${epoch}/${lsn} are not kept any more; the oldest is ${first}`);
    return lsn;
  }

  private indexAfter(lsn: number): number {
    const first = this.logged[0]?.change.position.lsn;
    return first === undefined ? 0 : Math.max(0, lsn - first + 1);
  }
}
