import type { Member, Offsets, Tp } from '../group/api.ts';
import type { Acks, NewRecord, Rec } from './api.ts';

/** Who sends in a numbered order: idempotent and transactional producers. */
export interface Identity {
  readonly producer: number;
  readonly epoch: number;
}

export interface Claim {
  readonly group: string;
  readonly member: string;
  readonly generation: number;
}

/** What clients ask the broker for. Faults aim at `op`, and at `topic` and `group`. */
export type LogRequest =
  | { readonly op: 'produce'; readonly topic: string; readonly partition: number; readonly record: NewRecord; readonly acks: Acks; readonly identity?: Identity; readonly sequence?: number; readonly transactional?: boolean }
  | { readonly op: 'fetch'; readonly positions: Offsets; readonly max: number; readonly waitMs: number; readonly committedOnly: boolean }
  | { readonly op: 'offsets'; readonly tps: readonly Tp[]; readonly group: string; readonly from: 'start' | 'end' }
  | { readonly op: 'initProducer'; readonly transactionalId?: string }
  | { readonly op: 'sendOffsets'; readonly identity: Identity; readonly group: string; readonly claim?: Claim; readonly offsets: Offsets }
  | { readonly op: 'commitTransaction' | 'abortTransaction'; readonly identity: Identity }
  | { readonly op: 'commit'; readonly claim: Claim; readonly group: string; readonly offsets: Offsets }
  | { readonly op: 'join'; readonly group: string; readonly member?: string; readonly instanceId?: string; readonly topics: readonly string[]; readonly owned: readonly Tp[]; readonly generation: number; readonly sessionTimeoutMs: number; readonly rebalanceTimeoutMs: number }
  | { readonly op: 'sync'; readonly group: string; readonly claim: Claim; readonly assignment?: readonly (readonly [string, readonly Tp[]])[] }
  | { readonly op: 'heartbeat'; readonly group: string; readonly claim: Claim }
  | { readonly op: 'leave'; readonly group: string; readonly claim: Claim };

export type LogOp<Name extends LogRequest['op']> = Extract<LogRequest, { readonly op: Name }>;

export interface Joined {
  readonly member: string;
  readonly generation: number;
  /** For the one who assigns. */
  readonly members?: readonly Member[];
  /** A static member that came back: no round is needed. */
  readonly assigned?: readonly Tp[];
}

export interface Fetched {
  readonly records: readonly Rec[];
  readonly next: Offsets;
}

export const nameOf = ({ topic, partition }: Tp): string => `${topic}-${partition}`;
