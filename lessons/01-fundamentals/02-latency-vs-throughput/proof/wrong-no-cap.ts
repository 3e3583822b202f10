// scenario: one-big-burst
// message: was rejected
// message: the disk takes 500 rows in a batch
import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

interface Waiting {
  readonly row: Row;
  resolve(): void;
  reject(error: unknown): void;
}

/** Writes all that waits, however much it is. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;
  private readonly waiting: Waiting[] = [];
  private isWriting = false;

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
  }

  submit(row: Row): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      if (!this.isWriting) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) await this.write(this.waiting.splice(0));
    this.isWriting = false;
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.disk.writeBatch(batch.map(({ row }) => row));
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    for (const { resolve } of batch) resolve();
  }
}
