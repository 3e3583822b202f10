import type { Change, Isolation, Position } from './api.ts';
import type { Statement } from './statements.ts';

/** A conversation of a process with a database: one transaction. */
interface OfSession {
  /** Unique in a run: `api-1/2/17`, the 17th of the process's second incarnation. */
  readonly session: string;
  /** Counts what is asked in it, from 0. */
  readonly number: number;
}

/** A statement. `auto`: it is a transaction of its own. */
export type StatementRequest = Statement & OfSession & { readonly isolation?: Isolation; readonly auto?: true };

export type EndRequest = OfSession & { readonly op: 'commit' | 'rollback' };

export interface HorizonRequest {
  readonly op: 'horizon';
}

export interface ChangesRequest {
  readonly op: 'changes';
  readonly from?: Position;
  readonly tables?: readonly string[];
  /** How many times this reader has been set back; absent at the beginning. */
  readonly setBack?: number;
}

export interface ChangesAnswer {
  readonly changes: readonly Change[];
  /** From where to go on. */
  readonly next?: Position;
  readonly setBack: number;
}

export type Request = StatementRequest | EndRequest | HorizonRequest | ChangesRequest;

/** What the machine of a process says when the process has ended. */
export interface Disconnect {
  readonly node: string;
  readonly incarnation: number;
}

export const sessionPrefix = ({ node, incarnation }: Disconnect): string => `${node}/${incarnation}/`;

/** The prefix of a session's process. */
export const processOf = (session: string): string => session.slice(0, session.lastIndexOf('/') + 1);
