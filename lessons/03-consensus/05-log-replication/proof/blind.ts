import type { Append, AppendAnswer, AppendReply, NodeContext, NodeId, RaftLog } from 'faultlab';

/** Entries in one message. */
const BATCH = 256;

/** What a leader holds of one follower. */
interface Progress {
  /** Knowledge: its log is ours up to here, on its disk. */
  match: number;
  /** A guess: the first entry to send. */
  next: number;
  /** It has agreed at least once in this term. Before that: one message with entries for each guess. */
  agreed: boolean;
  /** The present guess is on its way. */
  probed: boolean;
}

/** What a follower's answer brings besides `ok`. */
interface Hint {
  /** Term of the message that is answered. */
  forTerm: number;
  prevIndex: number;
  /** Confirmed in that term, durable. */
  matchIndex: number;
  /** Where `ok` is false: the last entry that could be the leader's, and its term. */
  hintIndex: number;
  hintTerm: number;
}

/** Both ends of log replication in one Raft node. */
export class Replicator {
  commitIndex = 0;
  private readonly log: RaftLog;
  private readonly currentTerm: () => number;

  // as a follower: what was confirmed to the leader of `confirmedTerm`
  private confirmedTerm = 0;
  private confirmed = 0;

  // as a leader
  private leadsIn = 0;
  private progress = new Map<NodeId, Progress>();

  constructor(_ctx: NodeContext, log: RaftLog, currentTerm: () => number) {
    this.log = log;
    this.currentTerm = currentTerm;
  }

  async onAppend(message: Append): Promise<AppendAnswer> {
    const { term, prevIndex, prevTerm, entries, leaderCommit } = message;
    if (term !== this.confirmedTerm) {
      this.confirmedTerm = term;
      this.confirmed = 0;
    }
    const agrees = prevIndex <= this.log.lastIndex && this.log.termAt(prevIndex) === prevTerm;
    if (!agrees) {
      const hintIndex = this.lastOfTermUpTo(prevTerm, Math.min(prevIndex, this.log.lastIndex));
      return this.answer(false, message, hintIndex, this.log.termAt(hintIndex));
    }

    const from = entries.findIndex(({ index, term: of }) => index > this.log.lastIndex || this.log.termAt(index) !== of);
    const first = from < 0 ? undefined : entries[from];
    if (first) {
      if (first.index <= this.log.lastIndex) {
        await this.log.truncateFrom(first.index);
        // an election may have gone on meanwhile
        if (this.currentTerm() !== term) return { ok: false };
      }
      await this.log.append(entries.slice(from));
    }
    const end = prevIndex + entries.length;
    if (end > this.confirmed) {
      await this.log.sync();
      if (this.currentTerm() !== term) return { ok: false };
      this.confirmed = end;
    }
    this.commitIndex = Math.max(this.commitIndex, Math.min(leaderCommit, this.confirmed));
    return this.answer(true, message, 0, 0);
  }

  becameLeader(peers: readonly NodeId[]): void {
    this.leadsIn = this.currentTerm();
    // Just before what this term adds: the first message brings the empty entry.
    const next = this.lastOfTermUpTo(this.leadsIn - 1, this.log.lastIndex) + 1;
    this.progress = new Map(peers.map(peer => [peer, { match: 0, next, agreed: false, probed: false }]));
  }

  nextAppend(peer: NodeId): Pick<Append, 'prevIndex' | 'prevTerm' | 'entries' | 'leaderCommit'> {
    const p = this.progress.get(peer);
    const next = p?.next ?? this.log.lastIndex + 1;
    const entries = !p || (!p.agreed && p.probed) ? [] : this.log.slice(next, next + BATCH);
    if (p) {
      if (p.agreed) p.next = next + entries.length;
      else if (entries.length > 0) p.probed = true;
    }
    return { prevIndex: next - 1, prevTerm: this.log.termAt(next - 1), entries, leaderCommit: this.commitIndex };
  }

  onAppendReply(peer: NodeId, reply: AppendReply): void {
    const p = this.progress.get(peer);
    const hint = reply as unknown as Partial<Hint>;
    if (!p || this.leadsIn !== this.currentTerm() || hint.forTerm !== this.leadsIn) return;
    const { matchIndex = 0, prevIndex = 0, hintIndex = 0, hintTerm = 0 } = hint;

    p.match = Math.max(p.match, matchIndex);
    if (!p.agreed && (reply.ok || matchIndex > 0)) {
      p.agreed = true;
      p.next = p.match + 1;
    } else if (reply.ok) {
      p.next = Math.max(p.next, p.match + 1);
    } else if (p.agreed) {
      // Something before it was lost or overtaken: back to what is known. An answer from before that is too late.
      if (prevIndex > p.match) p.next = p.match + 1;
    } else if (prevIndex === p.next - 1) {
      p.next = Math.min(this.lastOfTermUpTo(hintTerm, hintIndex) + 1, Math.max(1, p.next - 1));
      p.probed = false;
    }
    p.next = Math.max(p.next, p.match + 1);
    this.countCopies();
  }

  /** Commits what a majority has, if it is of this leader's own term; what is before it goes along. */
  private countCopies(): void {
    const ends = [this.log.lastIndex, ...[...this.progress.values()].map(({ match }) => match)].sort((a, b) => b - a);
    const onMajority = ends[Math.floor(ends.length / 2)] ?? 0;
    if (onMajority > this.commitIndex && this.log.termAt(onMajority) === this.leadsIn) this.commitIndex = onMajority;
  }

  /** The last index, not after `end`, whose entry is of `term` or an earlier one; terms never fall within a log. */
  private lastOfTermUpTo(term: number, end: number): number {
    let low = 0;
    let high = Math.min(end, this.log.lastIndex);
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.log.termAt(middle) <= term) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private answer(ok: boolean, { prevIndex }: Append, hintIndex: number, hintTerm: number): AppendAnswer {
    const hint: Hint = { forTerm: this.confirmedTerm, prevIndex, matchIndex: this.confirmed, hintIndex, hintTerm };
    return { ok, ...hint };
  }
}
