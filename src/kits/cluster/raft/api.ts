import type { NodeId } from '../api.ts';

export type Role = 'leader' | 'follower' | 'candidate';

/**
 * A log that all nodes of the cluster keep in the same order, by Raft (Ongaro and Ousterhout, "In Search of an
 * Understandable Consensus Algorithm", 2014). A new leader is found one to two seconds after the old one is lost.
 */
export interface ReplicatedLog {
  /**
   * Adds a command, at whatever node leads, and resolves with its place in the order once a majority has it. Rejects
   * with `Refused` (`NoLeader`) if no leader is known, and with `Unknown` (`Timeout`) after `timeoutMs` (2,000 if
   * absent): it may have been added, may be added later, or never.
   */
  propose(command: unknown, options?: { timeoutMs?: number }): Promise<{ index: number }>;
  /** Called once for every command of the log, in order, from the first one on after each start. */
  onApply(apply: (command: unknown, index: number) => void): void;
  /** What this node believes it is. A leader that was cut off believes it until no majority has answered for two seconds, or it hears better. */
  role(): Role;
  /** Who leads as far as this node knows; itself while it leads. */
  leader(): NodeId | null;
  /** The last index known to be on a majority. A new leader's lags until an entry of its own term is (Raft thesis, §6.4). */
  commitIndex(): number;
  /** The last index that was handed to `onApply`. */
  appliedIndex(): number;
  /** Resolves when `appliedIndex()` has reached `index`. */
  waitApplied(index: number): Promise<void>;
  /**
   * One round to a majority. Resolves if this node still led when the round was sent, and promises that nobody else
   * leads for 900 ms after that. Rejects with `Refused` (`NotLeader`), or with `Unknown` (`Timeout`) after two seconds.
   */
  confirmLeader(): Promise<void>;
}

/** Entries on this node's own disk, beside the replicated log. */
export interface LocalLog<E extends { readonly opId: string } = { readonly opId: string }> {
  /** Resolves when the entry is durable. */
  append(entry: E): Promise<void>;
  /** All entries that were appended and not removed, oldest first. Complete once the node's `recover` begins. */
  entries(): readonly E[];
  /** Resolves when the removal is durable. */
  remove(opId: string): Promise<void>;
}

/**
 * A list on this node's own disk, which another node can have whole. It knows of no leader and no term: who may append, and
 * whose journal is the true one, is for its user to say. Complete once the node's `recover` begins; a record that does not
 * match its checksum ends it, with all that comes after, as recovery from a write-ahead log stops there.
 */
export interface Journal<E = unknown> {
  /** 0 if it is empty; the first entry has 1. */
  readonly lastIndex: number;
  /** Resolves with the entry's index when it is durable. It can be read at once. */
  append(entry: E): Promise<number>;
  /** The entries after `index`: all for 0. */
  since(index: number): readonly E[];
  /** Removes all entries after `index`. Resolves when that is durable. */
  truncate(index: number): Promise<void>;
  /**
   * This journal becomes what the peer's is when it is asked, made durable there first, as Raft's InstallSnapshot does (paper,
   * §7), in one message however large. Resolves when it is durable here. Rejects with `Unknown` (`Timeout`) after two seconds
   * of silence. What is appended here meanwhile is gone.
   */
  copyFrom(peer: NodeId): Promise<void>;
}

/** An entry of a Raft log. */
export interface Entry {
  /** From 1. */
  readonly index: number;
  /** The term in which a leader made it. */
  readonly term: number;
  readonly command: unknown;
  /** Its command is a `Configuration`; absent: it is a client's, or nothing (undefined) where a leader opens its term. */
  readonly kind?: 'configuration';
}

/** A node's own log. What is in it can be read at once; it is durable only after a `sync` that came back. */
export interface RaftLog {
  /** 0 if it is empty. */
  readonly lastIndex: number;
  /** Term of the entry at an index; 0 for index 0, and where there is none. */
  termAt(index: number): number;
  /** The entries from index `from` up to and without `to`, as far as there are any. */
  slice(from: number, to: number): Entry[];
  /** Adds entries at the end; their indexes must go on where the log ends. */
  append(entries: readonly Entry[]): Promise<void>;
  /** Removes the entry at `index` and all after it. */
  truncateFrom(index: number): Promise<void>;
  sync(): Promise<void>;
}

/** What a leader sends a follower; without entries it is a heartbeat (Raft paper, figure 2, AppendEntries). */
export interface Append {
  readonly term: number;
  readonly leader: NodeId;
  /** Index and term of the entry just before `entries`. */
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  readonly leaderCommit: number;
  /** Unique among the messages of this leader's. */
  readonly seq: number;
}

/** What a follower answers: whether its log agreed, and whatever else helps the leader. */
export interface AppendAnswer {
  readonly ok: boolean;
  readonly [hint: string]: unknown;
}

