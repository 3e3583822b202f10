import type { Append, AppendAnswer, AppendReply, NodeContext, NodeId, RaftLog } from 'faultlab';

/** Both ends of log replication in one Raft node. */
export class Replicator {
  commitIndex = 0;
  private readonly log: RaftLog;
  private peers: readonly NodeId[] = [];
  private sent = new Map<NodeId, number>();

  constructor(_ctx: NodeContext, log: RaftLog, _currentTerm: () => number) {
    this.log = log;
  }

  /** A follower: takes what arrives. */
  async onAppend(message: Append): Promise<AppendAnswer> {
    // TODO: is this where my log ends? Do I have some of it already? Is what I have the leader's?
    const fresh = message.entries.filter(({ index }) => index === this.log.lastIndex + 1);
    await this.log.append(fresh);
    await this.log.sync();
    this.commitIndex = message.leaderCommit;
    return { ok: true };
  }

  becameLeader(peers: readonly NodeId[]): void {
    this.peers = peers;
    this.sent = new Map(peers.map(peer => [peer, this.log.lastIndex]));
  }

  /** The leader: each entry once. */
  nextAppend(peer: NodeId): Pick<Append, 'prevIndex' | 'prevTerm' | 'entries' | 'leaderCommit'> {
    const prevIndex = this.sent.get(peer) ?? 0;
    const entries = this.log.slice(prevIndex + 1, prevIndex + 2);
    this.sent.set(peer, prevIndex + entries.length);
    // TODO: what if this message is lost?
    return { prevIndex, prevTerm: this.log.termAt(prevIndex), entries, leaderCommit: this.commitIndex };
  }

  onAppendReply(_peer: NodeId, _reply: AppendReply): void {
    // TODO: who has what? When is an entry safe?
    this.commitIndex = Math.max(...this.sent.values());
  }
}
