export type * from './queue/api.ts';
export type * from './log/api.ts';
export type * from './group/api.ts';
