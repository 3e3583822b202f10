import type { SimNode } from '../../../sim/index.ts';

export interface Entry {
  readonly term: number;
  /** Absent: the entry with which a leader begins its term. */
  readonly command?: unknown;
}

export interface Stored {
  readonly term: number;
  readonly votedFor: string | null;
  readonly entries: readonly Entry[];
}

const STATE = 'raft.state';
const LOG = 'raft.log';

/** Term, vote and log on a node's disk. Writes are issued in order; `synced` runs when all of them are durable. */
export class RaftStorage {
  private readonly node: SimNode;

  constructor(node: SimNode) {
    this.node = node;
  }

  load(loaded: (stored: Stored) => void): void {
    const { disk } = this.node;
    disk.read(STATE, ({ records: states }) => disk.read(LOG, ({ records: entries }) => {
      const [state] = states as { term: number; votedFor: string | null }[];
      loaded({ term: state?.term ?? 0, votedFor: state?.votedFor ?? null, entries: entries as Entry[] });
    }));
  }

  saveState(term: number, votedFor: string | null): void {
    this.node.disk.replace(STATE, [{ term, votedFor }], () => {});
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) this.node.disk.append(LOG, entry, () => {});
  }

  replace(entries: readonly Entry[]): void {
    this.node.disk.replace(LOG, entries, () => {});
  }

  synced(done: () => void): void {
    this.node.disk.sync(done);
  }
}