/** The answer as it arrives, with the follower's term and the number of the message that it answers. */
export interface AppendReply extends AppendAnswer {
  readonly term: number;
  readonly seq: number;
}

/** Both ends of log replication in one node (§5.3, §5.4.2). Everything else of Raft calls it. */
export interface Replicator {
  /** What is known to be committed; entries up to here are applied. */
  commitIndex: number;
  /** A follower hears from the leader of its term. */
  onAppend(message: Append): Promise<AppendAnswer>;
  /** This node leads from now on, in the term that `currentTerm` tells. */
  becameLeader(peers: readonly NodeId[]): void;
  /** What to send a follower next. */
  nextAppend(peer: NodeId): Pick<Append, 'prevIndex' | 'prevTerm' | 'entries' | 'leaderCommit'>;
  /** A follower has answered, in the present term. */
  onAppendReply(peer: NodeId, reply: AppendReply): void;
}

/** Where a node's log ends. */
export interface LogEnd {
  /** 0 if it is empty. */
  readonly lastIndex: number;
  readonly lastTerm: number;
}

/** A candidate's question (Raft paper, figure 2, RequestVote). */
export interface VoteRequest extends LogEnd {
  readonly term: number;
}

export interface VoteReply {
  readonly term: number;
  readonly granted: boolean;
}

/** What a seat sees of its node's log, at any time as it is then. */
export interface SeatLog extends LogEnd {
  /** A term that had passed before the node's first start; its own is never lower. */
  readonly bootTerm: number;
}

/**
 * One node's role, term and vote (Raft paper, §5.1, §5.2, §5.4.1). Everything else of Raft asks it, one thing at a time: the
 * next message waits until the promise has been settled. What a reply says has to be true after a crash too.
 */
export interface Seat {
  role: Role;
  term: number;
  /** Called once, before anything else. */
  recover(): Promise<void>;
  /** It stands for election. Null: it does not. */
  onElectionTimeout(): Promise<VoteRequest | null>;
  onVoteRequest(from: NodeId, request: VoteRequest): Promise<VoteReply>;
  onVoteReply(from: NodeId, reply: VoteReply): Promise<void>;
  /** Somebody speaks as leader of a term. `reject`: it is none any more. */
  onLeaderMessage(from: NodeId, term: number): Promise<'accept' | 'reject'>;
  /** An answer to anything but a vote request came from a node of this term. */
  onAnyReply(from: NodeId, term: number): Promise<void>;
}

/** A question before a candidacy: would you vote for me (Raft thesis, §9.6, Pre-Vote)? */
export interface Probe extends LogEnd {
  /** The term that it would stand in. */
  readonly term: number;
}

/** A node as it is when it is asked. */
export interface Probed extends LogEnd {
  readonly term: number;
  /** Milliseconds since it heard from a leader; Infinity if it has not since it started. */
  readonly msSinceLeader: number;
  readonly leading: boolean;
}

/** When a node challenges its leader, whom it encourages, and when it gives up leading. Votes and terms are the seat's. */
export interface Election {
  /** Milliseconds until `onTimeout`. Asked anew after every message of a leader, every vote given and every `onTimeout`. */
  nextTimeout(): number;
  /** Nothing was heard from a leader. `probe`: ask the others first. */
  onTimeout(): 'campaign' | 'probe' | 'wait';
  /** Whether another node is encouraged to stand. */
  answerProbe(probe: Probe, me: Probed): boolean;
  /** After each answer to a probe: `yes` of `voters` encourage, this node among both. */
  onProbeResult(yes: number, voters: number): 'campaign' | 'wait';
  /** Asked at every heartbeat of a leader: milliseconds since each other voter answered, or since it leads. */
  leaderCheck(msSinceReply: ReadonlyMap<NodeId, number>): 'stay' | 'resign';
}

/** A node that has a say. */
export interface Voter {
  readonly id: NodeId;
  /** What fails together with it; empty: nothing. */
  readonly zone: string;
}

/** Who decides. A node goes by the last one in its log, committed or not (Raft paper, §6). */
export interface Configuration {
  readonly voters: readonly Voter[];
  /** A change is under way: those who decide afterwards. Until then both have to. */
  readonly next?: readonly Voter[];
  /** They get all entries and have no say. */
  readonly learners: readonly NodeId[];
}

/** Which nodes are enough, of those that a configuration names. Others may be among them, and do not count. */
export interface Quorums {
  /** An entry that all of these have on disk is committed. */
  commits(acks: ReadonlySet<NodeId>, configuration: Configuration): boolean;
  /** A candidate with the votes of all of these leads. */
  elects(votes: ReadonlySet<NodeId>, configuration: Configuration): boolean;
}
