import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './lessonfolder.ts';

/** Files that only name what others export: they change nothing in a run. */
const LISTS = ['src/course/author.ts', 'src/kits/index.ts'];

const filesOf = (root: string, ...patterns: string[]): string[] => globSync(patterns, { cwd: root }).map(file => file.replaceAll('\\', '/')).sort();

function hashOf(root: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0${readText(join(root, file))}\0`);
  return hash.digest('hex').slice(0, 12);
}

/** The version of the engine: with a lesson's version it says which runs can be replayed. */
export const engineHash = (root: string): string => hashOf(root, filesOf(root, 'src/{sim,check,kits,course,lab}/**/*.ts'));

/** The version of those parts of the engine that lessons of these kits are run with: a change of another kit leaves it alone. */
export function engineHashFor(root: string, kits: readonly string[]): string {
  const used = new Set(kits);
  for (const kit of used) for (const other of kitsImportedBy(root, kit)) used.add(other);
  const files = filesOf(root, 'src/{sim,check,course,lab}/**/*.ts', 'src/kits/*.ts', ...[...used].map(kit => `src/kits/${kit}/**/*.ts`));
  return hashOf(root, files.filter(file => !LISTS.includes(file)));
}

/** Kits have folders side by side: an import of one begins with a way out of the other. */
function kitsImportedBy(root: string, kit: string): string[] {
  const all = globSync('src/kits/*/', { cwd: root }).map(folder => folder.replaceAll('\\', '/').split('/')[2]!);
  const texts = filesOf(root, `src/kits/${kit}/**/*.ts`).map(file => readText(join(root, file)));
  return all.filter(other => other !== kit && texts.some(text => new RegExp(`from '(\\.\\./)+${other}/`).test(text)));
}
