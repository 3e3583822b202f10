import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LessonResult } from '../result.ts';

/** Results on disk, one file each, by the key of their task. A file is whole or not there. */
export class ResultFiles {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  get(key: string): LessonResult | undefined {
    try {
      const { key: own, result } = JSON.parse(readFileSync(this.file(key), 'utf8')) as { key: string; result: LessonResult };
      return own === key ? result : undefined;
    } catch {
      return undefined;
    }
  }

  put(key: string, result: LessonResult): void {
    const unfinished = `${this.file(key)}.${process.pid}.tmp`;
    writeFileSync(unfinished, JSON.stringify({ key, result }, null, 2));
    renameSync(unfinished, this.file(key));
  }

  private file(key: string): string {
    return join(this.folder, `${key}.json`);
  }
}
