import type { Disk, NodeId } from '../api.ts';
import type { Role, Seat, SeatLog, VoteReply, VoteRequest } from './api.ts';
import type { Elects } from './parts.ts';

const FILE = 'raft.state';

/** Role, term and vote as the Raft paper has them (§5.1, §5.2, §5.4.1). What is promised is durable before it is said. */
export class ReferenceSeat implements Seat {
  role: Role = 'follower';
  term: number;
  private votedFor: NodeId | null = null;
  private votes = new Set<NodeId>();
  private readonly me: NodeId;
  private readonly disk: Disk;
  private readonly log: SeatLog;
  private readonly elects: Elects;

  constructor(me: NodeId, disk: Disk, log: SeatLog, elects: Elects) {
    this.me = me;
    this.disk = disk;
    this.log = log;
    this.elects = elects;
    this.term = log.bootTerm;
  }

  async recover(): Promise<void> {
    const [state] = await this.disk.read(FILE) as { term: number; votedFor: NodeId | null }[];
    if (state) ({ term: this.term, votedFor: this.votedFor } = state);
  }

  async onElectionTimeout(): Promise<VoteRequest> {
    this.role = 'candidate';
    this.term++;
    this.votedFor = this.me;
    this.votes = new Set([this.me]);
    const { lastIndex, lastTerm } = this.log;
    await this.save();
    this.count();
    return { term: this.term, lastIndex, lastTerm };
  }

  async onVoteRequest(from: NodeId, { term, lastIndex, lastTerm }: VoteRequest): Promise<VoteReply> {
    if (term > this.term) await this.enter(term);
    const { log } = this;
    const upToDate = lastTerm > log.lastTerm || (lastTerm === log.lastTerm && lastIndex >= log.lastIndex);
    const granted = term === this.term && upToDate && (this.votedFor === null || this.votedFor === from);
    if (granted) {
      this.votedFor = from;
      await this.save();
    }
    return { term: this.term, granted };
  }

  async onVoteReply(from: NodeId, { term, granted }: VoteReply): Promise<void> {
    if (term > this.term) return this.enter(term);
    if (term === this.term && granted) this.votes.add(from);
    this.count();
  }

  async onLeaderMessage(_from: NodeId, term: number): Promise<'accept' | 'reject'> {
    if (term < this.term) return 'reject';
    if (term > this.term) await this.enter(term);
    this.role = 'follower';
    return 'accept';
  }

  async onAnyReply(_from: NodeId, term: number): Promise<void> {
    if (term > this.term) await this.enter(term);
  }

  private count(): void {
    if (this.role === 'candidate' && this.elects(this.votes)) this.role = 'leader';
  }

  /** Somebody has seen a higher term. */
  private async enter(term: number): Promise<void> {
    this.term = term;
    this.votedFor = null;
    this.role = 'follower';
    await this.save();
  }

  private async save(): Promise<void> {
    await this.disk.write(FILE, [{ term: this.term, votedFor: this.votedFor }]);
    await this.disk.sync();
  }
}
