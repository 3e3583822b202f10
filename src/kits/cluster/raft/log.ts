import { msToUs, TraceKind, type Timer } from '../../../sim/index.ts';
import { errorData, errorOf, Refused } from '../../errors.ts';
import type { NodeId } from '../api.ts';
import type { Machine } from '../machine.ts';
import type { ReplicatedLog, Role } from './api.ts';
import type { RaftMessage } from './messages.ts';
import { Pending } from './pending.ts';
import { RaftStorage, type Entry } from './storage.ts';

const ELECTION_MS = { low: 1_000, high: 2_000 };
const HEARTBEAT_MS = 250;
const TIMEOUT_MS = 2_000;
/** Entries of one message. */
const BATCH = 100;

interface Peer {
  nextIndex: number;
  matchIndex: number;
  /** The newest round of the leader's that it has answered. */
  round: number;
}

/**
 * One node's replica. Comments cite the Raft paper's extended version (2014). State changes happen at once, one
 * message at a time; what was promised to others is sent when it is durable.
 */
export class RaftLog implements ReplicatedLog {
  private readonly machine: Machine;
  private readonly send: (to: NodeId, message: RaftMessage) => void;
  private readonly storage: RaftStorage;
  private readonly peers = new Map<NodeId, Peer>();
  private readonly majority: number;
  private term = 0;
  private votedFor: NodeId | null = null;
  private entries: Entry[] = [];
  private state: Role = 'follower';
  private leaderId: NodeId | null = null;
  private committed = 0;
  private applied = 0;
  /** Index of the entry with which its term as leader begins. */
  private termStart = 0;
  private durable = 0;
  private votes = new Set<NodeId>();
  private round = 0;
  private heardAtMs: number;
  private election: Timer | undefined;
  private heartbeat: Timer | undefined;
  private apply: (command: unknown, index: number) => void = () => {};
  private appliedWaiters: { readonly index: number; readonly resolve: () => void }[] = [];
  /** The leader's own proposals by index, with the term they were made in. */
  private readonly proposals = new Map<number, { readonly term: number; readonly answer: (outcome: RaftMessage) => void; readonly id: number }>();
  private readonly pending: Pending;
  private confirmations: { readonly round: number; readonly id: number }[] = [];

  constructor(machine: Machine) {
    this.machine = machine;
    this.storage = new RaftStorage(machine.node);
    this.pending = new Pending(machine.node);
    this.send = machine.channel<RaftMessage>('raft', (from, message) => this.receive(from, message));
    this.majority = Math.floor((machine.peers.length + 1) / 2) + 1;
    this.heardAtMs = machine.node.monotonicMs;
    for (const id of machine.peers) this.peers.set(id, { nextIndex: 1, matchIndex: 0, round: 0 });
  }

  /** Reads what is on the disk and takes part from then on. */
  recover(): Promise<void> {
    return new Promise(resolve => this.storage.load(({ term, votedFor, entries }) => {
      this.term = term;
      this.votedFor = votedFor;
      this.entries = [...entries];
      this.durable = entries.length;
      this.awaitLeader();
      resolve();
    }));
  }

