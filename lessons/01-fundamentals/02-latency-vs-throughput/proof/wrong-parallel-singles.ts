// scenario: rush-hour
// message: rows queued behind one disk head
import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

const AT_A_TIME = 16;

/** Many writes at a time, each of one row. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;
  private readonly waiting: (() => void)[] = [];
  private writing = 0;

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
  }

  async submit(row: Row): Promise<void> {
    if (this.writing === AT_A_TIME) await new Promise<void>(resolve => this.waiting.push(resolve));
    else this.writing++;
    try {
      await this.disk.writeBatch([row]);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.writing--;
    }
  }
}
