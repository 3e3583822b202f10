import type { BatchDisk } from 'faultlab';
import type { Row } from '../contract';

const MOST_ROWS = 500;
/** A batch is worth a short wait only if at least this many rows are expected meanwhile. */
const WORTH_ROWS = 4;
const LINGER_MS = 1;

interface Waiting {
  readonly row: Row;
  resolve(): void;
  reject(error: unknown): void;
}

/** A linger that the measured rate decides: none while rows are rare. */
export class WriteBatcher {
  private readonly disk: BatchDisk<Row>;
  private readonly waiting: Waiting[] = [];
  private isActive = false;
  /** Mean time between two rows, newer ones counting more. */
  private gapMs = Infinity;
  private lastMs = -Infinity;

  constructor({ disk }: { disk: BatchDisk<Row> }) {
    this.disk = disk;
  }

  submit(row: Row): Promise<void> {
    const now = performance.now();
    const gapMs = Math.min(1_000, now - this.lastMs);
    this.gapMs = this.gapMs === Infinity ? gapMs : 0.9 * this.gapMs + 0.1 * gapMs;
    this.lastMs = now;
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      if (!this.isActive) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isActive = true;
    while (this.waiting.length > 0) {
      if (this.waiting.length < WORTH_ROWS && LINGER_MS / this.gapMs >= WORTH_ROWS) await new Promise(resolve => setTimeout(resolve, LINGER_MS));
      await this.write(this.waiting.splice(0, MOST_ROWS));
    }
    this.isActive = false;
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.disk.writeBatch(batch.map(({ row }) => row));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
