import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SecretKey } from '../../../src/cli/grade/seeds.ts';
import type { Gradebook, Row } from '../../../src/cli/grade/cohort/book.ts';
import { dist, faultlab, Folder } from '../faultlab.ts';
import { assignmentIn, lesson } from './graded.ts';

const KEY = 'nobody can guess this key of ours';
const starter = lesson.files['exercise.ts']!;

/** Submissions of lesson 1.1 below `all`, the assignment and the key beside it. */
class Cohort {
  readonly folder = new Folder();
  readonly key = this.folder.write('seeds.key', `${KEY}\n`);
  readonly assignment: string;

  constructor(more = 'seeds: { public: 2, secret: 2 }\n') {
    this.assignment = assignmentIn(this.folder, more).file;
    mkdirSync(join(this.folder.path, 'all'));
  }

  hand(name: string, exercise: string): void {
    this.write(name, `faultlab/${lesson.folder}/exercise.ts`, exercise);
  }

  write(name: string, path: string, text: string): void {
    this.folder.write(join('all', name, path), text);
  }

  get args(): string[] {
    return ['grade', '--submissions', 'all', '--assignment', this.assignment, '--secret-seeds', this.key, '--out', 'out'];
  }

  grade = () => faultlab(this.args, { cwd: this.folder.path });

  file = (path: string): string => readFileSync(join(this.folder.path, 'out', path), 'utf8');

  get book(): Gradebook {
    return JSON.parse(this.file('gradebook.json')) as Gradebook;
  }

  row = (name: string): Row => this.book.submissions.find(row => row.name === name)!;
}

