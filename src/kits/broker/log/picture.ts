import type { GridPicture, World } from '../../../sim/index.ts';
import type { Group } from '../group/group.ts';
import type { Partition } from './partition.ts';
import { nameOf } from './requests.ts';
import type { LogState } from './state.ts';

/** What of a partition is drawn already. */
interface Drawn {
  end: number;
  start: number;
  label: string;
  readonly cursors: Map<string, number>;
}

/**
 * Draws the partitions of a broker: their records by offset, how far they are on all replicas (`high watermark`) and, where
 * transactions are open, stable, where each group has committed, who owns them, and how far the group is behind.
 */
export class LogPicture {
  private readonly grid: GridPicture;
  private readonly state: LogState;
  private readonly drawn = new Map<Partition, Drawn>();

  constructor(pictures: NonNullable<World['pictures']>, state: LogState) {
    this.grid = pictures.grid('Partitions', { column: 'offset' });
    this.state = state;
  }

  /** Draws what has changed. */
  show(): void {
    for (const partitions of this.state.topics.values()) for (const partition of partitions) this.showPartition(partition);
  }

  private showPartition(partition: Partition): void {
    const row = nameOf({ topic: partition.topic, partition: partition.number });
    let drawn = this.drawn.get(partition);
    if (!drawn) this.drawn.set(partition, drawn = { end: 0, start: 0, label: '', cursors: new Map() });
    this.showRecords(row, partition, drawn);
    this.showCursor(row, drawn, 'high watermark', partition.highWatermark);
    if (partition.lastStableOffset < partition.highWatermark || drawn.cursors.has('stable')) this.showCursor(row, drawn, 'stable', partition.lastStableOffset);
    const groups = [...this.state.groups.values()];
    for (const group of groups) {
      const offset = group.positionOf({ topic: partition.topic, partition: partition.number });
      if (offset !== undefined) this.showCursor(row, drawn, groups.length === 1 ? 'committed' : `committed by ${group.name}`, offset);
    }
    this.showOwners(row, partition, drawn, groups);
  }

  private showRecords(row: string, partition: Partition, drawn: Drawn): void {
    while (drawn.end > partition.endOffset) this.grid.cell(row, --drawn.end, '');
    while (drawn.start < partition.startOffset) this.grid.amend(row, drawn.start++, '');
    while (drawn.end < partition.endOffset) this.grid.cell(row, drawn.end, partition.textAt(drawn.end++));
  }

  private showCursor(row: string, { cursors }: Drawn, name: string, offset: number): void {
    if (cursors.get(name) === offset) return;
    cursors.set(name, offset);
    this.grid.stands(row, name, offset);
  }

  private showOwners(row: string, { topic, number, highWatermark, startOffset }: Partition, drawn: Drawn, groups: readonly Group[]): void {
    const tp = { topic, partition: number };
    const owners = groups.flatMap(group => (group.ownerOf(tp) ?? []));
    const behind = groups.map(group => highWatermark - (group.positionOf(tp) ?? startOffset));
    const [text, note] = [owners.map(id => id.split('/')[0]!).join(', '), behind.length === 0 ? '' : `lag ${behind.join(', ')}`];
    if (drawn.label === `${text} ${note}`) return;
    drawn.label = `${text} ${note}`;
    this.grid.label(row, text, note);
  }
}
