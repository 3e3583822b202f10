import type { BatchDisk } from 'faultlab';
import type { Row } from './contract';

/** Makes rows durable. One process with one disk runs this. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
  }

  /** Resolves when the row is durable; rejects if it is not and will not be. Called for the next row before this one is done. */
  async submit(row: Row): Promise<void> {
    // TODO: every row pays the whole fixed cost of a write.
    await this.disk.writeBatch([row]);
  }
}
