import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Files in which something is kept of each lesson, a line each; every file is read once. */
export class Kept<Value> {
  private readonly files = new Map<string, Record<string, Value>>();

  /** By lesson id; may be changed. */
  of(file: string): Record<string, Value> {
    const values = this.files.get(file) ?? (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Record<string, Value> : {});
    this.files.set(file, values);
    return values;
  }

  write(): void {
    for (const [file, values] of this.files) {
      const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `{\n${sorted.map(([id, each]) => `  ${JSON.stringify(id)}: ${JSON.stringify(each)}`).join(',\n')}\n}\n`);
    }
  }
}
