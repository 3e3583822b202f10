import type { Terminal } from './terminal.ts';

/** What every command gets. */
export interface Context {
  readonly terminal: Terminal;
  /** Folder of the built product. */
  readonly dist: string;
}
