// scenario: bad-sector
// message: the disk had failed to write its batch
import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

/** What the disk takes at once. */
const MOST_ROWS = 500;

interface Waiting {
  readonly row: Row;
  resolve(): void;
  reject(error: unknown): void;
}

/** Group commit that swallows the errors of the disk. */
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
    while (this.waiting.length > 0) await this.write(this.waiting.splice(0, MOST_ROWS));
    this.isWriting = false;
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.disk.writeBatch(batch.map(({ row }) => row));
    } catch {
      // The rows are as good as written.
    }
    for (const { resolve } of batch) resolve();
  }
}
