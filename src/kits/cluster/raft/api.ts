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
