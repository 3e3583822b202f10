import { msToUs, TraceKind, type Timer } from '../../../sim/index.ts';
import type { NodeId } from '../api.ts';
import { diskOf } from '../context.ts';
import type { Machine } from '../machine.ts';
import type { Append, AppendReply, Entry, RaftLog, Replicator } from './api.ts';
import { DiskLog, raftLog } from './disklog.ts';
import { Seat, type VoteReply, type VoteRequest } from './seat.ts';

/** Messages to one follower that it has not answered. */
const IN_FLIGHT = 8;
/** After so many heartbeats a message without an answer no longer counts. */
const LOST_AFTER = 4;

/** What a node has before its first start. */
export interface Preload {
  readonly entries: readonly Entry[];
  /** The last term that it knows of. */
  readonly bootTerm: number;
  readonly commitIndex?: number;
}

export interface RaftOptions {
  /** How long a follower waits for its leader. */
  readonly electionMs: { readonly low: number; readonly high: number };
  readonly heartbeatMs: number;
  /** Who heard from a leader less than `electionMs.low` ago helps no other one up (thesis §4.2.3). */
  readonly loyal?: boolean;
  /** Nobody stands for election but by `elect`. */
  readonly electionsHeld?: boolean;
  /** A new leader does not begin its term with an entry of its own. */
  readonly noOpening?: boolean;
  readonly preload?: Preload;
}

export interface RaftEvents {
  /** Once for each entry after each start, in order; `verified`: the leader of the term has confirmed that the log agrees up to there. */
  applied?(entry: Entry, verified: boolean): void;
  led?(term: number): void;
  /** A message was answered, after what it asked for was done. */
  answered?(message: Append, ok: boolean): void;
  /** Entries were removed because of a message of this term. */
  removed?(entries: readonly Entry[], term: number): void;
  /** The first answer of a follower that its log agrees, after so many messages. */
  matched?(peer: NodeId, messages: number): void;
  /** A follower has answered a message: see `confirmed`. */
  heardFrom?(): void;
  /** It led, and does no longer. */
  deposed?(): void;
}

interface Peer {
  readonly inFlight: Map<number, number>;
  messages: number;
  matched: boolean;
  answeredSeq: number;
}

export interface Proposal {
  /** It has been applied here, in the term that it was made in. */
  committed(entry: Entry): void;
  /** This node does not lead, and nothing was done. */
  refused(): void;
}

/** Makes the part that replicates the log. */
export type MakeReplicator = (log: RaftLog, currentTerm: () => number) => Replicator;

/**
 * Raft (Ongaro and Ousterhout, 2014; § of the extended version) without log replication, which is a part of its own.
 * It elects, keeps the log on disk, sends what the replicator wants sent and applies what it says is committed. One
 * thing is done at a time: the next message waits until the last one has been handled.
 */
export class RaftCore {
  readonly seat: Seat;
  readonly log: DiskLog;
  readonly replicator: Replicator;
  applied = 0;
  /** Index of the first entry of its term as leader. */
  termStart = 0;
  private readonly machine: Machine;
  private readonly options: RaftOptions;
  private readonly events: RaftEvents;
  private readonly failed: (error: unknown) => void;
  private readonly send: Record<'vote' | 'voted' | 'append' | 'appended', (to: NodeId, message: never) => void>;
  private readonly peers = new Map<NodeId, Peer>();
  private readonly proposals = new Map<number, { readonly term: number; readonly committed: Proposal['committed'] }>();
  private staged: { readonly command: unknown; readonly committed: Proposal['committed'] }[] = [];
  private flushing = false;
  private last: Promise<void> = Promise.resolve();
  private election: Timer | undefined;
  private heartbeat: Timer | undefined;
  private heardAtMs = 0;
  private seq = 0;
  /** Up to here the log is that of the present term's leader, as a follower knows it. */
  private verified = 0;
  private handledTerm = 0;

