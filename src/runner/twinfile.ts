import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { TwinTable } from '../lab/twins.ts';

/** Beside the built child. */
const fileOf = (lesson: string, dist: string): URL => new URL(`twins/${lesson.replace('/', '-')}.json`, dist);

/** The table of a lesson in the folder with this URL; undefined if none was made. */
export async function readTwinTable(lesson: string, dist: string): Promise<TwinTable | undefined> {
  const text = await readFile(fileOf(lesson, dist), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text) as TwinTable;
}

export async function writeTwinTable(lesson: string, dist: string, table: TwinTable): Promise<void> {
  const file = fileOf(lesson, dist);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, JSON.stringify(table));
}
