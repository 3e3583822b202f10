export type * from './etcd/api.ts';
export type * from './lease-lock/api.ts';
