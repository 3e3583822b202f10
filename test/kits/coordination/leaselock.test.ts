import assert from 'node:assert/strict';
import { addLeaseLock, Cluster, constant, losesLease, scenario, leaseLock, type Exports, type Fault, type FaultAuthor, type RunRecord, type Stage } from '../../../src/course/author.ts';
import type { Handlers, LeaseLock, NodeContext } from '../../../src/kits/index.ts';
import { runProgram } from '../run.ts';
import { twin } from '../twin.ts';

type MakeNode = new (ctx: NodeContext, lock: LeaseLock) => Handlers;

/** Nodes `a` and `b` and a lock service; each node is asked once, at 1 s, and what it answers is its answer. One way is 5 ms. */
async function asked(bodies: { readonly a: string; readonly b?: string }, faults: (author: FaultAuthor) => readonly Fault[] = () => [], { seed = 1 } = {}): Promise<{ a: unknown; b: unknown; run: RunRecord }> {
  const world = (stage: Stage) => {
    const cluster = new Cluster(stage);
    stage.world.network.defaultLatencyMs = constant(5);
    addLeaseLock(stage, cluster, 'locks', { tokens: { high: 89 } });
    cluster.learners(['a', 'b'], (exports: Exports, ctx) => new (exports['Node'] as MakeNode)(ctx, leaseLock(ctx, 'locks')));
    cluster.start();
    for (const id of ['a', 'b']) stage.world.at(1_000_000, () => cluster.ask(id, { client: id, f: 'ask', request: {}, timeoutMs: 20_000, hear: output => ({ outcome: 'ok', output }) }));
    return { endMs: 21_000 };
  };
  const { record } = await runProgram(scenario('locks', { symptom: '', world, faults }), `
    import { sleep } from 'faultlab'
    const code = error => error.constructor.name + ' ' + error.code
    export class Node { constructor(ctx, lock) { this.ctx = ctx; this.lock = lock }
      async onRequest() { const { ctx, lock } = this; if (ctx.id === 'a') { ${bodies.a} } else { ${bodies.b ?? ''} } } }`, { seed });
  return { a: record.operations[0]!.output, b: record.operations[1]!.output, run: record };
}

const events = (run: RunRecord): unknown[] => run.facts.map(({ type, node, atUs, data }) => [type, node, Math.round(atUs / 1000), data['owner'], data['token']]);

describe('a lease lock', () => {
  it('gives a name to one owner at a time, with tokens that only grow, each name its own', async () => {
    const { a } = await asked({ a: `return [
      await lock.acquire('n', 'x', 1000), await lock.acquire('n', 'y', 1000), await lock.release('n', 'x'), await lock.acquire('n', 'y', 500),
      await lock.acquire('m', 'y', 500), await lock.acquire('high', 'y', 500)]` });
    assert.deepEqual(a, [
      { ok: true, token: 1, ttlMs: 1000 }, { ok: false, token: 0, ttlMs: 990 }, true, { ok: true, token: 2, ttlMs: 500 },
      { ok: true, token: 1, ttlMs: 500 }, { ok: true, token: 90, ttlMs: 500 },
    ]);
  });

  it('ends a lease when its time at the service is over, and gives the next one a higher token', async () => {
    const { a, run } = await asked({ a: "const first = await lock.acquire('n', 'x', 1000); await sleep(980); const early = await lock.acquire('n', 'y', 500); await sleep(10); return [first.token, early.ok, await lock.acquire('n', 'y', 500)]" });
    assert.deepEqual(a, [1, false, { ok: true, token: 2, ttlMs: 500 }]);
    assert.deepEqual(events(run), [['granted', 'a', 1005, 'x', 1], ['expired', 'a', 2005, 'x', 1], ['granted', 'a', 2015, 'y', 2], ['expired', 'a', 2515, 'y', 2]]);
  });

  it('is extended by its owner, by renewing or by asking again, under the same token', async () => {
    const { a } = await asked({ a: `await lock.acquire('n', 'x', 100); await sleep(50); const renewed = await lock.renew('n', 'x', 1000); await sleep(500)
      const again = await lock.acquire('n', 'x', 1000); await sleep(900); return [renewed, again, await lock.renew('n', 'x', 10), await lock.renew('n', 'y', 10)]` });
    assert.deepEqual(a, [true, { ok: true, token: 1, ttlMs: 1000 }, true, false]);
  });

  it('is released by its owner, and by anybody who names no owner', async () => {
    const { a, run } = await asked({ a: "await lock.acquire('n', 'x', 1000); return [await lock.release('n', 'y'), await lock.release('m')]", b: "await sleep(100); return [await lock.release('n'), await lock.release('n')]" });
    assert.deepEqual(a, [false, false]);
    assert.deepEqual(run.operations[1]!.output, [true, false]);
    assert.deepEqual(run.facts.map(({ type, node, data }) => [type, node, data['by']]), [['granted', 'a', undefined], ['released', 'a', 'b']]);
  });

  it('keeps its table over a crash of the service', async () => {
    const { a } = await asked({ a: "await lock.acquire('n', 'x', 5000); await sleep(1000); return [await lock.acquire('n', 'y', 100), (await lock.acquire('n', 'x', 100)).token]" }, f => [f.crash('locks', 1_500, { lastsMs: 200 })]);
    assert.deepEqual(a, [{ ok: false, token: 0, ttlMs: 3990 }, 1]);
  });

  it('refuses what it does not understand', async () => {
    const { a } = await asked({ a: "const heard = []; for (const args of [[], ['n'], ['n', 'x'], ['n', 'x', 0], ['n', 7, 10], ['', 'x', 10]]) await lock.acquire(...args).catch(error => heard.push(code(error))); return heard" });
    assert.deepEqual(a, Array(6).fill('Refused BadRequest'));
  });
});

