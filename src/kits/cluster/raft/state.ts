import { diskOf } from '../context.ts';
import type { NodeId } from '../api.ts';
import type { Machine } from '../machine.ts';
import type { Configuration, Quorums, Replicator, Seat } from './api.ts';
import { allOf, frozen, majorities, membersOf, votersOf } from './configuration.ts';
import { DiskLog, raftLog } from './disklog.ts';
import type { RaftEvents, RaftOptions } from './options.ts';
import type { RaftParts } from './parts.ts';
import { LogPicture } from './picture.ts';
import { ReferenceReplicator } from './replicator.ts';
import { ReferenceSeat } from './seat.ts';

/** What one node knows of the cluster: what figure 2 of the Raft paper calls its state, and who decides (§6). */
export class RaftState {
  readonly seat: Seat;
  readonly log: DiskLog;
  readonly replicator: Replicator;
  /** Who leads the present term, as far as it knows. */
  leader: NodeId | null = null;
  /** Index of the last entry that was applied. */
  applied = 0;
  /** Up to here the log is that of the present term's leader, as a follower knows it. */
  verified = 0;
  /** Term of the message that is being handled. */
  handledTerm = 0;
  /** While a run is recorded. */
  readonly picture: LogPicture | undefined;
  private readonly me: NodeId;
  private readonly peers: readonly NodeId[];
  private readonly initial: Configuration;
  private readonly quorums: Quorums;
  /** The last entry's configuration that was looked up, and what is shown of it. */
  private known: { readonly from: Configuration | undefined; readonly configuration: Configuration };

  constructor({ node, peers }: Machine, parts: RaftParts, { preload, configuration }: RaftOptions, events: RaftEvents) {
    const disk = diskOf(node);
    const { copier, pictures } = node.world;
    this.picture = pictures && new LogPicture(pictures, node);
    this.me = node.id;
    this.peers = peers;
    this.initial = frozen(configuration ?? allOf([node.id, ...peers]));
    this.known = { from: undefined, configuration: this.initial };
    this.quorums = parts.quorums ?? majorities;
    const log = this.log = new DiskLog(disk, entries => events.removed?.(entries, this.handledTerm), this.picture);
    const seatLog = Object.freeze({ get lastIndex() { return log.end.lastIndex; }, get lastTerm() { return log.end.lastTerm; }, bootTerm: preload?.bootTerm ?? 0 });
    const elects = (votes: ReadonlySet<NodeId>): boolean => this.quorums.elects(new Set(votes), this.configuration);
    this.seat = parts.seat?.(seatLog, elects) ?? new ReferenceSeat(node.id, disk, seatLog, elects);
    const learnersLog = raftLog(log, value => copier.copy(value) as typeof value);
    const currentTerm = (): number => this.seat.term;
    const commits = (followers: Iterable<NodeId>): boolean => this.commits(followers);
    this.replicator = parts.replicator?.(learnersLog, currentTerm, commits) ?? new ReferenceReplicator(learnersLog, currentTerm, commits);
  }

  /** Draws what it is and how far it has come. */
  draw(): void {
    this.picture?.seat(this.seat.role, this.seat.term, this.leader);
    this.picture?.progress(this.replicator.commitIndex, this.applied);
  }

  get leads(): boolean {
    return this.seat.role === 'leader';
  }

  /** The last one in the log, committed or not. Parts from outside see it, and cannot change it. */
  get configuration(): Configuration {
    const from = this.log.configured?.configuration;
    if (from !== this.known.from) this.known = { from, configuration: from ? frozen(from) : this.initial };
    return this.known.configuration;
  }

  get hasSay(): boolean {
    return votersOf(this.configuration).has(this.me);
  }

  /** The other nodes that have a say. */
  get voters(): readonly NodeId[] {
    const voters = votersOf(this.configuration);
    return this.peers.filter(id => voters.has(id));
  }

  /** The other nodes that get entries. */
  get members(): readonly NodeId[] {
    const members = membersOf(this.configuration);
    return this.peers.filter(id => members.has(id));
  }

  /** Whether what these followers and this node have is committed. */
  commits(followers: Iterable<NodeId>): boolean {
    return this.quorums.commits(new Set([this.me, ...followers]), this.configuration);
  }
}
