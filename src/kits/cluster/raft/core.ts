import { msToUs, TraceKind, type Timer } from '../../../sim/index.ts';
import type { NodeId } from '../api.ts';
import type { Machine } from '../machine.ts';
import type { Append, AppendReply, Replicator, Role, Seat, Voter } from './api.ts';
import { carried } from './configuration.ts';
import type { DiskLog } from './disklog.ts';
import { Followers } from './followers.ts';
import { Membership } from './membership.ts';
import type { Proposal, RaftEvents, RaftOptions } from './options.ts';
import type { RaftParts } from './parts.ts';
import { Proposals } from './proposals.ts';
import { RaftState } from './state.ts';
import { Turns } from './turns.ts';
import { Voting } from './voting.ts';

/**
 * Raft (Ongaro and Ousterhout, 2014; § of the extended version), of parts that can be exchanged (`RaftParts`). It keeps the log
 * on disk, carries messages between the parts of all nodes, and applies what the replicator says is committed. One thing is
 * done at a time. Faults can aim at its channels `vote`, `voted`, `probe`, `probed`, `append` and `appended`, and at the
 * entries in `append`, by kind (`configuration`, `no-op`, `command`), index and term.
 */
export class RaftCore {
  /** Index of the first entry of its term as leader. */
  termStart = 0;
  private readonly machine: Machine;
  private readonly parts: RaftParts;
  private readonly options: RaftOptions;
  private readonly events: RaftEvents;
  private readonly turns: Turns;
  private readonly state: RaftState;
  private readonly voting: Voting;
  private readonly followers: Followers;
  private readonly proposals: Proposals;
  private readonly membership: Membership;
  private readonly reply: (to: NodeId, message: AppendReply) => void;
  private heartbeat: Timer | undefined;
  /** Term and role as the seat had them when it was last looked at. */
  private seen: { readonly term: number; readonly role: Role };

  /** `failed`: what is done with an exception of one of the parts. */
  constructor(machine: Machine, parts: RaftParts, options: RaftOptions, events: RaftEvents, failed: (error: unknown) => void) {
    this.machine = machine;
    this.parts = parts;
    this.options = options;
    this.events = events;
    const turns = this.turns = new Turns(failed);
    const state = this.state = new RaftState(machine, parts, options, events);
    this.voting = new Voting(machine, state, parts.election, options, turns, () => this.moved());
    const append = machine.channel<Append>('append', (from, message) => turns.take(() => this.onAppend(from, message)), ({ entries }) => entries.map(carried));
    this.reply = machine.channel<AppendReply>('appended', (from, message) => turns.take(() => this.onAppended(from, message)));
    this.followers = new Followers(machine, state, options, events, append);
    this.proposals = new Proposals(state, turns, () => void this.followers.broadcast());
    this.membership = new Membership(state, this.proposals);
    this.seen = { term: state.seat.term, role: state.seat.role };
    state.draw();
  }

  /** Reads what is on the disk and takes part from then on. */
  async recover(): Promise<void> {
    const { seat, log, replicator } = this.state;
    const { preload } = this.options;
    await seat.recover();
    this.seen = { term: seat.term, role: seat.role };
    await log.load();
    this.state.draw();
    if (preload && this.machine.node.incarnation === 1) {
      await log.append(preload.entries);
      await log.sync();
      replicator.commitIndex = preload.commitIndex ?? 0;
      this.state.verified = replicator.commitIndex;
      this.apply();
    }
    // Before it ended it may have promised somebody's followers to be loyal.
    if (this.machine.node.incarnation > 1) this.voting.heard();
    this.voting.awaitLeader();
  }

  get seat(): Pick<Seat, 'role' | 'term'> {
    return this.state.seat;
  }

  get log(): DiskLog {
    return this.state.log;
  }

  get replicator(): Replicator {
    return this.state.replicator;
  }

  get leads(): boolean {
    return this.state.leads;
  }

  /** Who leads, as far as this node knows. */
  get leader(): NodeId | null {
    return this.state.leader;
  }

  /** Index of the last entry that was applied. */
  get applied(): number {
    return this.state.applied;
  }

  /** Adds a command, on the leader. */
  propose(command: unknown, { committed, refused }: Proposal): void {
    this.turns.take(() => {
      if (this.leads) this.proposals.add({ command, committed });
      else refused();
    });
  }

  /** Others decide from now on, on the leader and one change at a time. */
  change(voters: readonly Voter[], proposal: Proposal): void {
    this.turns.take(() => this.membership.change(voters, proposal));
  }