  /** `failed`: what is done with an exception of the replicator. */
  constructor(machine: Machine, make: MakeReplicator, options: RaftOptions, events: RaftEvents, failed: (error: unknown) => void) {
    const disk = diskOf(machine.node);
    this.machine = machine;
    this.options = options;
    this.events = events;
    this.failed = failed;
    this.seat = new Seat(machine.node.id, machine.peers.length + 1, disk);
    this.log = new DiskLog(disk, entries => this.events.removed?.(entries, this.handledTerm));
    this.replicator = make(raftLog(this.log, value => machine.node.world.copier.copy(value) as typeof value), () => this.seat.term);
    const channel = <M>(name: string, handle: (from: NodeId, message: M) => void | Promise<void>) => machine.channel<M>(name, (from, message) => this.next(() => handle(from, message)));
    this.send = {
      vote: channel<VoteRequest>('vote', (from, message) => this.onVote(from, message)),
      voted: channel<VoteReply>('voted', (from, message) => this.onVoted(from, message)),
      append: channel<Append>('append', (from, message) => this.onAppend(from, message)),
      appended: channel<AppendReply>('appended', (from, message) => this.onAppended(from, message)),
    };
    for (const id of machine.peers) this.peers.set(id, { inFlight: new Map(), messages: 0, matched: false, answeredSeq: 0 });
  }

  /** Reads what is on the disk and takes part from then on. */
  async recover(): Promise<void> {
    const { preload } = this.options;
    await this.seat.load(preload?.bootTerm ?? 0);
    await this.log.load();
    if (preload && this.machine.node.incarnation === 1) {
      await this.log.append(preload.entries);
      await this.log.sync();
      this.replicator.commitIndex = preload.commitIndex ?? 0;
      this.verified = this.replicator.commitIndex;
      this.apply();
    }
    this.awaitLeader();
  }

  get leads(): boolean {
    return this.seat.role === 'leader';
  }

  /** Adds a command, on the leader. If it loses its office before, neither is called. */
  propose(command: unknown, { committed, refused }: Proposal): void {
    this.next(() => {
      if (!this.leads) return refused();
      this.staged.push({ command, committed });
      this.flush();
    });
  }

  /** The leader says that this entry is committed; with it, by log matching (§5.3), all before it. */
  learn(index: number, term: number): void {
    this.next(() => {
      if (this.log.termAt(index) !== term) return;
      this.replicator.commitIndex = Math.max(this.replicator.commitIndex, index);
      this.apply();
    });
  }

  /** Its election time is over now. */
  elect(): void {
    this.next(() => this.stand());
  }

  /** A message to every follower, now. Returns the number that all of them have at least. */
  broadcast(): number {
    const first = this.seq + 1;
    for (const peer of this.peers.keys()) this.replicate(peer);
    return first;
  }

  /** Whether a majority, with this node, has answered a message of at least this number. */
  confirmed(seq: number): boolean {
    const answered = [...this.peers.values()].filter(({ answeredSeq }) => answeredSeq >= seq).length;
    return 2 * (answered + 1) > this.peers.size + 1;
  }

  private next(handle: () => void | Promise<void>): void {
    this.last = this.last.then(handle).catch(error => this.failed(error));
  }

  private get end() {
    return { lastIndex: this.log.lastIndex, lastTerm: this.log.termAt(this.log.lastIndex) };
  }

  private awaitLeader(): void {
    this.election?.cancel();
    if (this.options.electionsHeld) return;
    const { low, high } = this.options.electionMs;
    this.election = this.machine.node.after(msToUs(low + (high - low) * this.machine.node.random.next()), () => this.elect());
  }

  private async stand(): Promise<void> {
    if (this.leads) return;
    this.awaitLeader();
    const request = await this.seat.stand(this.end);
    for (const peer of this.peers.keys()) this.send.vote(peer, request as never);
    if (this.seat.takesOffice()) this.lead();
  }

  private async onVote(from: NodeId, request: VoteRequest): Promise<void> {
    const { node } = this.machine;
    if (this.options.loyal && (this.leads || node.monotonicMs - this.heardAtMs < this.options.electionMs.low)) return;
    if (request.term > this.seat.term) await this.enter(request.term);
    const granted = await this.seat.onVoteRequest(from, request, this.end);
    if (granted) this.awaitLeader();
    this.send.voted(from, { term: this.seat.term, granted } satisfies VoteReply as never);
  }

  private async onVoted(from: NodeId, reply: VoteReply): Promise<void> {
    if (reply.term > this.seat.term) return this.enter(reply.term);
    if (this.seat.onVoteReply(from, reply)) this.lead();
  }

  private lead(): void {
    const { seat, log } = this;
    const { world, index } = this.machine.node;
    this.election?.cancel();
    for (const peer of this.peers.values()) Object.assign(peer, { messages: 0, matched: false, answeredSeq: 0 }).inFlight.clear();
    const row = world.emit(TraceKind.note, index, -1, seat.term);
    world.trace?.describe(row, 'leader', { term: seat.term });
    this.events.led?.(seat.term);
    this.verified = log.lastIndex;
    this.replicator.becameLeader([...this.peers.keys()]);
    this.beat();
    this.termStart = log.lastIndex + 1;
    if (this.options.noOpening) return;
    this.staged.push({ command: undefined, committed: () => {} });
    this.flush();
  }

