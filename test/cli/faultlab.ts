import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadCatalogue } from '../../src/cli/catalogue.ts';
import type { Catalogue, CatalogueLesson } from '../../src/course/catalogue.ts';

export const root = join(import.meta.dirname, '..', '..');
export const dist = join(root, 'dist');

/** The built catalogue; these tests look at the product as it is built. */
export function builtCatalogue(): Catalogue {
  if (!existsSync(join(dist, 'catalogue.txt'))) throw new Error('build first: node esbuild.mjs');
  return loadCatalogue(dist);
}

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command. */
export function faultlab(args: readonly string[], { cwd = root, env = {} }: { cwd?: string; env?: Record<string, string> } = {}): Promise<Ended> {
  return new Promise(resolve => {
    execFile(process.execPath, [join(dist, 'cli.js'), ...args], { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 2 ** 20 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

/** A folder that is gone after the test, with these files. */
export class Folder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'faultlab cli-')));

  write(path: string, text: string): string {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** The learner's folder of a lesson as the editor makes it, with this program. */
  writeLesson({ folder, files }: CatalogueLesson, exercise: string): string {
    for (const [path, text] of Object.entries(files)) this.write(join('faultlab', folder, path), text);
    return this.write(join('faultlab', folder, 'exercise.ts'), exercise);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