  async propose(command: unknown, { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<{ index: number }> {
    const copied = this.machine.node.world.copier.copy(command);
    const { leaderId } = this;
    if (leaderId === null) throw new Refused('NoLeader', 'no leader is known');
    return this.pending.wait(timeoutMs, id => {
      if (this.state === 'leader') this.add(copied, id, outcome => this.answered(outcome));
      else this.send(leaderId, { t: 'propose', id, command: copied });
    });
  }

  onApply(apply: (command: unknown, index: number) => void): void {
    this.apply = apply;
  }

  role(): Role {
    return this.state;
  }

  leader(): NodeId | null {
    return this.leaderId;
  }

  commitIndex(): number {
    return this.committed;
  }

  appliedIndex(): number {
    return this.applied;
  }

  waitApplied(index: number): Promise<void> {
    return new Promise(resolve => {
      if (this.applied >= index) resolve();
      else this.appliedWaiters.push({ index, resolve });
    });
  }

  async confirmLeader(): Promise<void> {
    if (this.state !== 'leader') throw new Refused('NotLeader', 'this node does not lead');
    return this.pending.wait(TIMEOUT_MS, id => {
      this.confirmations.push({ round: ++this.round, id });
      this.broadcast();
      this.settleConfirmations();
    });
  }

  /** The index up to which a reader must have applied to see all that was committed before (thesis §6.4). Rejects as `confirmLeader`. */
  async readIndex(): Promise<number> {
    const { term } = this;
    await this.waitApplied(this.termStart);
    if (this.term !== term) throw new Refused('NotLeader', 'another node leads');
    const { committed } = this;
    await this.confirmLeader();
    return committed;
  }

  private receive(from: NodeId, message: RaftMessage): void {
    // Thesis §4.2.3: a node that hears from a leader helps no other one up; that is confirmLeader's promise.
    if (message.t === 'vote' && this.hearsLeader()) return;
    if ('term' in message && message.term > this.term) this.stepDown(message.term);
    switch (message.t) {
      case 'vote': return this.onVote(from, message);
      case 'voted': return this.onVoted(from, message);
      case 'append': return this.onAppend(from, message);
      case 'appended': return this.onAppended(from, message);
      case 'propose': return this.onPropose(from, message);
      case 'proposed':
      case 'rejected': return this.answered(message);
    }
  }

  private hearsLeader(): boolean {
    return this.state === 'leader' || this.machine.node.monotonicMs - this.heardAtMs < ELECTION_MS.low;
  }

  private awaitLeader(): void {
    this.election?.cancel();
    const waitMs = ELECTION_MS.low + (ELECTION_MS.high - ELECTION_MS.low) * this.machine.node.random.next();
    this.election = this.machine.node.after(msToUs(waitMs), () => this.stand());
  }

  /** §5.2. */
  private stand(): void {
    this.state = 'candidate';
    this.leaderId = null;
    this.term++;
    this.votedFor = this.machine.node.id;
    this.votes = new Set([this.machine.node.id]);
    this.awaitLeader();
    this.afterSavingState(() => {
      for (const peer of this.peers.keys()) this.send(peer, { t: 'vote', term: this.term, lastIndex: this.entries.length, lastTerm: this.termAt(this.entries.length) });
      this.countVotes();
    });
  }

  private onVote(from: NodeId, { term, lastIndex, lastTerm }: Extract<RaftMessage, { t: 'vote' }>): void {
    const myTerm = this.termAt(this.entries.length);
    // §5.4.1: only who has everything that may be committed.
    const upToDate = lastTerm > myTerm || (lastTerm === myTerm && lastIndex >= this.entries.length);
    const granted = term === this.term && upToDate && (this.votedFor === null || this.votedFor === from);
    if (!granted) return this.send(from, { t: 'voted', term: this.term, granted: false });
    this.votedFor = from;
    this.awaitLeader();
    this.afterSavingState(() => this.send(from, { t: 'voted', term: this.term, granted: true }));
  }

  private onVoted(from: NodeId, { term, granted }: Extract<RaftMessage, { t: 'voted' }>): void {
    if (term !== this.term || this.state !== 'candidate' || !granted) return;
    this.votes.add(from);
    this.countVotes();
  }

  private countVotes(): void {
    if (this.state !== 'candidate' || this.votes.size < this.majority) return;
    this.state = 'leader';
    this.leaderId = this.machine.node.id;
    this.election?.cancel();
    for (const peer of this.peers.values()) Object.assign(peer, { nextIndex: this.entries.length + 1, matchIndex: 0, round: 0 });
    const { world, index } = this.machine.node;
    world.trace?.describe(world.emit(TraceKind.note, index, -1, this.term), 'leader', { term: this.term });
    this.appendOwn({ term: this.term });
    this.termStart = this.entries.length;
    this.beat();
  }

  private beat(): void {
    this.heartbeat = this.machine.node.after(msToUs(HEARTBEAT_MS), () => this.beat());
    this.broadcast();
  }

  private broadcast(): void {
    for (const peer of this.peers.keys()) this.replicate(peer);
  }

  private replicate(to: NodeId): void {
    const prevIndex = this.peers.get(to)!.nextIndex - 1;
    this.send(to, {
      t: 'append', term: this.term, prevIndex, prevTerm: this.termAt(prevIndex), entries: this.entries.slice(prevIndex, prevIndex + BATCH), commit: this.committed, round: this.round,
    });
  }

  /** §5.3. */
  private onAppend(from: NodeId, { term, prevIndex, prevTerm, entries, commit, round }: Extract<RaftMessage, { t: 'append' }>): void {
    if (term < this.term) return this.send(from, { t: 'appended', term: this.term, ok: false, match: 0, round });
    this.state = 'follower';
    this.leaderId = from;
    this.heardAtMs = this.machine.node.monotonicMs;
    this.awaitLeader();
    if (this.entries.length < prevIndex || this.termAt(prevIndex) !== prevTerm) {
      return this.send(from, { t: 'appended', term, ok: false, match: Math.min(this.entries.length, prevIndex - 1), round });
    }
    this.take(prevIndex, entries);
    const match = prevIndex + entries.length;
    this.commit(Math.min(commit, match));
    const acknowledge = (): void => {
      if (this.term === term) this.send(from, { t: 'appended', term, ok: true, match, round });
    };
    if (this.durable >= match) return acknowledge();
    this.storage.synced(() => {
      if (this.term === term) this.durable = Math.max(this.durable, match);
      acknowledge();
    });
  }

  private take(prevIndex: number, entries: readonly Entry[]): void {
    const agreeing = entries.findIndex((entry, i) => this.entries[prevIndex + i]?.term !== entry.term);
    if (agreeing < 0) return;
    const from = prevIndex + agreeing;
    const fresh = entries.slice(agreeing);
    if (from < this.entries.length) {
      this.entries.length = from;
      this.durable = Math.min(this.durable, from);
      this.entries.push(...fresh);
      this.storage.replace(this.entries);
    } else {
      this.entries.push(...fresh);
      this.storage.append(fresh);
    }
  }

  private onAppended(from: NodeId, { term, ok, match, round }: Extract<RaftMessage, { t: 'appended' }>): void {
    if (this.state !== 'leader' || term !== this.term) return;
    const peer = this.peers.get(from)!;
    peer.round = Math.max(peer.round, round);
    this.settleConfirmations();
    if (ok) {
      peer.matchIndex = Math.max(peer.matchIndex, match);
      peer.nextIndex = Math.max(peer.nextIndex, match + 1);
      this.advance();
      if (peer.nextIndex <= this.entries.length && match + 1 === peer.nextIndex) this.replicate(from);
    } else if (peer.matchIndex < match + 1 && match + 1 < peer.nextIndex) {
      peer.nextIndex = Math.max(1, match + 1);
      this.replicate(from);
    }
  }

  /** §5.4.2: only an entry of its own term is committed by counting. */
  private advance(): void {
    const matches = [this.durable, ...[...this.peers.values()].map(({ matchIndex }) => matchIndex)].sort((a, b) => b - a);
    const index = matches[this.majority - 1]!;
    if (index > this.committed && this.termAt(index) === this.term) this.commit(index);
  }

  private commit(index: number): void {
    if (index <= this.committed) return;
    this.committed = index;
    while (this.applied < this.committed) {
      const entry = this.entries[this.applied]!;
      this.applied++;
      if ('command' in entry) this.apply(this.machine.node.world.copier.copy(entry.command), this.applied);
      const proposal = this.proposals.get(this.applied);
      this.proposals.delete(this.applied);
      if (proposal?.term === entry.term) proposal.answer({ t: 'proposed', id: proposal.id, index: this.applied, entryTerm: entry.term });
    }
    const reached = this.appliedWaiters.filter(({ index: wanted }) => wanted <= this.applied);
    this.appliedWaiters = this.appliedWaiters.filter(({ index: wanted }) => wanted > this.applied);
    for (const { resolve } of reached) resolve();
  }

  private onPropose(from: NodeId, { id, command }: Extract<RaftMessage, { t: 'propose' }>): void {
    if (this.state === 'leader') this.add(command, id, outcome => this.send(from, outcome));
    else this.send(from, { t: 'rejected', id, error: errorData(new Refused('NotLeader', 'this node does not lead')) });
  }

  private add(command: unknown, id: number, answer: (outcome: RaftMessage) => void): void {
    this.appendOwn({ term: this.term, command });
    this.proposals.set(this.entries.length, { term: this.term, id, answer });
    this.broadcast();
  }

  private appendOwn(entry: Entry): void {
    this.entries.push(entry);
    this.storage.append([entry]);
    const { term } = this;
    const index = this.entries.length;
    this.storage.synced(() => {
      if (this.term !== term || this.state !== 'leader') return;
      this.durable = Math.max(this.durable, index);
      this.advance();
    });
  }

  private stepDown(term: number): void {
    // What it promised as a leader it keeps as a voter.
    if (this.state === 'leader') this.heardAtMs = this.machine.node.monotonicMs;
    this.term = term;
    this.votedFor = null;
    this.state = 'follower';
    this.leaderId = null;
    this.heartbeat?.cancel();
    for (const { id } of this.confirmations.splice(0)) this.pending.reject(id, new Refused('NotLeader', 'another node leads'));
    this.proposals.clear();
    this.awaitLeader();
    this.storage.saveState(this.term, this.votedFor);
  }

  private afterSavingState(then: () => void): void {
    const { term } = this;
    this.storage.saveState(this.term, this.votedFor);
    this.storage.synced(() => {
      if (this.term === term) then();
    });
  }

  private settleConfirmations(): void {
    const { confirmations } = this;
    const isConfirmed = (round: number): boolean => 1 + [...this.peers.values()].filter(peer => peer.round >= round).length >= this.majority;
    this.confirmations = confirmations.filter(({ round }) => !isConfirmed(round));
    for (const { round, id } of confirmations) if (isConfirmed(round)) this.pending.resolve(id, undefined);
  }

  private answered(outcome: RaftMessage): void {
    if (outcome.t === 'proposed') {
      // Log matching, §5.3: with this entry it has all that is committed before it.
      if (this.termAt(outcome.index) === outcome.entryTerm) this.commit(outcome.index);
      this.pending.resolve(outcome.id, { index: outcome.index });
    }
    if (outcome.t === 'rejected') this.pending.reject(outcome.id, errorOf(outcome.error));
  }

  private termAt(index: number): number {
    return this.entries[index - 1]?.term ?? 0;
  }
}

/** What learner code gets of a log: its functions, without a way to its inside. */
export function replicatedLog(log: RaftLog): ReplicatedLog {
  return Object.freeze<ReplicatedLog>({
    propose: log.propose.bind(log), onApply: log.onApply.bind(log), role: log.role.bind(log), leader: log.leader.bind(log),
    commitIndex: log.commitIndex.bind(log), appliedIndex: log.appliedIndex.bind(log), waitApplied: log.waitApplied.bind(log), confirmLeader: log.confirmLeader.bind(log),
  });
}
