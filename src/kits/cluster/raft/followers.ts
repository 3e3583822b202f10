import { msToUs } from '../../../sim/index.ts';
import type { NodeId } from '../api.ts';
import type { Machine } from '../machine.ts';
import type { Append, AppendReply } from './api.ts';
import type { RaftEvents, RaftOptions } from './options.ts';
import type { RaftState } from './state.ts';

/** Messages to one follower that it has not answered. */
const IN_FLIGHT = 8;
/** After so many heartbeats a message without an answer no longer counts. */
const LOST_AFTER = 4;

interface Follower {
  /** Instants of sending by number. */
  readonly inFlight: Map<number, number>;
  messages: number;
  matched: boolean;
  answeredSeq: number;
  answeredUs: number;
}

/** The other nodes as a leader sees them: what it has sent them, and what they have answered (§5.3). */
export class Followers {
  private readonly machine: Machine;
  private readonly state: RaftState;
  private readonly heartbeatMs: number;
  private readonly events: RaftEvents;
  private readonly send: (to: NodeId, message: Append) => void;
  private readonly followers: ReadonlyMap<NodeId, Follower>;
  private seq = 0;

  constructor(machine: Machine, state: RaftState, { heartbeatMs }: RaftOptions, events: RaftEvents, send: (to: NodeId, message: Append) => void) {
    this.machine = machine;
    this.state = state;
    this.heartbeatMs = heartbeatMs;
    this.events = events;
    this.send = send;
    this.followers = new Map(machine.peers.map(id => [id, { inFlight: new Map(), messages: 0, matched: false, answeredSeq: 0, answeredUs: 0 }]));
  }

  /** The node begins to lead. */
  begin(): void {
    const { nowUs } = this.machine.node.world;
    for (const follower of this.followers.values()) Object.assign(follower, { messages: 0, matched: false, answeredSeq: 0, answeredUs: nowUs }).inFlight.clear();
    this.state.replicator.becameLeader(this.machine.peers);
  }

  /** A message to every one, now. Returns the number that all of them have at least. */
  broadcast(): number {
    const first = this.seq + 1;
    for (const id of this.state.members) this.replicate(id);
    return first;
  }

  /** `onlyEntries`: not if it would be a heartbeat. */
  replicate(to: NodeId, onlyEntries = false): void {
    const { inFlight, matched } = this.followers.get(to)!;
    const { nowUs } = this.machine.node.world;
    for (const [seq, sentUs] of inFlight) if (nowUs - sentUs > LOST_AFTER * msToUs(this.heartbeatMs)) inFlight.delete(seq);
    if (inFlight.size >= IN_FLIGHT) return;
    const { prevIndex, prevTerm, entries, leaderCommit } = this.state.replicator.nextAppend(to);
    if (onlyEntries && entries.length === 0) return;
    const seq = ++this.seq;
    inFlight.set(seq, nowUs);
    if (!matched) this.followers.get(to)!.messages++;
    this.state.picture?.sends(this.state.seat.term, to, seq, prevIndex, entries.length);
    this.send(to, { term: this.state.seat.term, leader: this.machine.node.id, prevIndex, prevTerm, entries, leaderCommit, seq });
  }

  /** One of them has answered, in the present term. */
  answered(from: NodeId, reply: AppendReply): void {
    const follower = this.followers.get(from)!;
    follower.inFlight.delete(reply.seq);
    follower.answeredSeq = Math.max(follower.answeredSeq, reply.seq);
    follower.answeredUs = this.machine.node.world.nowUs;
    if (reply.ok && !follower.matched) {
      follower.matched = true;
      this.events.matched?.(from, follower.messages);
    }
    this.state.picture?.hears(this.state.seat.term, from, reply);
    this.state.replicator.onAppendReply(from, reply);
  }

  /** Whether enough of them, with this node, have answered a message of at least this number. */
  confirmed(seq: number): boolean {
    return this.state.commits([...this.followers].filter(([, { answeredSeq }]) => answeredSeq >= seq).map(([id]) => id));
  }

  /** Milliseconds since each voter answered, or since this node leads. */
  get msSinceReply(): ReadonlyMap<NodeId, number> {
    const { nowUs } = this.machine.node.world;
    return new Map(this.state.voters.map(id => [id, (nowUs - this.followers.get(id)!.answeredUs) / 1_000]));
  }
}
