import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

/** A batch that is still open, and what will become of it. */
interface Open {
  readonly rows: Row[];
  readonly written: Promise<void>;
}

/** Rows join the batch that will be written next; all of them share its promise. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;
  private open: Open | undefined;
  /** The last batch that was begun or waits to be. */
  private last: Promise<unknown> = Promise.resolve();

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
  }

  submit(row: Row): Promise<void> {
    if (!this.open || this.open.rows.length === 500) this.open = this.startBatch();
    this.open.rows.push(row);
    return this.open.written;
  }

  private startBatch(): Open {
    const rows: Row[] = [];
    const written = this.last.then(() => {
      if (this.open?.rows === rows) this.open = undefined;
      return this.disk.writeBatch(rows);
    });
    this.last = written.catch(() => {});
    return { rows, written };
  }
}
