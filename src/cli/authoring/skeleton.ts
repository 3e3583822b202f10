import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CourseLesson } from './course.ts';
import { readText } from './lessonfolder.ts';

/** The lesson that new ones begin as, below `lessons/`. */
const SKELETON = 'skeleton';

/** Makes the folder of a lesson: a copy of the skeleton under the course's title, level and kits. `lessons` is absolute; the folder must not exist. */
export function copySkeleton(lessons: string, { folder, title, level, kits }: CourseLesson): void {
  const path = join(lessons, folder);
  cpSync(join(lessons, SKELETON), path, { recursive: true, errorOnExist: true, force: false });
  const file = join(path, 'lesson.md');
  const values: Readonly<Record<string, string>> = { title: JSON.stringify(title), level, kits: `[${kits.join(', ')}]` };
  writeFileSync(file, readText(file).replace(/^(title|level|kits): .*$/gm, (_, name: string) => `${name}: ${values[name]}`));
}
