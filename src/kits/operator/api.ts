export type * from './console/api.ts';
export type * from './flow/api.ts';
export type * from './fleet/api.ts';
