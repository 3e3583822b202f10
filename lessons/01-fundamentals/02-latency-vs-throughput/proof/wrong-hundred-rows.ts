// scenario: quiet-night
// message: it waited for company
import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

interface Waiting {
  readonly row: Row;
  resolve(): void;
  reject(error: unknown): void;
}

/** Writes when a batch is worth it, or after ten seconds. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;
  private waiting: Waiting[] = [];

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
    setInterval(() => {
      if (this.waiting.length > 0) this.flush();
    }, 10_000);
  }

  submit(row: Row): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      if (this.waiting.length === 100) this.flush();
    });
  }

  private flush(): void {
    const batch = this.waiting;
    this.waiting = [];
    this.disk.writeBatch(batch.map(({ row }) => row)).then(
      () => batch.forEach(({ resolve }) => resolve()),
      (error: unknown) => batch.forEach(({ reject }) => reject(error)),
    );
  }
}
