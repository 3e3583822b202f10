import assert from 'node:assert/strict';
import { demand, measure, oracle, pooled, quiet, reference, starter, without, type Check, type RunRecord } from '../../../src/course/author.ts';
import { rangeOfFinding, RecordRun } from '../../../src/lab/recordrun.ts';
import { TraceKind } from '../../../src/sim/index.ts';
import { asking, attemptOf, BATCH, FILE, judge, syncDrain } from './support.ts';

const answered = (run: RunRecord): number => run.operations.filter(({ outcome }) => outcome === 'ok').length;
const everyAnswer: Check = run => {
  const missing = run.operations.find(({ outcome }) => outcome === 'info');
  return missing && { message: `${missing.client} heard nothing`, atUs: missing.invokedUs, row: missing.invokedRow, node: missing.node! };
};
const share = (run: RunRecord) => ({ value: answered(run) / run.operations.length });

const ECHO = 'export class Node { onRequest(r) { return r.n } }';
/** Asks the next node before it answers. */
const RELAY = `export class Node {
  constructor(ctx) { this.ctx = ctx }
  async onRequest(r) {
    if (r.relayed) return r.n
    return await this.ctx.call(this.ctx.peers[0], { ...r, relayed: true })
  }
}`;

describe('a scenario over seeds', () => {
  it('passes a program that meets all demands, on every seed of the panel', async () => {
    const verdict = await judge(asking({ panel: { visible: 7, hidden: 9 }, always: [demand('every answer', everyAnswer)], measure: [measure('answered', share).atLeast(1)] }), ECHO);
    assert.equal(verdict.verdict, 'passed');
    assert.equal(verdict.seeds, 7);
    assert.deepEqual(verdict.demands.map(({ name, kind, ok }) => [name, kind, ok]), [['every answer', 'always', true], ['answered', 'measure', true]]);
  });

  it('runs exactly the seeds it is given', async () => {
    const seen: number[] = [];
    await judge(asking({ always: [demand('see', run => void seen.push(run.seed))] }), ECHO, { seeds: [3, 99] });
    // The first of them once more, to see whether it runs the same way twice.
    assert.deepEqual(seen, [3, 99, 3]);
  });

  it('tells the same in both ways of running promises, and the same twice', async () => {
    const under = asking({
      panel: { visible: 20, hidden: 20 }, faults: f => [f.lose({}, 0.05), f.pause(f.pick(['a', 'b', 'c']), f.between(100, 500), { lastsMs: 300 })],
      always: [demand('every answer', everyAnswer)], measure: [measure('answered', share).atLeast(0.9)],
    });
    const sync = await judge(under, RELAY);
    assert.equal(sync.verdict, 'failed');
    assert.ok(sync.failedSeeds.length > 0 && sync.failedSeeds.length < 20, String(sync.failedSeeds));
    assert.deepEqual(await judge(under, RELAY, { drain: BATCH }), sync);
    assert.deepEqual(await judge(under, RELAY), sync);
  });

  it('shrinks a plan to the one fault and the one message that the failure needs', async () => {
    const under = asking({
      asks: 30, endMs: 6_000, panel: { visible: 10, hidden: 10 },
      faults: f => [f.slow(['a'], ['b'], { kind: 'constant', value: 3 }, 0), f.jump('c', 500, 100), f.lose({ kind: 'reply' }, 0.1)],
      always: [demand('every answer', everyAnswer)],
    });
    const { verdict, first } = await judge(under, RELAY);
    assert.equal(verdict, 'failed');
    assert.deepEqual(first!.faults!.faults.map(({ kind }) => kind), ['lose']);
    const [lost, asked, idle] = first!.plan;
    assert.match(lost!, /^The reply that [abc] sends [abc] at [\d.]+ s is lost\.$/);
    assert.match(asked!, /^One of 30 operations is enough: ask c\d+ at [abc] at [\d.]+ s\.$/);
    assert.match(idle!, /^[abc] takes no part\.$/);
    assert.deepEqual({ ...first!.shrunk, runs: 0, to: { ...first!.shrunk!.to, events: 0 } }, { from: first!.shrunk!.from, to: { events: 0, faults: 1, decisions: 1, operations: 1, nodes: 2 }, runs: 0, minimal: true });
  });

  it('keeps of a workload what the failure needs, and draws nothing else anew', async () => {
    const under = asking({
      asks: 30, endMs: 6_000,
      always: [demand('no three', run => {
        const asked = run.operations.filter(({ client }) => ['c3', 'c17'].includes(client));
        return asked.length < 2 ? undefined : { message: `c3 and c17 came at ${asked.map(({ invokedUs }) => invokedUs).join()}`, atUs: 0, row: -1 };
      })],
    });
    const { first } = await judge(under, ECHO);
    assert.deepEqual(first!.faults!.only!.operations, ['ask c3@a', 'ask c17@c']);
    assert.equal(first!.message, 'c3 and c17 came at 300000,1700000');
  });

  it('replays a smaller story to the event', async () => {
    const under = asking({ asks: 30, endMs: 6_000, faults: f => [f.lose({ kind: 'reply' }, 0.1)], always: [demand('every answer', everyAnswer)] });
    const { first } = await judge(under, RELAY);
    const again = await judge(under, RELAY, { seeds: [first!.seed], plan: first!.faults! });
    assert.deepEqual([again.first!.message, again.first!.traceHash, again.first!.plan], [first!.message, first!.traceHash, first!.plan]);
  });

  it('takes no story that the solution would not survive', async () => {
    const under = asking({ asks: 3, always: [demand('somebody asks', run => (run.operations.length > 2 && answered(run) === 3 ? undefined : { message: 'too little was asked and answered', atUs: 0, row: -1 }))] });
    const silent = 'export class Node { onRequest() { return new Promise(() => {}) } }';
    assert.equal((await judge(under, silent)).first!.shrunk!.to.operations, 3);
  });

  it('says what a check threw that cannot do without an operation', async () => {
    const choosy: Check = run => {
      if (run.operations.length < 2) throw new Error('two operations at least');
      return everyAnswer(run);
    };
    const under = asking({ faults: f => [f.lose({}, 1)], always: [demand('every answer', choosy)] });
    const { first } = await judge(under, RELAY);
    assert.deepEqual([first!.shrunk!.to.operations, first!.shrunk!.threw], [2, 'Error: two operations at least']);
  });

  it('says that less may be enough where its budget is used up, and goes on from that story where it may take its time', async function () {
    this.timeout(60_000);
    const crowd = demand('no crowd', run => (run.operations.length <= 300 ? undefined : { message: 'more than 300 asked', atUs: 0, row: -1 }));
    const under = asking({ asks: 320, endMs: 40_000, always: [crowd] });
    const first = (await judge(under, ECHO)).first!;
    assert.deepEqual([first.shrunk!.minimal, first.plan.at(-1)], [false, 'Less may be enough: not everything was tried.']);
    const smaller = (await judge(under, ECHO, { seeds: [first.seed], plan: first.faults!, thorough: true })).first!;
    assert.deepEqual([smaller.shrunk!.minimal, smaller.shrunk!.to.operations, smaller.plan.length], [true, 301, 2]);
  });

  it('tells a failure as it was found where that is enough', async () => {
    const under = asking({ asks: 30, endMs: 6_000, faults: f => [f.jump('c', 500, 100), f.lose({ kind: 'reply' }, 0.1)], always: [demand('every answer', everyAnswer)] });
    const { verdict, first } = await judge(under, RELAY, { brief: true });
    const whole = await judge(under, RELAY);
    assert.deepEqual([verdict, first!.seed, first!.shrunk], [whole.verdict, whole.first!.seed, undefined]);
    assert.deepEqual(first!.faults!.faults.map(({ kind }) => kind), ['jump', 'lose']);
    assert.deepEqual(first!.faults!.off, []);
  });

  it('leads a counterexample to the method that answers, where it shows an operation', async () => {
    const { first } = await judge(asking({ faults: f => [f.lose({ kind: 'call' }, 1)], always: [demand('every answer', everyAnswer)] }), RELAY);
    assert.equal(first!.range?.file, FILE);
    assert.equal(first!.range?.startLineNumber, 3);
  });

  it('leads what came of a message to the line that sent it', async () => {
    const attempt = attemptOf(RELAY, 'record');
    const run = new RecordRun(asking({}), attempt, { seed: 1, mode: 'record' });
    const drain = await syncDrain();
    await new Promise<void>(resolve => setImmediate(() => {
      while (!run.advance(100, drain.kind === 'sync' ? drain.run : () => {}));
      resolve();
    }));
    const trace = run.trace();
    const row = trace.kind.indexOf(TraceKind.deliver);
    assert.equal(rangeOfFinding({ message: 'relayed', atUs: 0, row }, trace, attempt, { name: 'Node' })?.startLineNumber, 5);
  });

  it('leads a counterexample to the method that it names', async () => {
    const named: Check = () => ({ message: 'look there', atUs: 0, row: -1, method: 'constructor' });
    const { first } = await judge(asking({ always: [demand('see', named)] }), RELAY);
    assert.equal(first!.range?.startLineNumber, 2);
  });

  it('leads a counterexample to the exported function that it names', async () => {
    const named: Check = () => ({ message: 'look there', atUs: 0, row: 1, method: 'other' });
    const { first } = await judge(asking({ always: [demand('see', named)] }), `${RELAY}\nexport function other() {}`);
    assert.equal(first!.range?.startLineNumber, RELAY.split('\n').length + 1);
  });

  it('replays a counterexample from its seed and plan', async () => {
    const under = asking({ faults: f => [f.lose({ kind: 'reply' }, 0.3)], always: [demand('every answer', everyAnswer)] });
    const { first } = await judge(under, RELAY);
    const { Run } = await import('../../../src/lab/run.ts');
    const drain = await syncDrain();
    const run = new Run(under, attemptOf(RELAY), { seed: first!.seed, mode: 'explore', plan: first!.faults });
    await new Promise<void>(resolve => setImmediate(() => {
      while (!run.advance(100, drain.kind === 'sync' ? drain.run : () => {}));
      resolve();
    }));
    assert.equal(run.finish().hash, first!.traceHash);
    assert.equal(everyAnswer(run.finish().record)?.message, first!.message);
  });

  it('forgives a measure missed in few runs, and lists their seeds', async () => {
    const under = asking({ panel: { visible: 40, hidden: 0 }, passShare: 0.5, faults: f => [f.lose({ kind: 'call' }, 0.04)], measure: [measure('answered', share).atLeast(1)] });
    const verdict = await judge(under, RELAY);
    assert.equal(verdict.verdict, 'passed');
    const [demanded] = verdict.demands;
    assert.ok(demanded!.share! < 1 && demanded!.share! >= 0.5, String(demanded!.share));
    assert.equal(verdict.failedSeeds.length, Math.round((1 - demanded!.share!) * 40));
  });

  it('judges a pooled demand over all runs, and not at all over fewer', async () => {
    const under = asking({
      panel: { visible: 20, hidden: 0 }, faults: f => [f.lose({ kind: 'call' }, 0.3)],
      pooled: [pooled('answered', run => ({ values: run.operations.map(({ outcome }) => Number(outcome === 'ok')) })).atLeast(0.9)],
    });
    const all = await judge(under, RELAY);
    assert.equal(all.verdict, 'failed');
    assert.ok(all.demands[0]!.value! > 0.5 && all.demands[0]!.value! < 0.85, String(all.demands[0]!.value));
    assert.equal((await judge(under, RELAY, { seeds: [1, 2] })).verdict, 'unjudged');
  });

  describe('compares with a twin on the same seed', () => {
    const faults = (f: Parameters<NonNullable<Parameters<typeof asking>[0]['faults']>>[0]) => [f.lose({ kind: 'call' }, 0.5, 0, { id: 'losses' })];
    const missing = (run: RunRecord) => ({ value: 1 + run.operations.length - answered(run) });
    for (const [name, twin] of [['reference', reference()], ['starter', starter()], ['without the fault', without('losses')], ['quiet', quiet()], ['oracle', oracle(() => 1)]] as const) {
      it(name, async () => {
        const under = asking({ panel: { visible: 10, hidden: 0 }, faults, measure: [measure('missing', missing).ratio(twin, 1.5)] });
        const verdict = await judge(under, RELAY, { twins: { reference: ECHO, starter: ECHO } });
        assert.equal(verdict.verdict, 'failed', JSON.stringify(verdict.demands));
        assert.equal(verdict.demands[0]!.unit, '×');
      });
    }
    it('which may do no better', async () => {
      const under = asking({ panel: { visible: 10, hidden: 0 }, faults, measure: [measure('missing', missing).ratio(reference(), 1.5)] });
      assert.equal((await judge(under, RELAY, { twins: { reference: RELAY } })).verdict, 'passed');
    });
  });

  describe('stops at', () => {
    const cases: [name: string, text: string, verdict: string, message: RegExp, line: number][] = [
      ['an exception that ends a process before any fault', 'export class Node {\n  constructor() {\n    null.x\n  }\n}', 'error', /TypeError/, 3],
      ['a rejection that nobody handles', 'export class Node {\n  onRequest() {\n    void Promise.reject(new Error("lost"))\n    return 1 }\n}', 'error', /Error: lost/, 3],
      ['a loop without end', 'export class Node {\n  onRequest() {\n    for (;;) ;\n  }\n}', 'stuck', /loop/, 3],
      ['a mistake in a request that breaks a demand', 'export class Node {\n  onRequest() {\n    return this.nothing.at(0)\n  }\n}', 'error', /TypeError/, 3],
    ];
    for (const [name, text, kind, message, line] of cases) {
      for (const way of ['sync', 'batch'] as const) {
        it(`${name} (${way})`, async () => {
          const under = asking({ always: [demand('every answer', everyAnswer)] });
          const { verdict, first } = await judge(under, text, way === 'batch' ? { drain: BATCH } : {});
          assert.equal(verdict, kind);
          assert.match(first!.message, message);
          assert.equal(first!.range?.startLineNumber, line);
        });
      }
    }
  });

  it('after an exception under faults the process is back after two seconds, and the run goes on', async () => {
    const text = 'export class Node { constructor(ctx) { this.ctx = ctx }\n onRequest(r) { return r.n }\n onMessage() { throw new Error("odd") }\n}';
    const under = asking({
      asks: 40, endMs: 6_000, faults: f => [f.jump('a', 1, 0)],
      measure: [measure('answered late', run => ({ value: run.operations.filter(({ outcome, invokedUs, node }) => node === 'b' && invokedUs > 3_100_000 && outcome === 'ok').length })).atLeast(1)],
    });
    assert.equal((await judge(under, text)).verdict, 'passed');
  });

  it('does not judge a run that was ended before its time', async () => {
    const under = asking({
      final: [demand('an end', () => assert.fail('judged'))], measure: [measure('share', () => assert.fail('judged')).atLeast(1)],
      pooled: [pooled('answers', () => assert.fail('judged')).atLeast(1)],
    });
    const { verdict, first } = await judge(under, 'export class Node { constructor() { throw new Error("no") } }');
    assert.equal(verdict, 'error');
    assert.match(first!.message, /Error: no/);
  });

  describe('numbers of which no run says anything', () => {
    const panel = { visible: 5, hidden: 5 };
    const nothing = measure('share', () => undefined).atLeast(1);
    const under = asking({ panel, measure: [nothing] });
    it('are missed by a whole panel', async () => {
      const { verdict, first } = await judge(under, ECHO);
      assert.equal(verdict, 'failed');
      assert.match(first!.message, /share.*no run says anything about it/);
    });
    it('are not held against a panel that has another one', async () => assert.equal((await judge(asking({ panel, measure: [nothing, measure('answered', share).atLeast(1)] }), ECHO)).verdict, 'passed'));
    it('are not held against some seeds of it', async () => assert.equal((await judge(under, ECHO, { seeds: [1, 2] })).verdict, 'passed'));
  });

  it('does not run a lost panel to its end when that would take long', async () => {
    const busy = 'export class Node { constructor(ctx) { setInterval(() => {}, 1) }\n onRequest() { return new Promise(() => {}) } }';
    const { verdict, seeds } = await judge(asking({ panel: { visible: 500, hidden: 0 }, always: [demand('every answer', everyAnswer)], endMs: 5_000 }), busy);
    assert.equal(verdict, 'failed');
    assert.ok(seeds > 10 && seeds < 500, String(seeds));
  });
});
