import type { Disk, NodeId } from '../api.ts';
import type { Role } from './api.ts';

const FILE = 'raft.state';

/** A candidate's question (Raft paper, figure 2, RequestVote). */
export interface VoteRequest {
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
}

export interface VoteReply {
  readonly term: number;
  readonly granted: boolean;
}

/** Where a node's log ends. */
export interface LogEnd {
  readonly lastIndex: number;
  readonly lastTerm: number;
}

/** One node's role, term and vote. What it promises is durable before it is said (§5.2, §5.4.1). */
export class Seat {
  role: Role = 'follower';
  term = 0;
  leader: NodeId | null = null;
  private votedFor: NodeId | null = null;
  private votes = new Set<NodeId>();
  private readonly me: NodeId;
  private readonly majority: number;
  private readonly disk: Disk;

  constructor(me: NodeId, nodes: number, disk: Disk) {
    this.me = me;
    this.majority = Math.floor(nodes / 2) + 1;
    this.disk = disk;
  }

  /** `bootTerm`: a term that has passed before the node's first start. */
  async load(bootTerm: number): Promise<void> {
    const [state] = await this.disk.read(FILE) as { term: number; votedFor: NodeId | null }[];
    this.term = state?.term ?? bootTerm;
    this.votedFor = state?.votedFor ?? null;
  }

  async stand(end: LogEnd): Promise<VoteRequest> {
    this.role = 'candidate';
    this.leader = null;
    this.term++;
    this.votedFor = this.me;
    this.votes = new Set([this.me]);
    await this.save();
    return { term: this.term, ...end };
  }

  /** Whether it gave its vote. */
  async onVoteRequest(from: NodeId, { term, lastIndex, lastTerm }: VoteRequest, own: LogEnd): Promise<boolean> {
    const upToDate = lastTerm > own.lastTerm || (lastTerm === own.lastTerm && lastIndex >= own.lastIndex);
    if (term !== this.term || !upToDate || (this.votedFor !== null && this.votedFor !== from)) return false;
    this.votedFor = from;
    await this.save();
    return true;
  }

  /** Whether this vote made it leader. */
  onVoteReply(from: NodeId, { term, granted }: VoteReply): boolean {
    if (term === this.term && granted) this.votes.add(from);
    return this.takesOffice();
  }

  takesOffice(): boolean {
    if (this.role !== 'candidate' || this.votes.size < this.majority) return false;
    this.role = 'leader';
    this.leader = this.me;
    return true;
  }

  /** Somebody leads the present term. */
  follow(leader: NodeId): void {
    this.role = 'follower';
    this.leader = leader;
  }

  /** Somebody has seen a higher term. */
  async enter(term: number): Promise<void> {
    this.term = term;
    this.votedFor = null;
    this.role = 'follower';
    this.leader = null;
    await this.save();
  }

  private async save(): Promise<void> {
    await this.disk.write(FILE, [{ term: this.term, votedFor: this.votedFor }]);
    await this.disk.sync();
  }
}
