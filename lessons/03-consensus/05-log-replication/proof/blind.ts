import type { Append, AppendAnswer, AppendReply, NodeContext, NodeId, RaftLog } from 'faultlab';

/** A stretch of a log that is all of one term: term, first index, last index. */
type Run = readonly [term: number, first: number, last: number];

const MAX_ENTRIES = 512;
const MAX_RUNS = 64;
const RESEND_MS = 40;

interface Progress {
  /** Known: the follower has said that its log is ours up to here. Absent until it agreed for the first time. */
  match?: number;
  /** A guess, used only until `match` is known. */
  next: number;
  /** The highest index sent since, and when. */
  sent: number;
  sentAt: number;
}

/** Both ends of log replication in one Raft node. */
export class Replicator {
  commitIndex = 0;
  private readonly log: RaftLog;
  private readonly currentTerm: () => number;

  // As a follower: how far the leader of `confirmedTerm` has confirmed this log.
  private confirmedTerm = -1;
  private confirmed = 0;
  private dirty = true;

  // As a leader.
  private peers: readonly NodeId[] = [];
  private progress = new Map<NodeId, Progress>();

  constructor(_ctx: NodeContext, log: RaftLog, currentTerm: () => number) {
    this.log = log;
    this.currentTerm = currentTerm;
  }

  async onAppend(message: Append): Promise<AppendAnswer> {
    const { term, prevIndex, prevTerm, entries, leaderCommit } = message;
    const stale = () => this.currentTerm() > term;
    const tooLate: AppendAnswer = { ok: false, stale: true, forTerm: term };
    if (stale()) return tooLate;

    if (prevIndex > this.log.lastIndex || this.log.termAt(prevIndex) !== prevTerm) {
      return { ok: false, forTerm: term, rejected: prevIndex, runs: this.runsBefore(prevIndex) };
    }

    // The first entry that is not ours already; only a real conflict may cut.
    let at = 0;
    while (at < entries.length) {
      const entry = entries[at]!;
      if (entry.index > this.log.lastIndex || this.log.termAt(entry.index) !== entry.term) break;
      at++;
    }
    if (at < entries.length) {
      const fresh = entries.slice(at);
      this.dirty = true;
      if (fresh[0]!.index <= this.log.lastIndex) {
        await this.log.truncateFrom(fresh[0]!.index);
        if (stale()) return tooLate;
      }
      await this.log.append(fresh);
    }
    if (this.dirty) {
      await this.log.sync();
      this.dirty = false;
    }
    if (stale()) return tooLate;

    const upTo = prevIndex + entries.length;
    if (this.confirmedTerm !== term) {
      this.confirmedTerm = term;
      this.confirmed = upTo;
    } else {
      this.confirmed = Math.max(this.confirmed, upTo);
    }
    this.commitIndex = Math.max(this.commitIndex, Math.min(leaderCommit, this.confirmed));
    return { ok: true, forTerm: term, match: this.confirmed };
  }

  becameLeader(peers: readonly NodeId[]): void {
    this.peers = peers;
    const term = this.currentTerm();
    let next = this.log.lastIndex + 1;
    while (next > 1 && this.log.termAt(next - 1) === term) next--;
    this.progress = new Map(peers.map(peer => [peer, { next, sent: next - 1, sentAt: -Infinity }]));
  }

  nextAppend(peer: NodeId): Pick<Append, 'prevIndex' | 'prevTerm' | 'entries' | 'leaderCommit'> {
    const to = this.progress.get(peer);
    const prevIndex = to ? (to.match ?? to.next - 1) : this.log.lastIndex;
    const last = Math.min(this.log.lastIndex, prevIndex + MAX_ENTRIES);
    let entries: Append['entries'] = [];
    // Everything that is not known to be there, so that no message depends on another one's arrival.
    // But not again and again while the answer may still be on its way.
    if (to && last > prevIndex && (last > to.sent || performance.now() - to.sentAt >= RESEND_MS)) {
      entries = this.log.slice(prevIndex + 1, last + 1);
      to.sent = Math.max(to.sent, last);
      to.sentAt = performance.now();
    }
    return { prevIndex, prevTerm: this.log.termAt(prevIndex), entries, leaderCommit: this.commitIndex };
  }

  onAppendReply(peer: NodeId, reply: AppendReply): void {
    const from = this.progress.get(peer);
    // An answer to a message of another term says nothing about this one.
    if (!from || reply.stale || reply.forTerm !== this.currentTerm()) return;

    if (!reply.ok) {
      if (from.match !== undefined) return; // late: it has agreed since
      const rejected = reply.rejected as number;
      from.next = Math.max(0, Math.min(this.commonWith(reply.runs as readonly Run[]), rejected - 1)) + 1;
      from.sent = from.next - 1;
      return;
    }

    from.match = Math.max(from.match ?? 0, Math.min(reply.match as number, this.log.lastIndex));
    if (from.sent < from.match) from.sent = from.match;

    // What a majority has, this node included, and only if it is of this term.
    const known = [this.log.lastIndex, ...this.peers.map(p => this.progress.get(p)?.match ?? 0)].sort((a, b) => b - a);
    const majority = known[Math.floor(known.length / 2)]!;
    if (majority > this.commitIndex && this.log.termAt(majority) === this.currentTerm()) this.commitIndex = majority;
  }

  /** The first index in 1..high whose term is at least `term`; high + 1 if there is none. Terms never fall in a log. */
  private firstOf(term: number, high: number): number {
    let low = 1;
    let end = high + 1;
    while (low < end) {
      const middle = (low + end) >> 1;
      if (this.log.termAt(middle) >= term) end = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** What terms this log has before an index, newest first. */
  private runsBefore(index: number): Run[] {
    const runs: Run[] = [];
    let last = Math.min(index - 1, this.log.lastIndex);
    while (last > 0 && runs.length < MAX_RUNS) {
      const term = this.log.termAt(last);
      const first = this.firstOf(term, last);
      runs.push([term, first, last]);
      last = first - 1;
    }
    return runs;
  }

  /** How far this log and the follower's are probably the same. */
  private commonWith(runs: readonly Run[]): number {
    let before = 0;
    for (const [term, first, last] of runs) {
      const mine = this.firstOf(term + 1, Math.min(last, this.log.lastIndex)) - 1;
      if (mine >= first && this.log.termAt(mine) === term) return mine;
      before = first - 1;
    }
    return before;
  }
}
