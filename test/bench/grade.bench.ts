import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLesson, loadCatalogue } from '../../src/cli/catalogue.ts';
import { exercisePath } from '../../src/course/workspace.ts';
import type { Row } from './rows.ts';

const dist = join(import.meta.dirname, '..', '..', 'dist');
const PROGRAMS = 12;

const faultlab = (cwd: string, ...args: string[]): Promise<void> => new Promise((resolve, reject) => {
  execFile(process.execPath, [join(dist, 'cli.js'), ...args], { cwd }, error => (error ? reject(error) : resolve()));
});

/** Programs that are graded a minute: half of them the starter, half the solution of lesson 1.1, all different. Build first. */
export async function rows(): Promise<Row[]> {
  if (!existsSync(join(dist, 'cli.js'))) throw new Error('build first: npm run build');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultlab-bench-')));
  try {
    const lesson = findLesson(loadCatalogue(dist), '1.1');
    const starter = lesson.files['exercise.ts']!;
    const solution = readFileSync(join(dist, '..', 'lessons', lesson.folder, 'solution.ts'), 'utf8');
    for (let index = 0; index < PROGRAMS; index++) {
      const file = join(folder, 'all', `s${index}`, 'faultlab', exercisePath(lesson));
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, `${index % 2 ? solution : starter}\n// ${index}`);
    }
    await faultlab(folder, 'assignment', 'new', 'a.yaml', '1.1');
    const rates: Row[] = [];
    for (const workers of [1, 2]) {
      const begun = performance.now();
      await faultlab(folder, 'grade', '--submissions', 'all', '--assignment', 'a.yaml', '--workers', String(workers), '--out', `out${workers}`);
      rates.push({ name: `grading lesson 1.1, ${workers} at a time`, figure: (PROGRAMS * 60_000) / (performance.now() - begun), unit: 'attempts/min', ...(rates[0] ? { ratio: ((PROGRAMS * 60_000) / (performance.now() - begun)) / rates[0].figure } : {}) });
    }
    return rates;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