interface Case {
  readonly fault: string;
  /** A naive program. */
  readonly a: string;
  readonly b?: string;
  readonly faults: (f: FaultAuthor) => Fault[];
  readonly harmed: (seen: { a: unknown; b: unknown; run: RunRecord }) => boolean;
}

/** Takes the lock for 500 ms, thinks that it holds it as long as its work lasts. */
const HOLD = (workMs: number): string => `await lock.acquire('n', 'a', 500); await sleep(${workMs})`;
const FOLLOW = "for (;;) { const { ok } = await lock.acquire('n', 'b', 500); if (ok) return; await sleep(20) }";
const together = ({ run }: { run: RunRecord }): boolean => run.facts.find(({ type, node }) => type === 'granted' && node === 'b')!.atUs < run.operations[0]!.completedUs;

const cases: readonly Case[] = [
  { fault: 'a pause of the holder', a: HOLD(300), b: `await sleep(50); ${FOLLOW}`, faults: f => [f.pause('a', 1_100, { lastsMs: 1_000 })], harmed: together },
  { fault: 'a late reply', a: HOLD(300), b: `await sleep(50); ${FOLLOW}`, faults: f => [f.late({ kind: 'reply', method: 'acquire', to: 'a' }, 1, constant(400))], harmed: together },
  { fault: 'a clock of the holder that runs slow', a: HOLD(480), b: `await sleep(50); ${FOLLOW}`, faults: f => [f.drift('a', -200_000)], harmed: together },
  {
    fault: 'a reply that is lost after its effect', a: "const one = `${ctx.id}1`, two = `${ctx.id}2`; try { return (await lock.acquire('n', one, 5000)).ok } catch (error) { return [code(error), (await lock.acquire('n', two, 500)).ok] }",
    faults: f => [f.lose({ kind: 'reply', method: 'acquire' }, 1, 0, { lastsMs: 1_500 })], harmed: ({ a }) => JSON.stringify(a) === '["Unknown Timeout",false]',
  },
  {
    fault: 'a release that comes late', a: "await lock.acquire('n', 'a', 500); void lock.release('n'); await sleep(700); return 'away'", b: "await sleep(550); await lock.acquire('n', 'b', 500); await sleep(300); return lock.renew('n', 'b', 500)",
    faults: f => [f.late({ method: 'release' }, 1, constant(700))], harmed: ({ b }) => b === false,
  },
];

describe('what faults do to who trusts a lease', () => {
  twin(losesLease, 'two hold the lock at once', f => [losesLease(f, 'locks', 'n', 1_100)], async faults => together(await asked({ a: HOLD(300), b: `await sleep(50); ${FOLLOW}` }, faults)));

  for (const { fault, a, b, faults, harmed } of cases) {
    it(`${fault}: the harm is done with it and not without it`, async () => {
      const bodies = b === undefined ? { a } : { a, b };
      assert.equal(harmed(await asked(bodies)), false, 'without the fault');
      assert.equal(harmed(await asked(bodies, faults)), true, 'with the fault');
    });
  }
});
