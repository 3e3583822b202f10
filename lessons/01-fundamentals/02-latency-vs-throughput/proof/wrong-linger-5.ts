// scenario: quiet-night
// message: it waited for company
import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

const LINGER_MS = 5;

interface Waiting {
  readonly row: Row;
  resolve(): void;
  reject(error: unknown): void;
}

/** Gathers rows for a short fixed time. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;
  private waiting: Waiting[] = [];

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
  }

  submit(row: Row): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      if (this.waiting.length === 1) setTimeout(() => this.flush(), LINGER_MS);
    });
  }

  private flush(): void {
    const { waiting } = this;
    this.waiting = [];
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 500);
      this.disk.writeBatch(batch.map(({ row }) => row)).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      );
    }
  }
}
