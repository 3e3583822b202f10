// scenario: power-cut
// message: resolved at
// message: already deleted
import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

/** Answers at once and writes later: the fastest of all. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;
  private readonly waiting: Row[] = [];
  private isWriting = false;

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
  }

  async submit(row: Row): Promise<void> {
    this.waiting.push(row);
    if (!this.isWriting) void this.writeAll();
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) await this.disk.writeBatch(this.waiting.splice(0, 500));
    this.isWriting = false;
  }
}
