export type * from './sql/api.ts';
