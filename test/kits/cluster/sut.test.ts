import assert from 'node:assert/strict';
import { Cluster, replay, RunBudget, scenario, sutFor, times, type SutActor, type SutContext, type SutSystem } from '../../../src/course/author.ts';
import type { SutEvent, SutFault, SutRun } from '../../../src/kits/cluster/sut/api.ts';
import { runProgram } from '../run.ts';

interface Habits {
  /** Answers when the record is written, not when it is durable. */
  readonly early?: boolean;
  /** Sends again until it is answered. */
  readonly again?: boolean;
  /** Never comes to rest. */
  readonly restless?: boolean;
}

/** `a` passes a request on to `b`, which keeps it and answers. */
const system = ({ early = false, again = false, restless = false }: Habits = {}): SutSystem<number> => ({
  name: 'relay', nodes: ['a', 'b'], lastsMs: 60_000,
  requests: [0, 10].map(atMs => ({ atMs, client: `c${atMs}`, to: 'a', f: 'keep', input: { amount: atMs }, timeoutMs: 5_000 })),
  make(ctx: SutContext): SutActor {
    const open = new Map<number, unknown>();
    const pass = (operation: number): void => {
      if (!open.has(operation)) return;
      ctx.send('b', 'pass', { operation, input: open.get(operation) });
      if (again) ctx.setTimer(String(operation), 500);
    };
    return {
      onRequest(operation, _f, input) {
        open.set(operation, input);
        pass(operation);
      },
      onMessage(_from, what, body) {
        const { operation } = body as { operation: number };
        if (what === 'kept') {
          open.delete(operation);
          return ctx.answer(operation, 'ok', operation);
        }
        const done = (): void => ctx.send('a', 'kept', { operation });
        if (ctx.read('kept').includes(operation)) return done();
        ctx.write('kept', operation);
        if (early) done();
        ctx.sync(() => {
          if (!early) done();
        });
        if (restless) ctx.setTimer('tick', 100);
      },
      onTimer: name => (name === 'tick' ? ctx.setTimer('tick', 100) : pass(Number(name))),
    };
  },
  end: durable => durable('b', 'kept').length,
});

const told = ({ events }: SutRun): string[] => events.map(({ node, kind, what, peer }) => `${node} ${kind} ${what}${peer === undefined ? '' : ` ${peer}`}`);
const heard = ({ operations }: SutRun): number => operations.filter(({ outcome }) => outcome === 'ok').length;
const every = (run: SutRun): SutFault[] => run.events.map(({ at }) => ({ at, kind: 'crash' }));

describe('a system under test', () => {
  it('is run to its rest, and tells what happened', () => {
    const run = replay(system(), 1, []);
    assert.deepEqual(told(run).filter((_, index) => index < 3), ['a receive keep c0', 'a send pass b', 'b receive pass a']);
    assert.deepEqual([...new Set(told(run))].slice(3), ['b write kept', 'b sync ', 'b send kept a', 'a receive kept b', 'a send answer c0', 'a receive keep c10', 'a send answer c10']);
    assert.deepEqual(run.events.map(({ at }) => at), run.events.map((_, index) => index));
    assert.deepEqual([run.quiet, run.end, heard(run), run.struck.length], [true, 2, 2, 0]);
    assert.deepEqual({ ...run.operations[0], heardMs: 0 }, { client: 'c0', f: 'keep', input: { amount: 0 }, invokedMs: 0, outcome: 'ok', output: 0, heardMs: 0 });
  });

  it('is run exactly as before, and up to the first fault too', () => {
    const run = replay(system({ again: true }), 1, []);
    assert.deepEqual(replay(system({ again: true }), 1, []), run);
    assert.notDeepEqual(replay(system({ again: true }), 2, []), run);
    for (const fault of every(run)) assert.deepEqual(replay(system({ again: true }), 1, [fault]).events.slice(0, fault.at + 1), run.events.slice(0, fault.at + 1));
  });

  it('loses in a crash what is not synced, and nothing else', () => {
    for (const early of [true, false]) {
      const run = replay(system({ early }), 1, []);
      const lies = every(run).map(fault => replay(system({ early }), 1, [fault])).filter(crashed => heard(crashed) > crashed.end);
      assert.equal(lies.length > 0, early, `early: ${String(early)}`);
    }
  });

  it('stops at a crash: what comes after it in the handler is not done, and the node comes back with its disk', () => {
    const run = replay(system(), 1, []);
    const write = run.events.find(({ kind }) => kind === 'write')!;
    const crashed = replay(system(), 1, [{ at: write.at, kind: 'crash' }]);
    assert.equal(told(crashed).filter(line => line === 'b sync ').length, 0);
    assert.deepEqual([crashed.end, heard(crashed), crashed.operations[0]!.outcome, crashed.operations[0]!.heardMs], [0, 0, 'info', 5_000]);
    const synced = replay(system({ again: true }), 1, [{ at: run.events.find(({ kind }) => kind === 'sync')!.at, kind: 'crash' }]);
    assert.deepEqual([synced.end, heard(synced)], [2, 2]);
  });

  it('makes a record durable once, however many syncs cover it', () => {
    const twice: SutSystem<number> = {
      ...system(), nodes: ['a'],
      make: ctx => ({
        onMessage() {},
        onRequest(operation) {
          ctx.write('kept', operation);
          for (const outcome of ['info', 'ok'] as const) ctx.sync(() => ctx.answer(operation, outcome));
        },
      }),
      end: durable => durable('a', 'kept').length,
    };
    assert.equal(replay(twice, 1, []).end, twice.requests.length);
  });

  it('drops, doubles and delays what is sent at an event', () => {
    const run = replay(system(), 1, []);
    const { at } = run.events.find(({ what }) => what === 'pass')!;
    const count = (kind: SutFault['kind'], again = false): number => told(replay(system({ again }), 1, [{ at, kind }])).filter(line => line === 'b receive pass a').length;
    assert.deepEqual([count('drop'), count('duplicate'), count('delay'), count('drop', true)], [1, 3, 2, 2]);
    const late = replay(system(), 1, [{ at, kind: 'delay' }]);
    assert.ok(late.operations[0]!.heardMs! > 3_000 && late.operations[1]!.heardMs! < 100);
    const answer = run.events.find(({ what }) => what === 'answer')!;
    assert.deepEqual(replay(system(), 1, [{ at: answer.at, kind: 'drop' }]).operations.map(({ outcome }) => outcome), ['info', 'ok']);
  });

  it('says which faults struck', () => {
    const faults: SutFault[] = [{ at: 0, kind: 'drop' }, { at: 1, kind: 'drop' }, { at: 9_999, kind: 'crash' }];
    assert.deepEqual(replay(system(), 1, faults).struck, [faults[1]]);
  });

  it('is stopped if it does not come to rest', () => {
    const run = replay(system({ restless: true }), 1, []);
    assert.equal(run.quiet, false);
    assert.ok(run.endMs > 59_000 && run.endMs <= 60_000);
  });
});

