/** The module `faultlab` as learner code sees it. */
export { Busy, Fenced, KitError, Refused, Unknown } from './errors.ts';
export type * from './cluster/api.ts';
export type * from './cluster/raft/api.ts';
export type * from './cluster/quorum/api.ts';
export type * from './cluster/flowcontrol/api.ts';
export type * from './cluster/sut/api.ts';
export type * from './broker/api.ts';
export type * from './service/api.ts';
export type * from './service/shop/api.ts';
export type * from './service/lab/api.ts';
export type * from './telemetry/api.ts';
export type * from './database/api.ts';
export type * from './service/lag/api.ts';
export type * from './operator/api.ts';
export type * from './coordination/api.ts';

/** Resolves after `ms` milliseconds on this node's clock. */
export declare function sleep(ms: number): Promise<void>;

/**
 * A hash of a text's UTF-8 bytes that spreads well: every bit of the text reaches every bit of the result. The same on
 * every node and in every run. Not for secrets. 64 bits as a bigint: the first half of MurmurHash3_x86_128, seed 0.
 * `Number(hash64(text) >> 11n)` is a whole number below 2^53. Costs no steps.
 */
export declare function hash64(text: string): bigint;

/** SHA-256 of a text's UTF-8 bytes, 64 hexadecimal digits. Costs no steps. */
export declare function sha256Hex(text: string): string;

/** HMAC-SHA-256 (RFC 2104) of a text under a key, both in UTF-8, 64 hexadecimal digits. Costs no steps. */
export declare function hmacSha256Hex(key: string, text: string): string;