  /** The leader says that this entry is committed; with it, by log matching (§5.3), all before it. */
  learn(index: number, term: number): void {
    this.turns.take(() => {
      const { log, replicator } = this.state;
      if (log.termAt(index) !== term) return;
      replicator.commitIndex = Math.max(replicator.commitIndex, index);
      this.apply();
    });
  }

  /** It stands for election now, whatever its `Election` says. */
  elect(): void {
    this.turns.take(() => this.voting.stand());
  }

  /** A message to every follower, now. Returns the number that all of them have at least. */
  broadcast(): number {
    return this.followers.broadcast();
  }

  /** Whether enough nodes to commit, with this one, have answered a message of at least this number. */
  confirmed(seq: number): boolean {
    return this.followers.confirmed(seq);
  }

  /** The seat may have changed: it leads or does not any more, or there is a new term. */
  private moved(): void {
    const { state, seen: { term, role } } = this;
    const { seat } = state;
    if (seat.term === term && seat.role === role) return;
    this.seen = { term: seat.term, role: seat.role };
    const isNewTerm = seat.term !== term;
    const deposed = role === 'leader' && (isNewTerm || seat.role !== 'leader');
    if (isNewTerm || deposed) {
      state.leader = null;
      state.verified = 0;
      this.proposals.drop();
      this.membership.drop();
    }
    if (deposed) {
      this.heartbeat?.cancel();
      // What it promised as a leader it keeps as a voter.
      this.voting.heard();
      this.events.deposed?.();
    }
    if (seat.role === 'leader') this.lead();
    // Whoever else sees a new term goes on waiting: a vote that it refuses makes nobody more patient (§5.2).
    else if (deposed) this.voting.awaitLeader();
    state.draw();
  }

  private lead(): void {
    const { seat, log } = this.state;
    const { node } = this.machine;
    this.voting.stop();
    this.state.leader = node.id;
    const row = node.world.emit(TraceKind.note, node.index, -1, seat.term);
    node.world.trace?.describe(row, 'leader', { term: seat.term });
    this.events.led?.(seat.term);
    this.state.verified = log.lastIndex;
    this.state.picture?.leads(seat.term, this.machine.peers);
    this.followers.begin();
    this.beat();
    this.termStart = log.lastIndex + 1;
    if (!this.options.noOpening) this.proposals.add({ command: undefined });
    this.membership.proceed();
  }

  private beat(): void {
    this.heartbeat?.cancel();
    if (!this.leads) return;
    if (this.parts.election.leaderCheck(this.followers.msSinceReply) === 'resign') return this.resign();
    this.heartbeat = this.machine.node.after(msToUs(this.options.heartbeatMs), () => this.turns.take(() => this.beat()));
    this.followers.broadcast();
  }

  private resign(): void {
    this.state.seat.role = 'follower';
    this.moved();
  }

  private async onAppend(from: NodeId, message: Append): Promise<void> {
    const { state } = this;
    const { seat } = state;
    const { term, seq } = message;
    const verdict = await seat.onLeaderMessage(from, term);
    this.moved();
    if (verdict === 'reject') return this.reply(from, { ok: false, term: seat.term, seq });
    state.leader = from;
    state.draw();
    this.voting.heard();
    this.voting.awaitLeader();
    state.handledTerm = term;
    const answer = await state.replicator.onAppend(message);
    if (answer.ok) state.verified = Math.max(state.verified, message.prevIndex + message.entries.length);
    this.events.answered?.(message, answer.ok);
    this.reply(from, { ...answer, term: seat.term, seq });
    this.apply();
  }

  private async onAppended(from: NodeId, reply: AppendReply): Promise<void> {
    const { seat } = this.state;
    await seat.onAnyReply(from, reply.term);
    this.moved();
    if (reply.term !== seat.term || !this.leads) return;
    this.followers.answered(from, reply);
    this.apply();
    this.events.heardFrom?.();
    if (this.leads) this.followers.replicate(from, reply.ok);
  }

  private apply(): void {
    const { state } = this;
    const until = Math.min(state.replicator.commitIndex, state.log.lastIndex);
    while (state.applied < until) {
      const entry = state.log.at(++state.applied);
      this.events.applied?.(entry, state.applied <= state.verified);
      this.proposals.applied(entry);
      if (entry.kind !== 'configuration') continue;
      this.membership.proceed();
      // A leader that is not among the new ones has led until they had its last word (§6).
      if (this.leads && !state.hasSay) this.resign();
    }
    state.draw();
  }
}
