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
  /** What this node believes it is. A leader that was cut off believes it until it hears better. */
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

/** An entry of a Raft log. */
export interface Entry {
  /** From 1. */
  readonly index: number;
  /** The term in which a leader made it. */
  readonly term: number;
  readonly command: unknown;
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

/** Both ends of log replication in one node. Everything else of Raft calls it. */
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
