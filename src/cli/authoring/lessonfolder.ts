import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a lesson can be run: until then it is "coming". */
export const isBuilt = (lessons: string, folder: string): boolean => existsSync(join(lessons, folder, 'scenarios.ts'));

/** Line ends as `\n`, whatever the checkout made of them: hashes must not depend on it. */
export const readText = (file: string): string => readFileSync(file, 'utf8').replaceAll('\r\n', '\n');

/** Texts of a lesson's files by path with `/`, relative to its folder. */
export function lessonFiles(folder: string): Map<string, string> {
  const paths = globSync('**/*', { cwd: folder, withFileTypes: true }).filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/'));
  return new Map(paths.sort().map(path => [path, readText(join(folder, path))]));
}

/** Changes with whatever a learner reads, gets or is judged by. */
export function versionOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [path, text] of files) if (!path.startsWith('proof/')) hash.update(`${path}\0${text}\0`);
  return hash.digest('hex').slice(0, 12);
}
