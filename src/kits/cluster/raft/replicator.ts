import type { NodeId } from '../api.ts';
import type { Append, AppendAnswer, AppendReply, RaftLog, Replicator } from './api.ts';
import type { Commits } from './parts.ts';

/** Entries of one message. */
const BATCH = 100;

interface Follower {
  /** A guess: what to send next. */
  nextIndex: number;
  /** Knowledge: up to here its log is the leader's. */
  matchIndex: number;
}

/** Log replication as the Raft paper has it (§5.3, §5.4.2), with hints by term as the paper suggests. */
export class ReferenceReplicator implements Replicator {
  commitIndex = 0;
  private readonly log: RaftLog;
  private readonly currentTerm: () => number;
  private readonly commits: Commits;
  private followers = new Map<NodeId, Follower>();

  constructor(log: RaftLog, currentTerm: () => number, commits: Commits) {
    this.log = log;
    this.currentTerm = currentTerm;
    this.commits = commits;
  }

  async onAppend({ prevIndex, prevTerm, entries, leaderCommit }: Append): Promise<AppendAnswer> {
    const { log } = this;
    if (log.lastIndex < prevIndex) return { ok: false, from: log.lastIndex + 1, term: 0 };
    if (log.termAt(prevIndex) !== prevTerm) return { ok: false, from: firstOfTerm(log, prevIndex), conflictTerm: log.termAt(prevIndex) };
    const known = entries.findIndex(({ index, term }) => log.termAt(index) !== term);
    if (known >= 0) {
      const fresh = entries.slice(known);
      if (fresh[0]!.index <= log.lastIndex) await log.truncateFrom(fresh[0]!.index);
      await log.append(fresh);
      await log.sync();
    }
    const match = prevIndex + entries.length;
    this.commitIndex = Math.max(this.commitIndex, Math.min(leaderCommit, match));
    return { ok: true, match };
  }

  becameLeader(peers: readonly NodeId[]): void {
    this.followers = new Map(peers.map(peer => [peer, { nextIndex: this.log.lastIndex + 1, matchIndex: 0 }]));
    this.advance();
  }

  nextAppend(peer: NodeId): Pick<Append, 'prevIndex' | 'prevTerm' | 'entries' | 'leaderCommit'> {
    const { nextIndex } = this.followers.get(peer)!;
    const entries = this.log.slice(nextIndex, nextIndex + BATCH);
    return { prevIndex: nextIndex - 1, prevTerm: this.log.termAt(nextIndex - 1), entries, leaderCommit: this.commitIndex };
  }

  onAppendReply(peer: NodeId, { ok, match, from, conflictTerm }: AppendReply): void {
    const follower = this.followers.get(peer)!;
    if (ok) {
      follower.matchIndex = Math.max(follower.matchIndex, match as number);
      follower.nextIndex = Math.max(follower.nextIndex, follower.matchIndex + 1);
      this.advance();
    } else {
      const own = conflictTerm === undefined ? 0 : lastOfTerm(this.log, conflictTerm as number);
      const next = own > 0 ? own + 1 : from as number;
      follower.nextIndex = Math.max(follower.matchIndex + 1, Math.min(follower.nextIndex - 1, next));
    }
  }

  /** Only an entry of its own term is committed by counting, and with it all before (§5.4.2). */
  private advance(): void {
    const followers = [...this.followers];
    const candidates = [this.log.lastIndex, ...followers.map(([, { matchIndex }]) => matchIndex)].sort((a, b) => b - a);
    for (const index of new Set(candidates)) {
      if (index <= this.commitIndex || this.log.termAt(index) !== this.currentTerm()) return;
      if (!this.commits(followers.filter(([, { matchIndex }]) => matchIndex >= index).map(([id]) => id))) continue;
      this.commitIndex = index;
      return;
    }
  }
}

function firstOfTerm(log: RaftLog, index: number): number {
  const term = log.termAt(index);
  while (index > 1 && log.termAt(index - 1) === term) index--;
  return index;
}

/** 0 if it has none of that term. */
function lastOfTerm(log: RaftLog, term: number): number {
  let index = log.lastIndex;
  while (index > 0 && log.termAt(index) > term) index--;
  return log.termAt(index) === term ? index : 0;
}
