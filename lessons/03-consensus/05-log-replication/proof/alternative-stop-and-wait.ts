import type { Append, AppendAnswer, AppendReply, NodeContext, NodeId, RaftLog } from 'faultlab';

/** Entries of one message. */
const BATCH = 100;

/** What a leader has of a follower. */
interface Follower {
  /** A guess: what to send next. */
  nextIndex: number;
  /** Knowledge: up to here its log is mine. */
  matchIndex: number;
  /** Entries are on their way since. */
  sentAtMs: number | undefined;
}

/** One message with entries at a time. */
export class Replicator {
  commitIndex = 0;
  private readonly log: RaftLog;
  private readonly currentTerm: () => number;
  private followers = new Map<NodeId, Follower>();

  constructor(_ctx: NodeContext, log: RaftLog, currentTerm: () => number) {
    this.log = log;
    this.currentTerm = currentTerm;
  }

  async onAppend({ prevIndex, prevTerm, entries, leaderCommit }: Append): Promise<AppendAnswer> {
    const { log } = this;
    if (log.lastIndex < prevIndex) return { ok: false, next: log.lastIndex + 1 };
    if (log.termAt(prevIndex) !== prevTerm) {
      let first = prevIndex;
      while (first > 1 && log.termAt(first - 1) === log.termAt(prevIndex)) first--;
      return { ok: false, next: first };
    }
    // Entries of the same index and term are the same, and so is all before them: only what differs is replaced.
    const fresh = entries.slice(entries.filter(({ index, term }) => log.termAt(index) === term).length);
    if (fresh.length > 0) {
      await log.truncateFrom(fresh[0]!.index);
      await log.append(fresh);
      await log.sync();
    }
    const match = prevIndex + entries.length;
    this.commitIndex = Math.max(this.commitIndex, Math.min(leaderCommit, match));
    return { ok: true, match };
  }

  becameLeader(peers: readonly NodeId[]): void {
    this.followers = new Map(peers.map(peer => [peer, { nextIndex: this.log.lastIndex + 1, matchIndex: 0, sentAtMs: undefined }]));
  }

  nextAppend(peer: NodeId): Pick<Append, 'prevIndex' | 'prevTerm' | 'entries' | 'leaderCommit'> {
    const follower = this.followers.get(peer)!;
    const { nextIndex, sentAtMs } = follower;
    const waits = sentAtMs !== undefined && performance.now() - sentAtMs < 100;
    const entries = waits ? [] : this.log.slice(nextIndex, nextIndex + BATCH);
    if (entries.length > 0) follower.sentAtMs = performance.now();
    return { prevIndex: nextIndex - 1, prevTerm: this.log.termAt(nextIndex - 1), entries, leaderCommit: this.commitIndex };
  }

  onAppendReply(peer: NodeId, { ok, match, next }: AppendReply): void {
    const follower = this.followers.get(peer)!;
    if (!ok || (match as number) > follower.matchIndex) follower.sentAtMs = undefined;
    if (ok) {
      follower.matchIndex = Math.max(follower.matchIndex, match as number);
      follower.nextIndex = Math.max(follower.nextIndex, follower.matchIndex + 1);
      this.advance();
    } else {
      follower.nextIndex = Math.max(follower.matchIndex + 1, Math.min(follower.nextIndex - 1, next as number));
    }
  }

  /** What a majority has is safe, if an entry of this term is the last of it. */
  private advance(): void {
    const matches = [this.log.lastIndex, ...[...this.followers.values()].map(({ matchIndex }) => matchIndex)].sort((a, b) => b - a);
    const index = matches[Math.floor(matches.length / 2)]!;
    if (index > this.commitIndex && this.log.termAt(index) === this.currentTerm()) this.commitIndex = index;
  }
}
