import assert from 'node:assert/strict';
import { Cluster, constant, DurableJournal, journal, scenario, type Exports, type Fault, type FaultAuthor } from '../../../src/course/author.ts';
import type { Handlers, Journal, NodeContext } from '../../../src/kits/index.ts';
import { runProgram } from '../run.ts';

type Program = new (ctx: NodeContext, journal: Journal) => Handlers;
type Plan = (f: FaultAuthor) => readonly Fault[];

/** Two nodes with a journal each, 5 ms apart; `a` is asked 0 at 1 s, 1 at 2 s, …, `b` half a second before: what each answers, as far as it did. */
async function asked({ a, b = [] }: { readonly a: readonly string[]; readonly b?: readonly string[] }, faults: Plan = () => []): Promise<unknown[]> {
  const { record } = await runProgram(scenario('journals', {
    symptom: '', faults,
    world(stage) {
      const cluster = new Cluster(stage);
      stage.world.network.defaultLatencyMs = constant(5);
      cluster.learners(['a', 'b'], (exports: Exports, ctx, machine) => {
        const list = new DurableJournal(machine);
        const node = new (exports['Node'] as Program)(ctx, journal(list));
        return { recover: () => list.recover(), onRequest: (request, from) => node.onRequest!(request, from) };
      });
      cluster.start();
      for (const [node, bodies, firstMs] of [['a', a, 1_000], ['b', b, 500]] as const) {
        for (const [n] of bodies.entries()) stage.world.at((firstMs + 1_000 * n) * 1_000, () => cluster.ask(node, { client: `${node}${n}`, f: 'ask', request: n, timeoutMs: 2_900, hear: output => ({ outcome: 'ok', output }) }));
      }
      return { endMs: 12_000 };
    },
  }), `import { sleep } from 'faultlab'
    export class Node { constructor(ctx, journal) { this.ctx = ctx; this.journal = journal }
      async onRequest(n) { const { ctx, journal } = this; switch (ctx.id + n) { ${[...a.map((body, n) => `case 'a${n}': { ${body} }`), ...b.map((body, n) => `case 'b${n}': { ${body} }`)].join('\n')} } } }`);
  return record.operations.filter(({ node }) => node === 'a').map(({ outcome, output }) => (outcome === 'ok' ? output : outcome));
}

const ALL = 'return journal.since(0)';
const append = (...entries: string[]): string => `${entries.map(entry => `await journal.append('${entry}')`).join('; ')}; return journal.lastIndex`;
const COPY = "return journal.copyFrom('b').then(() => journal.since(0), error => error.code)";

describe('a journal', () => {
  it('keeps entries in their order, from an index on', async () => {
    assert.deepEqual(await asked({ a: ["return [await journal.append('x'), await journal.append({ y: 1 }), journal.since(0), journal.since(1), journal.since(2), journal.lastIndex]"] }), [[1, 2, ['x', { y: 1 }], [{ y: 1 }], [], 2]]);
  });

  it('stores copies and gives copies', async () => {
    assert.deepEqual(await asked({ a: ["const entry = { n: [1] }; await journal.append(entry); entry.n.push(2); journal.since(0)[0].n.push(3); return journal.since(0)"] }), [[{ n: [1] }]]);
  });

  it('forgets what comes after an index, for good', async () => {
    assert.deepEqual(await asked({ a: [append('x', 'y', 'z'), 'await journal.truncate(1); await journal.append("w"); return journal.lastIndex', ALL] }, f => [f.crash('a', 2_500, { lastsMs: 100 })]), [3, 2, ['x', 'w']]);
  });

  it('becomes what another one is, for good', async () => {
    assert.deepEqual(await asked({ a: [append('own', 'old', 'long'), COPY, ALL], b: [append('theirs', 'new')] }, f => [f.crash('a', 2_500, { lastsMs: 100 })]), [3, ['theirs', 'new'], ['theirs', 'new']]);
  });

  it('gives nothing to others that is not durable', async () => {
    assert.deepEqual(await asked({
      a: ['const fromMs = performance.now(); const all = await journal.copyFrom("b").then(() => journal.since(0)); return [all, performance.now() - fromMs > 400]'], b: ["setTimeout(() => journal.append('x'), 498); return 0"],
    }, f => [f.slowSync('b', constant(400), 0)]), [[['x'], true]]);
  });

  it('does not take an answer to the process before it for its own', async () => {
    const asks = (): string => "void journal.copyFrom('b').catch(() => {}); await sleep(500); return journal.since(0)";
    const late: Plan = f => [f.late({ method: 'copied' }, 1, constant(2_300), 0)];
    const a = [append('own'), asks(), ALL, asks()];
    assert.deepEqual((await asked({ a, b: [append('theirs')] }, f => [...late(f), f.crash('a', 2_100, { lastsMs: 100 })])).at(-1), ['own']);
    assert.deepEqual((await asked({ a, b: [append('theirs')] })).at(-1), ['theirs']);
  });

  it('refuses what is no index', async () => {
    assert.deepEqual(await asked({ a: ['const heard = []; for (const index of [-1, 0.5, "x"]) { try { journal.since(index) } catch (error) { heard.push(error.code) } } return heard'] }), [['BadIndex', 'BadIndex', 'BadIndex']]);
  });
});

describe('what faults do to journals', () => {
  const TWO = append('x', 'y');
  const cases: readonly { readonly fault: string; readonly a: readonly string[]; readonly b?: readonly string[]; readonly faults: Plan; readonly calm: unknown; readonly harmed: unknown }[] = [
    { fault: 'a crash, to what was not waited for', a: ["journal.append('x'); return 1", ALL], faults: f => [f.crash('a', 1_000.5, { lastsMs: 100 })], calm: ['x'], harmed: [] },
    { fault: 'a destroyed disk', a: [TWO, ALL], faults: f => [f.crash('a', 1_500, { lastsMs: 100, disk: 'destroyed' })], calm: ['x', 'y'], harmed: [] },
    { fault: 'a rotten record, to all that follows', a: [TWO, ALL, append('z'), ALL], faults: f => [f.rot('a', 1_500), f.crash('a', 1_600, { lastsMs: 100 }), f.crash('a', 3_500, { lastsMs: 100 })], calm: ['x', 'y', 'z'], harmed: ['z'] },
    { fault: 'a lost copy', a: [COPY], b: [TWO], faults: f => [f.lose({ method: 'copied' }, 1)], calm: ['x', 'y'], harmed: 'Timeout' },
  ];
  for (const { fault, a, b = [], faults, calm, harmed } of cases) {
    it(`${fault}: the harm is done with it and not without it`, async () => {
      assert.deepEqual((await asked({ a, b })).at(-1), calm, 'without the fault');
      assert.deepEqual((await asked({ a, b }, faults)).at(-1), harmed, 'with the fault');
    });
  }
});
