import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

const MAX_ROWS = 500;
const MAX_TRIES = 3;

interface Waiting {
  readonly row: Row;
  tries: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Makes rows durable. One process with one disk runs this. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;
  private waiting: Waiting[] = [];
  private writing = false;

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
  }

  /** Resolves when the row is durable; rejects if it is not and will not be. Called for the next row before this one is done. */
  submit(row: Row): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.waiting.push({ row, tries: 0, resolve, reject });
      if (!this.writing) void this.drain();
    });
  }

  /** One batch at a time: whatever came while the disk was busy is the next batch. */
  private async drain(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_ROWS);
      try {
        await this.disk.writeBatch(batch.map((w) => w.row));
        for (const w of batch) w.resolve();
      } catch (error) {
        const again: Waiting[] = [];
        for (const w of batch) {
          w.tries += 1;
          if (w.tries < MAX_TRIES) again.push(w);
          else w.reject(error);
        }
        this.waiting = [...again, ...this.waiting];
      }
    }
    this.writing = false;
  }
}
