import { msToUs, type Timer } from '../../../sim/index.ts';
import type { NodeId } from '../api.ts';
import type { Machine } from '../machine.ts';
import type { Election, Probe, VoteReply, VoteRequest } from './api.ts';
import type { RaftOptions } from './options.ts';
import type { RaftState } from './state.ts';
import type { Turns } from './turns.ts';

/** A probe as it is sent. */
interface ProbeMessage extends Probe {
  /** The how-manieth of this node's. */
  readonly round: number;
}

interface ProbeReply {
  readonly term: number;
  readonly yes: boolean;
  readonly round: number;
}

/** How a node comes to a leader (§5.2): it waits for one, asks whether it should stand (thesis, §9.6), stands, votes. */
export class Voting {
  private readonly machine: Machine;
  private readonly state: RaftState;
  private readonly election: Election;
  private readonly options: RaftOptions;
  private readonly turns: Turns;
  private readonly moved: () => void;
  private readonly send: Record<'vote' | 'voted' | 'probe' | 'probed', (to: NodeId, message: never) => void>;
  private timer: Timer | undefined;
  private heardAtMs = -Infinity;
  private round = 0;
  /** Who encourages it in the present round; undefined: it has not asked, or it does not matter any more. */
  private encouragedBy: Set<NodeId> | undefined;

  /** `moved`: called after everything that may have changed the seat. */
  constructor(machine: Machine, state: RaftState, election: Election, options: RaftOptions, turns: Turns, moved: () => void) {
    this.machine = machine;
    this.state = state;
    this.election = election;
    this.options = options;
    this.turns = turns;
    this.moved = moved;
    const channel = <M>(name: string, handle: (from: NodeId, message: M) => void | Promise<void>) => machine.channel<M>(name, (from, message) => turns.take(() => handle(from, message)));
    this.send = {
      vote: channel<VoteRequest>('vote', (from, message) => this.onVote(from, message)),
      voted: channel<VoteReply>('voted', (from, message) => this.onVoted(from, message)),
      probe: channel<ProbeMessage>('probe', (from, message) => this.onProbe(from, message)),
      probed: channel<ProbeReply>('probed', (from, message) => this.onProbed(from, message)),
    };
  }

  /** Waits for a leader, from now on. */
  awaitLeader(): void {
    this.stop();
    if (this.options.electionsHeld) return;
    this.timer = this.machine.node.after(msToUs(Math.max(0, Number(this.election.nextTimeout()) || 0)), () => this.turns.take(() => this.timedOut()));
  }

  /** Needs no leader. */
  stop(): void {
    this.timer?.cancel();
    this.encouragedBy = undefined;
  }

  /** A leader lives, as of now. */
  heard(): void {
    this.heardAtMs = this.machine.node.monotonicMs;
  }

  async stand(): Promise<void> {
    const { seat, leads } = this.state;
    if (leads) return;
    this.awaitLeader();
    const request = await seat.onElectionTimeout();
    if (request) for (const voter of this.state.voters) this.send.vote(voter, request as never);
    this.moved();
  }

  private timedOut(): void | Promise<void> {
    if (this.state.leads) return;
    const choice = this.state.hasSay ? this.election.onTimeout() : 'wait';
    if (choice === 'campaign') return this.stand();
    this.awaitLeader();
    if (choice === 'probe') return this.ask();
  }

  private ask(): void | Promise<void> {
    const { seat, log, voters } = this.state;
    this.encouragedBy = new Set();
    const probe: ProbeMessage = { term: seat.term + 1, ...log.end, round: ++this.round };
    for (const voter of voters) this.send.probe(voter, probe as never);
    return this.encouraged();
  }

  private encouraged(): void | Promise<void> {
    if (this.election.onProbeResult(this.encouragedBy!.size + 1, this.state.voters.length + 1) === 'campaign') return this.stand();
  }

  private onProbe(from: NodeId, { round, term, lastIndex, lastTerm }: ProbeMessage): void {
    const { seat, log, leads } = this.state;
    const yes = this.election.answerProbe({ term, lastIndex, lastTerm }, { ...log.end, term: seat.term, msSinceLeader: this.msSinceLeader, leading: leads });
    this.send.probed(from, { term: seat.term, yes, round } satisfies ProbeReply as never);
  }

  private async onProbed(from: NodeId, { term, yes, round }: ProbeReply): Promise<void> {
    await this.state.seat.onAnyReply(from, term);
    this.moved();
    if (!this.encouragedBy || round !== this.round || !yes || this.encouragedBy.has(from)) return;
    this.encouragedBy.add(from);
    return this.encouraged();
  }

  private async onVote(from: NodeId, request: VoteRequest): Promise<void> {
    const { loyalMs } = this.options;
    if (loyalMs !== undefined && (this.state.leads || this.msSinceLeader < loyalMs)) return;
    const reply = await this.state.seat.onVoteRequest(from, request);
    this.moved();
    if (reply.granted) this.awaitLeader();
    this.send.voted(from, reply as never);
  }

  private async onVoted(from: NodeId, reply: VoteReply): Promise<void> {
    await this.state.seat.onVoteReply(from, reply);
    this.moved();
  }

  private get msSinceLeader(): number {
    return this.machine.node.monotonicMs - this.heardAtMs;
  }
}
