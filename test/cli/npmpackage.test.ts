import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmCommand } from '../npm.ts';

const root = join(import.meta.dirname, '..', '..');

/** For a package of its own. */
function npm(cwd: string, ...args: string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(config_|package_|lifecycle_)/.test(name)));
  const { shell, ...npm } = npmCommand(args);
  return execFileSync(npm.command, npm.args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell });
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

describe('the npm package', function () {
  this.timeout(120_000);
  const home = mkdtempSync(join(tmpdir(), 'faultlab-npm-'));
  let packed: Packed;
  const faultlab = (...args: string[]) => spawnSync(process.execPath, [join(home, 'empty', 'node_modules', 'faultlab', 'dist', 'cli.js'), ...args], { cwd: join(home, 'empty'), encoding: 'utf8' });

  before(function () {
    if (!existsSync(join(root, 'dist', 'cli.js'))) this.skip();
    // npm keeps the lists of what it packs apart from the files: nothing in the checkout is touched.
    [packed] = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', home)) as [Packed];
    mkdirSync(join(home, 'empty'));
    npm(join(home, 'empty'), 'install', '--offline', '--no-audit', '--no-fund', join(home, packed.filename));
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  it('holds the command, and no source, test, proof or map', () => {
    const names = new Set(packed.files.map(({ path }) => path.replace(/^dist\/(chunks|cli)\/.*\.js$/, 'dist/$1/….js').replace(/^dist\/twins\/.*\.json$/, 'dist/twins/….json')));
    names.delete('dist/twins/….json');
    for (const name of names) if (/^dist\/declarations\/.*\.d\.ts$/.test(name)) names.delete(name);
    assert.deepEqual([...names].sort(), [
      'CHANGELOG.md', 'LICENSE', 'README.md', 'dist/assignment.schema.json', 'dist/catalogue.txt', 'dist/chunks/amaro.wasm', 'dist/chunks/….js', 'dist/child.js', 'dist/cli.js', 'dist/cli/….js', 'media/classroom/faultlab.yml', 'media/docs/authors.md', 'media/docs/instructors.md', 'media/docs/learners.md', 'package.json',
    ].sort());
  });
  it('needs nothing else from a registry, and puts the command where npx finds it', () => {
    assert.ok(existsSync(join(home, 'empty', 'node_modules', '.bin', process.platform === 'win32' ? 'faultlab.cmd' : 'faultlab')));
  });
  it('lists the lessons', () => {
    const { status, stdout, stderr } = faultlab('list', '--json');
    assert.equal(status, 0, stderr);
    const lessons = JSON.parse(stdout) as { id: string; built: boolean }[];
    assert.ok(lessons.length === 100 && lessons.some(({ id, built }) => id === 'reliability/retries' && built));
  });
  it('takes the lessons of a pack', () => {
    const { status, stdout, stderr } = faultlab('list', '--pack', join(root, 'test', 'packs', 'tickets'), '--json');
    assert.equal(status, 0, stderr);
    assert.ok((JSON.parse(stdout) as { id: string }[]).some(({ id }) => id === 'tickets/one-ticket-one-bearer'));
  });
  it('brings the types that authors of packs need', () => {
    const pack = join(home, 'empty', 'packs', 'tickets');
    cpSync(join(root, 'test', 'packs', 'tickets'), pack, { recursive: true });
    const [, config] = /```json\n(\{\n {2}"compilerOptions"[^]*?)```/.exec(readFileSync(join(root, 'media', 'docs', 'authors.md'), 'utf8'))!;
    writeFileSync(join(pack, 'tsconfig.json'), config!);
    const extra = (faults: string): void => writeFileSync(join(pack, 'extra.ts'), `import { extraScenarios, variant } from 'faultlab/author';\nimport type { NodeContext } from 'faultlab';\nexport type Id = NodeContext['id'];\nexport default extraScenarios(lesson => [variant(lesson.scenario('calm'), 'x', { faults: f => [${faults}] })]);\n`);
    const tsc = () => spawnSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--project', pack], { encoding: 'utf8' });
    extra("f.crash('door', f.between(1, 2))");
    const { status, stdout } = tsc();
    assert.equal(status, 0, stdout);
    extra("f.crush('door')");
    assert.match(tsc().stdout, /extra\.ts\(4,\d+\): error TS2\d+: Property 'crush' does not exist on type 'FaultAuthor'/);
  });
  it('judges a program', () => {
    const folder = join(root, 'lessons', '01-fundamentals', '01-what-makes-it-distributed');
    const judged = (file: string) => faultlab('run', '1.1', '--file', join(folder, file), '--seeds', '3', '--json');
    const [starter, solution] = [judged('exercise.ts'), judged('solution.ts')];
    assert.equal(starter.status, 1, starter.stderr);
    assert.equal(solution.status, 0, solution.stderr + solution.stdout);
    assert.equal((JSON.parse(solution.stdout) as { verdict: string }).verdict, 'passed');
  });
});
