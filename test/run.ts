/** `npm test`: every check there is, in order; the last line counts. `npm test -- unit workbench` runs only the parts named. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, failure, inWords, noTests, type Counts } from './counts.ts';
import { runWorkbench } from './workbench/run.ts';

const root = join(import.meta.dirname, '..');
const bin = (...path: string[]) => join(root, 'node_modules', ...path);

/** A program that either succeeds or not: one test. */
async function check(...args: string[]): Promise<Counts> {
  const [status] = await once(spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }), 'close') as [number | null];
  return { ...noTests, ...(status === 0 ? { passed: 1 } : { failures: [`ended with ${status}`] }) };
}

/** Not `live`: another part tells its tests meanwhile; these are told when all of them have been run. */
async function mochaTests(files: readonly string[], live = true): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'faultlab-'));
  const file = join(folder, 'counts.json');
  try {
    const mocha = spawn(process.execPath, [bin('mocha', 'bin', 'mocha.js'), ...files, '--reporter', join(root, 'test', 'counting.ts')], {
      cwd: root, stdio: ['ignore', live ? 'inherit' : 'pipe', 'inherit'], env: { ...process.env, COUNTS_FILE: file },
    });
    const told: Buffer[] = [];
    mocha.stdout?.on('data', (part: Buffer) => told.push(part));
    const [status] = await once(mocha, 'close') as [number | null];
    process.stdout.write(Buffer.concat(told));
    const counts = JSON.parse(await readFile(file, 'utf8').catch(() => JSON.stringify(noTests))) as Counts;
    // A file that cannot be loaded or a process that dies counts too.
    return status !== 0 && counts.failures.length === 0 ? { ...counts, failures: [`mocha ended with ${status}`] } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rounds, one after the other; the parts of one run side by side, or `alone` where only one of them is asked for. */
const rounds: readonly Readonly<Record<string, (alone: boolean) => Promise<Counts>>>[] = [
  { build: () => check('esbuild.mjs') },
  {
    tables: () => check('dist/tabulate.js'),
    types: () => check(bin('typescript', 'bin', 'tsc'), '-b'),
    imports: () => check(bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'), 'src', 'lessons'),
  },
  { unit: () => mochaTests(['test/**/*.test.ts', '--ignore', 'test/{lessons,fidelity,ecosystem}/**', '--parallel', '--jobs', String(availableParallelism())]) },
  {
    lessons: () => mochaTests(['test/lessons/*.test.ts', 'test/ecosystem/*.test.ts']),
    fidelity: alone => mochaTests(['test/fidelity/*.test.ts'], alone),
  },
  { workbench: () => runWorkbench(root) },
];

async function run(name: string, part: () => Promise<Counts>): Promise<Counts> {
  console.log(`\n── ${name}`);
  const started = Date.now();
  let counts: Counts;
  try {
    counts = await part();
  } catch (error) {
    counts = { ...noTests, failures: [failure('not run to its end', error)] };
  }
  console.log(`${name}: ${inWords(counts)} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  return { ...counts, failures: counts.failures.map(each => `${name}: ${each}`) };
}

const named = process.argv.slice(2);
const known = rounds.flatMap(round => Object.keys(round));
const unknown = named.filter(name => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  process.exit(2);
}
let total = noTests;
for (const round of rounds) {
  const wanted = Object.entries(round).filter(([name]) => named.length === 0 || named.includes(name));
  total = (await Promise.all(wanted.map(([name, part]) => run(name, () => part(wanted.length === 1))))).reduce(add, total);
}
// Once more at the end: of a long log it is often the end alone that somebody has.
for (const each of total.failures) console.log(`\n✘ ${each}`);
console.log(`\n${inWords(total)}`);
process.exitCode = total.failures.length > 0 ? 1 : 0;