describe('faultlab grade --submissions', function () {
  this.timeout(120_000);
  let cohort: Cohort;
  beforeEach(() => { cohort = new Cohort(); });
  afterEach(() => cohort.folder.remove());

  it('grades every repository, whatever single ones do', async () => {
    cohort.hand('ada', lesson.solution);
    cohort.hand('bob', starter);
    cohort.hand('loops', `for (;;) {}\n${starter}`);
    cohort.hand('memory', `const all: object[] = [];\n${starter.replace('async onRequest(request: Sell | Loan): Promise<Answer | number[]> {', '$& for (;;) all.push(new Array(1e6).fill({}));')}`);
    cohort.hand('syntax', 'export const x = ;');
    cohort.hand('huge', `//${'x'.repeat(400_000)}`);
    cohort.write('nothing', 'README.md', 'later');
    symlinkSync(join(cohort.folder.path, 'all', 'ada'), join(cohort.folder.path, 'all', 'link'), 'junction');
    cohort.folder.write('all/notes.txt', 'no repository');
    const { code, out, err } = await cohort.grade();
    assert.equal(code, 0, out + err);
    const { submissions } = cohort.book;
    assert.deepEqual(submissions.map(({ name, points, lessons }) => [name, points, lessons[0]!.verdict]), [
      ['ada', 6, 'passed'], ['bob', 2, 'failed'], ['huge', 0, 'refused'], ['link', 0, 'refused'], ['loops', 0, 'stuck'], ['memory', 0, 'stuck'], ['nothing', 0, 'missing'], ['syntax', 0, 'problems'],
    ]);
    assert.match(out, /^ada {2}6 of 6 points$/m);
    assert.deepEqual(readdirSync(join(cohort.folder.path, 'out', 'reports')).sort(), submissions.map(({ name }) => `${name}.md`));
    assert.match(cohort.file('reports/bob.md'), /Graded on 2 secret seeds of each scenario\.[^]*\| dark-office \| ❌ failed \| 0 of 1 \| broken: no seat is sold twice \|/);
  });

  it('tells secret seeds to nobody: not in the book, not in a report, not in a result, not on the terminal', async () => {
    const tell = starter.replace('async onRequest(', 'private told = ((): number => { throw new Error(`saw ${Math.random()} ${Date.now()}`); })();\n  async onRequest(');
    cohort.hand('bob', starter);
    cohort.hand('spy', tell);
    const { out, err } = await cohort.grade();
    const all = [out, err, ...readdirSync(join(cohort.folder.path, 'out'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'))];
    assert.ok(all.length > 6);
    for (const seed of new SecretKey(KEY).seeds(lesson.id, 2)) for (const text of all) assert.ok(!text.includes(String(seed)));
    for (const text of all) assert.doesNotMatch(text, /nobody can guess|saw 0\.|"first"|"plan"|traceHash/);
    assert.equal(cohort.row('spy').lessons[0]!.verdict, 'error');
  });

  it('writes names that are only names', async function () {
    // No folder can have such a name there.
    if (process.platform === 'win32') this.skip();
    cohort.hand('=cmd|\' calc\'!A0', starter);
    cohort.hand('<img src=x onerror=alert(1)>', starter);
    cohort.hand('a,"b"\x1b[31m', starter);
    cohort.hand('__proto__', starter);
    const { code, out } = await cohort.grade();
    assert.equal(code, 0);
    assert.doesNotMatch(out, /\x1b/);
    const csv = cohort.file('gradebook.csv');
    assert.ok(csv.includes(`\r\n'=cmd|' calc'!A0,2,6,2,`), csv);
    assert.ok(csv.includes('\r\n"a,""b""\ufffd[31m",2,6,2,'), csv);
    assert.ok(csv.startsWith(`submission,points,of,${lesson.id},remarks\r\n`) && csv.includes('\r\n__proto__,2,6,2,1.1: 2 of 6 scenarios\r\n'));
    const html = cohort.file('gradebook.html');
    assert.doesNotMatch(html, /<img|<script/);
    assert.ok(html.includes('&#60;img src=x onerror=alert(1)&#62;'));
  });

  it('grades equal programs once', async () => {
    for (const name of ['a', 'b', 'c']) cohort.hand(name, starter);
    await cohort.grade();
    assert.equal(readdirSync(join(cohort.folder.path, 'out', 'results')).length, 1);
    assert.deepEqual(cohort.book.submissions.map(({ points }) => points), [2, 2, 2]);
  });

  it('goes on where it was killed, and comes to the same book', async () => {
    for (let index = 0; index < 8; index++) cohort.hand(`s${index}`, `${index % 2 ? lesson.solution : starter}\n// ${index}`);
    const results = join(cohort.folder.path, 'out', 'results');
    const whole = (): string[] => (existsSync(results) ? readdirSync(results).filter(name => name.endsWith('.json')) : []);
    const grader = spawn(process.execPath, [join(dist, 'cli.js'), ...cohort.args], { cwd: cohort.folder.path, stdio: 'ignore' });
    const ended = new Promise(resolve => grader.once('exit', resolve));
    while (whole().length < 2) await new Promise(resolve => setTimeout(resolve, 20));
    grader.kill('SIGKILL');
    await ended;
    const before = whole();
    assert.ok(before.length < 8 && !existsSync(join(results, '..', 'gradebook.json')));
    const stats = before.map(name => statSync(join(results, name)).mtimeMs);
    const { code, out } = await cohort.grade();
    assert.equal(code, 0);
    assert.match(out, new RegExp(`^${before.length} programs graded before\n`));
    assert.deepEqual(before.map(name => statSync(join(results, name)).mtimeMs), stats);
    assert.deepEqual(cohort.book.submissions.map(({ name, points }) => [name, points]), Array.from({ length: 8 }, (_, index) => [`s${index}`, index % 2 ? 6 : 2]));
    const text = cohort.file('gradebook.json');
    assert.match((await cohort.grade()).out, /^8 programs graded before\n/);
    assert.equal(cohort.file('gradebook.json'), text);
  });

  it('refuses what would make another grade than the instructor means', async () => {
    cohort.hand('ada', starter);
    const refused = async (args: string[], pattern: RegExp): Promise<void> => {
      const { code, err } = await faultlab(args, { cwd: cohort.folder.path });
      assert.equal(code, 2);
      assert.match(err, pattern);
    };
    const { args } = cohort;
    await refused(args.filter((_, index) => index !== 5 && index !== 6), /secret seeds: name the file of their key with --secret-seeds/);
    await refused(args.filter((_, index) => index !== 3 && index !== 4), /Your own file, not one of a learner's/);
    await refused([...args.slice(0, 7), '--out', 'all/grades'], /lies in the folder of the submissions/);
    await refused([...args, '--json'], /--json is for a learner's own repository/);
    await refused(['grade', '--out', 'x'], /--out goes with --submissions/);
    await refused(args.map(arg => (arg === 'all' ? 'nowhere' : arg)), /cannot read the submissions in nowhere: ENOENT/);
    cohort.folder.write('seeds.key', 'short');
    await refused(args, /short enough to be guessed/);
    assert.ok(!existsSync(join(cohort.folder.path, 'out', 'gradebook.json')));
  });
});

const tampering: Readonly<Record<string, string>> = {
  'pollutes prototypes': 'for (const [name, value] of Object.entries({ verdict: "passed", ok: true, points: 99, failedSeeds: [], kind: "judged" })) try { (Object.prototype as any)[name] = value; } catch {}',
  'sets __proto__': 'try { (({}) as any).__proto__.verdict = "passed"; Object.setPrototypeOf(Object.prototype, { verdict: "passed" }); } catch {}',
  'patches arrays': 'for (const name of ["every", "some", "filter", "map", "push"]) try { (Array.prototype as any)[name] = () => true; } catch {}',
  'patches globals': 'for (const name of ["JSON", "Map", "Promise", "Date", "Math", "process", "faultlab"]) try { (globalThis as any)[name] = new Proxy(function () {}, { get: () => () => "passed" }); } catch {}',
  'patches Math.random and Date': 'try { Math.random = () => 0; Date.now = () => 0; } catch {}',
  'ends the process': 'for (const way of ["exit", "kill", "abort", "reallyExit"]) try { (globalThis as any).process[way](0); } catch {}',
  'asks the constructor for the process': 'try { (() => 1).constructor("return process")().exit(0); } catch {}',
  'sends messages of the runner': 'try { (globalThis as any).process.send({ kind: "scenario", id: 1, verdict: { id: "three-machines", verdict: "passed" } }); (globalThis as any).postMessage({ kind: "done" }); } catch {}',
  'prints verdicts': 'for (const text of ["{\\"kind\\":\\"scenario\\",\\"verdict\\":\\"passed\\"}", "✔ Three machines  50 seeds", "6 of 6 points", "::notice::6 of 6 points"]) console.log(text);',
};

describe('tampering changes no grade', function () {
  this.timeout(120_000);
  const cohort = new Cohort();
  before(async () => {
    cohort.hand('honest', starter);
    cohort.hand('edited files', starter);
    cohort.write('edited files', 'faultlab/assignment.yaml', 'title: mine\nlessons: [{ lesson: fundamentals/latency, points: 1000 }]');
    cohort.write('edited files', 'faultlab/progress.json', JSON.stringify({ format: 1, lessons: { [lesson.id]: { hints: 0, revealed: [], versions: { [lesson.version]: { scenarios: { 'three-machines': 'passed' }, passedAt: '2026-11-25T12:00:00Z' } } } } }));
    cohort.write('edited files', '.github/workflows/faultlab.yml', 'jobs: {}');
    cohort.write('edited files', `faultlab/${lesson.folder}/scenarios.ts`, 'export default { scenarios: [] };');
    cohort.write('edited files', `faultlab/${lesson.folder}/contract.ts`, 'export {};');
    for (const report of ['grades/gradebook.json', 'gradebook.csv', 'junit.xml', 'results/x.json', 'out/results/x.json']) cohort.write('edited files', report, '{"points":6,"of":6,"verdict":"passed"}');
    for (const [how, text] of Object.entries(tampering)) cohort.hand(how, `${text}\n${starter.replace('async onRequest(', `own = (() => { ${text.replaceAll('`', '')} return 1; })();\n  async onRequest(`)}`);
    cohort.hand('imports the process', `import process from 'node:process';\nprocess.exit(0);\n${starter}`);
    cohort.hand('imports dynamically', `try { await import('node:fs'); } catch {}\n${starter}`);
    const { code, out, err } = await cohort.grade();
    assert.equal(code, 0, out + err);
    assert.equal(cohort.book.submissions.length, Object.keys(tampering).length + 4);
  });
  after(() => cohort.folder.remove());

  for (const how of ['edited files', ...Object.keys(tampering)]) {
    it(`by a submission that ${how === 'edited files' ? 'edits assignment, progress, workflow, scenarios, contract and reports' : how}`, () => {
      const { name: _, ...honest } = cohort.row('honest');
      const { name: __, ...other } = cohort.row(how);
      assert.equal(honest.points, 2);
      assert.deepEqual(other, honest);
    });
  }

  for (const how of ['imports the process', 'imports dynamically']) {
    it(`by a submission that ${how}: it cannot be run`, () => assert.deepEqual([cohort.row(how).points, cohort.row(how).lessons[0]!.verdict], [0, 'problems']));
  }
});
