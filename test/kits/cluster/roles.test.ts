import assert from 'node:assert/strict';
import { deploys, leavesInDoubt, refuses } from '../../../src/course/callfaults.ts';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { Cluster } from '../../../src/kits/cluster/world.ts';
import { constant, type Fault, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin, type Faults } from '../twin.ts';

type Ask = { readonly op: 'mark'; readonly what: string; readonly afterMs?: number };

/** A learner's function `run` on `p`, beside an actor `book` that writes down what it is told and answers after a while. */
async function runRole(text: string, faults: (f: FaultAuthor) => readonly Fault[] = () => []): Promise<RunRecord> {
  const { record } = await runProgram(scenario('role', {
    symptom: '',
    world(stage) {
      stage.world.network.defaultLatencyMs = constant(1);
      const cluster = new Cluster(stage);
      cluster.functions(['p'], (exports, ctx) => ({ run: () => (exports['run'] as (context: unknown) => Promise<void>)(ctx) }));
      cluster.given('book', (_ctx, { node }) => ({
        onRequest: (({ what, afterMs = 0 }: Ask) => {
          stage.world.history.fact('marked', { what });
          return new Promise(resolve => node.after(afterMs * 1_000, () => resolve(what)));
        }) as never,
      }));
      cluster.start();
      return { endMs: 20_000 };
    },
    faults,
  }), text);
  return record;
}

const marks = ({ facts }: RunRecord): unknown[] => facts.filter(({ type }) => type === 'marked').map(({ data }) => data['what']);
const LIBRARY = `import { sleep } from 'faultlab';
const mark = (ctx, what, afterMs = 0) => ctx.call('book', { op: 'mark', what, afterMs }, { timeoutMs: 9_000 });\n`;

describe('a function on a node', () => {
  it('runs from the start, and again after a crash or an exception', async () => {
    const once = `${LIBRARY}export async function run(ctx) { await mark(ctx, 'started'); await sleep(5_000); }`;
    assert.deepEqual(marks(await runRole(once)), ['started']);
    assert.deepEqual(marks(await runRole(once, f => [f.crash('p', 1_000, { lastsMs: 500 })])), ['started', 'started']);
  });

  it('never hears an answer to a call of the process before it', async () => {
    const text = `${LIBRARY}export async function run(ctx) {
      const answer = await mark(ctx, performance.now() < 1_000 ? 'first' : 'second', performance.now() < 1_000 ? 2_000 : 3_000);
      await mark(ctx, 'heard ' + answer);
    }`;
    assert.deepEqual(marks(await runRole(text, f => [f.crash('p', 1_000, { lastsMs: 100 })])), ['first', 'second', 'heard second']);
  });

  twin(deploys, 'who counts in memory counts from the beginning again', f => [deploys(f, 'p', 2_500, { graceMs: 1_000, downMs: 1_000 })], async faults =>
    marks(await runRole(`${LIBRARY}export async function run(ctx) { for (let n = 1; n <= 10; n++) { await mark(ctx, n); await sleep(500); } await sleep(20_000); }`, faults)).filter(n => n === 1).length > 1);

  it('is told before it is stopped by a deployment, and not before a crash', async () => {
    const text = `${LIBRARY}export async function run(ctx) {
      ctx.stopping.addEventListener('abort', () => mark(ctx, 'told at ' + Math.round(performance.now())));
      if (!ctx.stopping.aborted) await mark(ctx, 'up');
      for (;;) { await sleep(1_000); if (ctx.stopping.aborted) await mark(ctx, 'still here'); }
    }`;
    assert.deepEqual(marks(await runRole(text, f => [deploys(f, 'p', 2_500, { graceMs: 3_000, downMs: 4_000 })])), ['up', 'told at 2500', 'still here', 'still here', 'still here', 'up']);
    assert.deepEqual(marks(await runRole(text, f => [f.crash('p', 2_500)])), ['up']);
  });
});

describe('errors of a given actor', () => {
  const outcomes = `${LIBRARY}export async function run(ctx) {
    const heard = [];
    for (let i = 0; i < 100; i++) heard.push(await mark(ctx, i).then(() => 'ok', error => error.name));
    await mark(ctx, heard.join());
  }`;
  const heardAndDone = async (faults?: (f: FaultAuthor) => readonly Fault[]): Promise<{ heard: string[]; done: number }> => {
    const all = marks(await runRole(outcomes, faults));
    return { heard: String(all.at(-1)).split(','), done: all.length - 1 };
  };
  const count = (list: readonly string[], item: string): number => list.filter(each => each === item).length;
  /** Writes ten things down, each until it hears that it was done. */
  const repeating = `${LIBRARY}export async function run(ctx) { for (let i = 0; i < 10; i++) while (!await mark(ctx, i).then(() => true, () => false)); await sleep(9_000); }`;
  const trying = `${LIBRARY}export async function run(ctx) { for (let i = 0; i < 10; i++) await mark(ctx, i).catch(() => {}); await sleep(9_000); }`;
  const written = async (text: string, faults: Faults): Promise<number> => marks(await runRole(text, faults)).length;

  twin(refuses, 'who tries once has not done all', f => [refuses(f, 'book', { code: 'Busy' }, 0.5)], async faults => (await written(trying, faults)) < 10);

  twin(leavesInDoubt, 'who tries until it succeeds has done some twice', f => [leavesInDoubt(f, 'book', 0.5)], async faults => (await written(repeating, faults)) > 10);

  it('do not happen by themselves', async () => {
    const { heard, done } = await heardAndDone();
    assert.equal(count(heard, 'ok'), 100);
    assert.equal(done, 100);
  });

  it('that refuse leave nothing done', async () => {
    const { heard, done } = await heardAndDone(f => [refuses(f, 'book', { status: 503, code: 'Busy' }, 0.3, 0, { method: 'mark', lastsMs: 200 })]);
    assert.ok(count(heard, 'Refused') > 15, String(count(heard, 'Refused')));
    assert.equal(done, count(heard, 'ok'));
  });

  it('that leave in doubt have done about half', async () => {
    const { heard, done } = await heardAndDone(f => [leavesInDoubt(f, 'book', 0.4, 0, { lastsMs: 200 })]);
    const unknown = count(heard, 'Unknown');
    assert.ok(unknown > 20, String(unknown));
    const doneUnknown = done - count(heard, 'ok');
    assert.ok(doneUnknown > unknown / 4 && doneUnknown < (3 * unknown) / 4, `${doneUnknown} of ${unknown}`);
  });

  it('may concern only what is asked about one thing', async () => {
    const { heard } = await heardAndDone(f => [refuses(f, 'book', { code: 'Down' }, 1, 0, { where: { what: 'other' } })]);
    assert.equal(count(heard, 'ok'), 100);
  });
});
