import type { GridPicture, World } from '../../../sim/index.ts';
import type { Partition } from './partition.ts';
import { nameOf } from './requests.ts';
import type { LogState } from './state.ts';

/**
 * Draws the partitions of a broker: their records by offset, how far they are on all replicas (`high watermark`) and, where
 * transactions are open, stable, where each group has committed, who owns them, and how far the group is behind.
 */
export class PartitionsPicture {
  private readonly grid: GridPicture;
  private readonly state: LogState;
  /** From which to which offset records are drawn. */
  private readonly drawn = new Map<Partition, { readonly start: number; readonly end: number }>();
  private transactional = false;

  constructor(pictures: NonNullable<World['pictures']>, state: LogState) {
    this.grid = pictures.grid('Partitions', { column: 'offset' });
    this.state = state;
    this.show();
  }

  /** Draws what has changed. */
  show(): void {
    for (const partitions of this.state.topics.values()) for (const partition of partitions) this.showPartition(partition);
  }

  private showPartition(partition: Partition): void {
    const { topic, number, startOffset, highWatermark, lastStableOffset } = partition;
    const { grid } = this;
    const tp = { topic, partition: number };
    const row = nameOf(tp);
    const groups = [...this.state.groups.values()];
    this.showRecords(row, partition);
    if (startOffset > 0) grid.stands(row, 'start', startOffset);
    grid.stands(row, 'high watermark', highWatermark);
    if (lastStableOffset < highWatermark) this.transactional = true;
    if (this.transactional) grid.stands(row, 'stable', lastStableOffset);
    for (const group of groups) {
      const offset = group.positionOf(tp);
      if (offset !== undefined) grid.stands(row, groups.length === 1 ? 'committed' : `committed by ${group.name}`, offset);
    }
    const behind = groups.map(group => highWatermark - (group.positionOf(tp) ?? startOffset));
    grid.label(row, groups.flatMap(group => group.ownerOf(tp)?.split('/')[0] ?? []).join(', '), behind.length === 0 ? '' : `lag ${behind.join(', ')}`);
  }

  private showRecords(row: string, partition: Partition): void {
    const { grid, drawn } = this;
    const { startOffset, endOffset } = partition;
    const { start, end } = drawn.get(partition) ?? { start: 0, end: 0 };
    drawn.set(partition, { start: startOffset, end: endOffset });
    for (let offset = start; offset < startOffset; offset++) grid.amend(row, offset, '');
    if (endOffset < end) grid.clearFrom(row, endOffset);
    for (let offset = Math.max(end, startOffset); offset < endOffset; offset++) grid.cell(row, offset, partition.textAt(offset));
  }
}