/** `a` passes on and says yes; `b` keeps whatever comes. What is left is what `b` has, in its order. */
const naive: SutSystem<readonly unknown[], { amount: number }> = {
  ...system(), requests: [1, 2].map(amount => ({ atMs: 10 * amount, client: `c${amount}`, to: 'a', f: 'keep', input: { amount }, timeoutMs: 5_000 })),
  make: ctx => ({
    onRequest(operation, _f, input) {
      ctx.send('b', 'pass', input);
      ctx.answer(operation, 'ok');
    },
    onMessage(_from, _what, input) {
      ctx.write('kept', (input as { amount: number }).amount);
      ctx.sync(() => {});
    },
  }),
  end: durable => durable('b', 'kept'),
};

describe('what faults do to a naive system', () => {
  const calm = replay(naive, 1, []);
  const first = (kind: SutEvent['kind'], node: string): number => calm.events.find(event => event.kind === kind && event.node === node)!.at;
  const heardOf = ({ operations }: SutRun<unknown>): unknown[] => operations.map(({ outcome }) => outcome);

  it('nothing without one', () => {
    assert.deepEqual([calm.end, heardOf(calm)], [[1, 2], ['ok', 'ok']]);
  });

  for (const { kind, at, end } of [
    { kind: 'crash', at: first('write', 'b'), end: [] },
    { kind: 'drop', at: first('send', 'a'), end: [2] },
    { kind: 'duplicate', at: first('send', 'a'), end: [1, 2, 1] },
    { kind: 'delay', at: first('send', 'a'), end: [2, 1] },
  ] as const) {
    it(`${kind}: clients hear yes, and ${JSON.stringify(end)} is left`, () => {
      const run = replay(naive, 1, [{ at, kind }]);
      assert.deepEqual([run.end, heardOf(run)], [end, ['ok', 'ok']]);
    });
  }
});

describe('a program that runs a system under test', () => {
  const explored = async (body: string, runs = 3, ran?: (run: SutRun<number>, faults: readonly SutFault[]) => void): Promise<unknown> => {
    const { record } = await runProgram(scenario('sut', {
      symptom: '',
      world(stage) {
        const cluster = new Cluster(stage);
        cluster.learners(['lab'], (exports, _ctx, { node }) => ({ onRequest: () => (exports['explore'] as (sut: unknown) => Promise<unknown>)(sutFor(node, system(), new RunBudget(runs), ran)) }));
        times(stage, [1], () => cluster.ask('lab', { client: 'c', f: 'explore', request: {}, timeoutMs: 1_000, hear: output => ({ outcome: 'ok', output }) }));
        cluster.start();
        return { endMs: 2_000 };
      },
    }), `export async function explore(sut) { ${body} }`);
    return record.operations[0]!.output;
  };

  it('gets runs, one a millisecond, and no more than it is allowed', async () => {
    assert.deepEqual(await explored('const before = performance.now(); const { end } = await sut.run(); return [sut.name, end, performance.now() - before, sut.runsLeft]'), ['relay', 2, 1, 2]);
    assert.equal(await explored('for (let i = 0; ; i++) try { await sut.run([{ at: i, kind: "crash" }]) } catch (error) { return `${error.code} after ${i}` }'), 'NoRunsLeft after 3');
  });

  it('is watched by its judge', async () => {
    const seen: string[] = [];
    await explored('await sut.run(); await sut.run([{ at: 3, kind: "crash" }])', 3, ({ end }, faults) => seen.push(`${end} ${JSON.stringify(faults)}`));
    assert.deepEqual(seen, ['2 []', '0 [{"at":3,"kind":"crash"}]']);
  });

  it('is told of faults that are none, at no cost', async () => {
    for (const faults of ['7', '[{ at: 1.5, kind: "crash" }]', '[{ at: 1, kind: "explode" }]']) {
      assert.equal(await explored(`try { await sut.run(${faults}) } catch (error) { return error.code + sut.runsLeft }`), 'BadFault3');
    }
  });
});
