/** The module `faultlab` as learner code sees it. */
export { Fenced, KitError, Refused, Unknown } from './errors.ts';
export type * from './cluster/api.ts';
export type * from './cluster/raft/api.ts';
export type * from './cluster/quorum/api.ts';
export type * from './cluster/flowcontrol/api.ts';
export type * from './cluster/sut/api.ts';
export type * from './broker/queue/api.ts';
export type * from './service/api.ts';
export type * from './database/sql/api.ts';
export type * from './service/lag/api.ts';
export type * from './operator/api.ts';
export type * from './coordination/lease-lock/api.ts';

/** Resolves after `ms` milliseconds on this node's clock. */
export declare function sleep(ms: number): Promise<void>;