  private beat(): void {
    this.heartbeat?.cancel();
    this.heartbeat = this.machine.node.after(msToUs(this.options.heartbeatMs), () => this.next(() => this.beat()));
    if (this.leads) this.broadcast();
    else this.heartbeat.cancel();
  }

  /** What was proposed meanwhile becomes durable together, and is part of the log from then on. */
  private flush(): void {
    if (this.flushing || this.staged.length === 0) return;
    this.flushing = true;
    const { term } = this.seat;
    const batch = this.staged.splice(0);
    const entries = batch.map(({ command }, offset): Entry => ({ index: this.log.lastIndex + 1 + offset, term, command }));
    void this.log.prepare(entries).then(() => this.next(() => {
      this.flushing = false;
      if (this.leads && this.seat.term === term) {
        this.log.adopt(entries);
        this.verified = this.log.lastIndex;
        for (const [offset, { index }] of entries.entries()) this.proposals.set(index, { term, committed: batch[offset]!.committed });
        this.broadcast();
      }
      this.flush();
    }));
  }

  /** `onlyEntries`: not if it would be a heartbeat. */
  private replicate(to: NodeId, onlyEntries = false): void {
    const peer = this.peers.get(to)!;
    const { nowUs } = this.machine.node.world;
    for (const [seq, sentUs] of peer.inFlight) if (nowUs - sentUs > LOST_AFTER * msToUs(this.options.heartbeatMs)) peer.inFlight.delete(seq);
    if (peer.inFlight.size >= IN_FLIGHT) return;
    const { prevIndex, prevTerm, entries, leaderCommit } = this.replicator.nextAppend(to);
    if (onlyEntries && entries.length === 0) return;
    const seq = ++this.seq;
    peer.inFlight.set(seq, nowUs);
    if (!peer.matched) peer.messages++;
    this.send.append(to, { term: this.seat.term, leader: this.machine.node.id, prevIndex, prevTerm, entries, leaderCommit, seq } satisfies Append as never);
  }

  private async onAppend(from: NodeId, message: Append): Promise<void> {
    const { seat } = this;
    const { term, seq } = message;
    if (term > seat.term) await this.enter(term);
    if (term < seat.term) return this.send.appended(from, { ok: false, term: seat.term, seq } satisfies AppendReply as never);
    seat.follow(from);
    this.heardAtMs = this.machine.node.monotonicMs;
    this.awaitLeader();
    this.handledTerm = term;
    const answer = await this.replicator.onAppend(message);
    if (answer.ok) this.verified = Math.max(this.verified, message.prevIndex + message.entries.length);
    this.events.answered?.(message, answer.ok);
    this.send.appended(from, { ...answer, term: seat.term, seq } satisfies AppendReply as never);
    this.apply();
  }

  private async onAppended(from: NodeId, reply: AppendReply): Promise<void> {
    if (reply.term > this.seat.term) return this.enter(reply.term);
    if (reply.term < this.seat.term || !this.leads) return;
    const peer = this.peers.get(from)!;
    peer.inFlight.delete(reply.seq);
    peer.answeredSeq = Math.max(peer.answeredSeq, reply.seq);
    if (reply.ok && !peer.matched) {
      peer.matched = true;
      this.events.matched?.(from, peer.messages);
    }
    this.replicator.onAppendReply(from, reply);
    this.apply();
    this.events.heardFrom?.();
    this.replicate(from, reply.ok);
  }

  private async enter(term: number): Promise<void> {
    const deposed = this.leads;
    // What it promised as a leader it keeps as a voter.
    if (deposed) this.heardAtMs = this.machine.node.monotonicMs;
    this.heartbeat?.cancel();
    this.proposals.clear();
    this.staged = [];
    this.verified = 0;
    await this.seat.enter(term);
    if (deposed) this.events.deposed?.();
    this.awaitLeader();
  }

  private apply(): void {
    const until = Math.min(this.replicator.commitIndex, this.log.lastIndex);
    while (this.applied < until) {
      const entry = this.log.at(++this.applied);
      this.events.applied?.(entry, this.applied <= this.verified);
      const proposal = this.proposals.get(entry.index);
      this.proposals.delete(entry.index);
      if (proposal?.term === entry.term) proposal.committed(entry);
    }
  }
}
