import type { CallOptions } from '../api.ts';

/** What a copy holds of a key. */
export interface CopyRead<Value = unknown> {
  /** Undefined if nothing was ever written under the key. */
  readonly value: Value | undefined;
  /** When the value was committed, on the leader's clock, milliseconds since 1970. */
  readonly committedAtMs: number | undefined;
  /** Everything that was committed before this instant of the leader's clock is in the answer. */
  readonly safeTimeMs: number;
}

/**
 * A copy that applies the leader's writes in their order, some time later. Its *safe time* tells how far it is: an instant
 * of the leader's clock, in milliseconds since 1970, before which nothing is missing. It advances every 50 ms even when
 * nothing is written, and it never goes back. (Spanner calls it t_safe: Corbett et al., OSDI 2012, section 4.1.3.)
 *
 * Every method is one message and its answer. It rejects with `Unknown` (`Timeout`) after `timeoutMs` of silence and with
 * the signal's reason when that is aborted; without either it waits for ever.
 */
export interface LaggingCopy<Value = unknown> {
  read(key: string, options?: CallOptions): Promise<CopyRead<Value>>;
  safeTime(options?: CallOptions): Promise<number>;
  /** Answers with the safe time as soon as that is `safeTimeMs` or later. */
  waitFor(safeTimeMs: number, options?: CallOptions): Promise<number>;
}

/** The copy that writes go to. Nothing is missing in it: its safe time is the present, by its clock. Rejects as `LaggingCopy` does. */
export interface LeadingCopy<Value = unknown> {
  read(key: string, options?: CallOptions): Promise<CopyRead<Value>>;
}
