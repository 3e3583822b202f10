import { type SimNode, US_PER_MS } from '../../../sim/index.ts';
import type { CopyRead } from './api.ts';

interface Commit {
  readonly value: unknown;
  readonly atUs: number;
}

/** What a leader has committed, by key and in order. */
export class CommitLog {
  private readonly leader: SimNode;
  private readonly commits = new Map<string, Commit[]>();

  constructor(leader: SimNode) {
    this.leader = leader;
  }

  /** An instant on the leader's clock, milliseconds since 1970. */
  leaderMs(atUs: number): number {
    return this.leader.clock.wallUs(atUs) / US_PER_MS;
  }

  commit(key: string, value: unknown, atUs: number): void {
    const commits = this.commits.get(key);
    if (commits) commits.push({ value, atUs });
    else this.commits.set(key, [{ value, atUs }]);
  }

  /** What a copy holds that includes everything committed before an instant. */
  read(key: string, safeUs: number): CopyRead {
    const commits = this.commits.get(key) ?? [];
    let count = commits.length;
    while (count > 0 && commits[count - 1]!.atUs >= safeUs) count--;
    const last = commits[count - 1];
    return { value: last?.value, committedAtMs: last && this.leaderMs(last.atUs), safeTimeMs: this.leaderMs(safeUs) };
  }
}
