import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Gradebook } from '../../src/cli/grade/cohort/book.ts';
import { SecretKey } from '../../src/cli/grade/seeds.ts';
import { assignmentIn, assignmentText, catalogue, lesson } from '../cli/grade/graded.ts';
import { dist, faultlab, Folder } from '../cli/faultlab.ts';
import { dataFolder, describeAgainst, freePort, start, type RunningServer } from './server.ts';

const KEY = 'nobody can guess this key of ours';
const PROGRAMS = 6;
const SEEDS = 15;

describeAgainst({ name: 'Redis', program: 'redis-server', debian: 'redis-server' }, 'grading by way of a Redis', function (program) {
  this.timeout(180_000);
  let server: RunningServer;
  let redis: Redis;
  let url: string;
  let folder: Folder;
  let args: string[];
  const children: ChildProcess[] = [];
  const faultlabs = (...words: string[]): ChildProcess => {
    const child = spawn(process.execPath, [join(dist, 'cli.js'), ...words], { cwd: folder.path, stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const worker = (): ChildProcess => faultlabs('worker', '--queue', url, '--secret-seeds', 'seeds.key', '--workers', '1');
  const exit = (child: ChildProcess): Promise<number | null> => (child.exitCode !== null || child.signalCode !== null ? Promise.resolve(child.exitCode) : new Promise(resolve => child.once('exit', resolve)));
  const until = async (true_: () => Promise<boolean>): Promise<void> => {
    while (!await true_()) await new Promise(resolve => setTimeout(resolve, 20));
  };
  const busy = (): Promise<boolean> => redis.keys('faultlab:*:active').then(keys => keys.length > 0);
  const whole = (out: string): string[] => {
    try {
      return readdirSync(join(folder.path, out, 'results')).filter(name => name.endsWith('.json'));
    } catch {
      return [];
    }
  };
  const book = (out: string): Gradebook => JSON.parse(readFileSync(join(folder.path, out, 'gradebook.json'), 'utf8')) as Gradebook;

  before(async () => {
    const data = dataFolder();
    const port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    redis = new Redis(url, { lazyConnect: true, retryStrategy: () => 100, maxRetriesPerRequest: null });
    redis.on('error', () => {});
    server = await start({ program, args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', data], folder: data, ready: () => redis.ping().then(() => true) });
    folder = new Folder();
    folder.write('seeds.key', KEY);
    const { file } = assignmentIn(folder, `seeds: { public: ${SEEDS}, secret: ${SEEDS} }\n`);
    for (let index = 0; index < PROGRAMS; index++) folder.write(`all/s${index}/faultlab/${lesson.folder}/exercise.ts`, `${index % 2 ? lesson.solution : lesson.files['exercise.ts']}\n// ${index}`);
    args = ['grade', '--submissions', 'all', '--assignment', file, '--secret-seeds', 'seeds.key'];
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
      await exit(child);
    }
  });
  after(async () => {
    folder.remove();
    redis.disconnect();
    await server.stop();
  });

  it('grades every program exactly once, though workers and the grader are killed in the middle of it', async () => {
    const first = faultlabs(...args, '--out', 'out', '--queue', url);
    const doomed = worker();
    await until(async () => whole('out').length >= 1 && await busy());
    doomed.kill('SIGKILL');
    first.kill('SIGKILL');
    await Promise.all([exit(doomed), exit(first)]);
    assert.ok(whole('out').length < PROGRAMS);
    assert.ok(await busy(), 'a program was being graded');
    const alsoDoomed = worker();
    await until(busy);
    const second = faultlabs(...args, '--out', 'out', '--queue', url);
    await until(async () => whole('out').length >= 3 && await busy());
    alsoDoomed.kill('SIGKILL');
    await exit(alsoDoomed);
    const last = worker();
    assert.equal(await exit(second), 0);
    last.kill('SIGTERM');
    assert.equal(await exit(last), 0, 'a worker that is ended leaves in order');
    assert.equal(whole('out').length, PROGRAMS);
    assert.deepEqual(book('out').submissions.map(({ name, points }) => [name, points]), Array.from({ length: PROGRAMS }, (_, index) => [`s${index}`, index % 2 ? 6 : 2]));
    const local = await faultlab([...args, '--out', 'local'], { cwd: folder.path });
    assert.equal(local.code, 0, local.err);
    assert.deepEqual(book('out'), book('local'));
    assert.deepEqual([...await redis.keys('faultlab:*:wait'), ...await redis.keys('faultlab:*:active')], [], 'nothing is left to be done');
  });

  it('puts neither the key of the seeds nor a seed into the queue', async () => {
    const watching = redis.duplicate();
    const monitor = await watching.monitor();
    const said: string[] = [];
    monitor.on('monitor', (_time: string, words: string[]) => said.push(words.join(' ')));
    const helper = worker();
    const { code, err } = await faultlab([...args, '--out', 'watched', '--queue', url], { cwd: folder.path });
    monitor.disconnect();
    watching.disconnect();
    assert.equal(code, 0, err);
    helper.kill('SIGTERM');
    await exit(helper);
    const all = said.join('\n');
    assert.ok(all.includes('onRequest') && all.includes('three-machines'), 'programs and results were seen');
    assert.ok(!all.includes(KEY));
    for (const seed of new SecretKey(KEY).seeds(lesson.id, SEEDS)) assert.ok(!all.includes(String(seed)));
  });

  it('grades by private scenarios where the worker has them', async () => {
    folder.write('private/scenarios.ts', "import { extraScenarios, variant } from 'faultlab/author';\nexport default extraScenarios(lesson => [variant(lesson.scenario('one-machine'), 'again', {})]);\n");
    folder.write('private.assignment.yaml', assignmentText('    private: { folder: private, points: 2 }\nseeds: { public: 2 }\n'));
    folder.write(`few/ada/faultlab/${lesson.folder}/exercise.ts`, lesson.solution);
    assert.equal((await faultlab(['assignment', 'pin', 'private.assignment.yaml'], { cwd: folder.path })).code, 0);
    const helper = faultlabs('worker', '--queue', url, '--assignment', 'private.assignment.yaml');
    const { code, err } = await faultlab(['grade', '--submissions', 'few', '--assignment', 'private.assignment.yaml', '--out', 'private-out', '--queue', url], { cwd: folder.path });
    assert.equal(code, 0, err);
    helper.kill('SIGTERM');
    await exit(helper);
    assert.deepEqual(book('private-out').submissions.map(({ points, of }) => [points, of]), [[8, 8]]);
  });

  it('leaves tasks of another key alone, and says that nobody grades', async () => {
    folder.write('other.key', 'another key that nobody can guess');
    faultlabs('worker', '--queue', url, '--secret-seeds', 'other.key');
    const grader = spawn(process.execPath, [join(dist, 'cli.js'), ...args, '--out', 'alone', '--queue', url], { cwd: folder.path });
    children.push(grader);
    let said = '';
    grader.stderr.setEncoding('utf8').on('data', (text: string) => { said += text; });
    await until(async () => said !== '');
    assert.match(said, /no worker is there yet.*faultlab worker --queue URL/);
    assert.deepEqual(whole('alone'), []);
  });

  it('refuses to grade what is no task, or not the one that its key names', async () => {
    const { Queue, QueueEvents } = await import('bullmq');
    const { queueName, PREFIX } = await import('../../src/cli/grade/queue/jobs.ts');
    const { version } = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8')) as { version: string };
    const name = queueName({ faultlab: version, engine: catalogue.engine, key: new SecretKey(KEY).fingerprint });
    const listening = redis.duplicate({ lazyConnect: false });
    const queue = new Queue(name, { connection: redis, prefix: PREFIX });
    const events = new QueueEvents(name, { connection: listening, prefix: PREFIX });
    await queue.obliterate({ force: true });
    worker();
    const task = { engine: catalogue.engine, lesson: lesson.id, version: lesson.version, seeds: { kind: 'panel' }, source: { file: 'f', entry: 'e', files: { e: '' } } };
    for (const [data, reason] of [[{ verdict: 'passed' }, /no task/], [task, /not the one that its key names/]] as const) {
      const job = await queue.add('grade', data, { jobId: 'a-name-of-my-own', attempts: 3 });
      await assert.rejects(job.waitUntilFinished(events, 60_000), reason);
      await job.remove();
    }
    await Promise.all([queue.close(), events.close()]);
    listening.disconnect();
  });

  it('works by the command lines that the page for instructors shows', async () => {
    const page = readFileSync(join(dist, '..', 'media', 'docs', 'instructors.md'), 'utf8');
    const lines = page.split('\n').filter(line => /^faultlab .*--queue/.test(line)).map(line => line.replace('redis://127.0.0.1:6379', url).replace('--submissions submissions', '--submissions all').split(' ').slice(1));
    assert.deepEqual(lines.map(([command]) => command), ['worker', 'grade']);
    const helper = faultlabs(...lines[0]!);
    const { code, err } = await faultlab(lines[1]!, { cwd: folder.path });
    assert.equal(code, 0, err);
    helper.kill('SIGTERM');
    assert.equal(await exit(helper), 0);
  });

  it('says in one line that a queue cannot be reached, and no password', async () => {
    const port = await freePort();
    const { code, err } = await faultlab([...args, '--out', 'none', '--queue', `redis://ada:sesame@127.0.0.1:${port}`], { cwd: folder.path });
    assert.deepEqual([code, err], [2, `faultlab: cannot reach the queue at redis://127.0.0.1:${port}: ECONNREFUSED\n`]);
    const wrong = await faultlab([...args, '--out', 'none', '--queue', 'localhost'], { cwd: folder.path });
    assert.match(wrong.err, /--queue takes the address of a Redis or Valkey: redis:\/\//);
  });
});
