import assert from 'node:assert/strict';
import { constant, type FaultAuthor } from '../../../src/course/author.ts';
import type { Exploration } from '../../../src/lab/explore/exploration.ts';
import { scopesOf, type Scope } from '../../../src/lab/explore/scopes.ts';
import type { Fault, RunRecord, Strike } from '../../../src/sim/index.ts';
import { asking, BATCH } from '../jobs/support.ts';
import { explore, failsAgain, neverSaid, post } from './support.ts';

const QUIET = 'export class Node { onMessage() {} }';
/** Says `bad` when letters came in exactly this order. */
const brokenBy = (order: string): string => `export class Node {
  got = '';
  constructor(ctx) { this.ctx = ctx; }
  onMessage(_from, letter) { this.got += letter; if (this.got === '${order}') this.ctx.send('judge', 'bad'); }
}`;
const FOUR = { s: [['a', 'w']], t: [['a', 'x']], u: [['a', 'y']], v: [['a', 'z']] } as const;

const look = (under: ReturnType<typeof post>, text = QUIET, more: object = {}): Promise<Exploration> => explore(under, text, { strategy: 'exhaustive', seeds: [1], ...more });
const statesOf = async (...world: Parameters<typeof post>): Promise<number> => {
  const { space, found } = await look(post(...world));
  assert.deepEqual([space?.exhausted, found], [true, undefined]);
  return space!.states;
};

describe('the exhaustive search', () => {
  it('counts the states of messages to one node: what has come, in each order', async () => {
    assert.equal(await statesOf(['a'], { s: [['a', 'x']] }), 2);
    assert.equal(await statesOf(['a'], { s: [['a', 'x'], ['a', 'y']] }), 1 + 2 + 2);
    assert.equal(await statesOf(['a'], { s: [['a', 'x']], t: [['a', 'y']], u: [['a', 'z']] }), 1 + 3 + 6 + 6);
    assert.equal(await statesOf(['a'], FOUR), 1 + 4 + 12 + 24 + 24);
  });

  it('does not count orders of what comes to different nodes', async () => {
    assert.equal(await statesOf(['a', 'b'], { s: [['a', 'x']], t: [['b', 'y']] }), 2 * 2);
    assert.equal(await statesOf(['a', 'b'], { s: [['a', 'x'], ['b', 'y']], t: [['a', 'z'], ['b', 'z']] }), 5 * 5);
  });

  it('knows what a link cannot do: messages that take equally long come as they were sent', async () => {
    assert.equal(await statesOf(['a'], { s: [['a', 'x'], ['a', 'y']], t: [['a', 'z']] }, {}, constant(5)), 1 + 1 + 1 + 1);
  });

  it('counts timers among what a node is given', async () => {
    const waiting = 'export class Node { constructor(ctx) { ctx.setTimer("t", 5); } onMessage() {} onTimer() {} }';
    const { space } = await look(post(['a'], { s: [['a', 'x']] }), waiting);
    assert.deepEqual(space, { states: 1 + 2 + 2, exhausted: true, deviations: 1 });
  });

  it('counts crashes: before a message and after it', async () => {
    const faults = (f: FaultAuthor) => [f.crash('a', f.between(2, 8))];
    // Nothing; x; crash; x and crash; crash, and x that finds nobody.
    assert.equal(await statesOf(['a'], { s: [['a', 'x']] }, { faults }), 5);
  });

  it('counts a message that a fault loses', async () => {
    const passing = 'export class Node { constructor(ctx) { this.ctx = ctx; } onMessage(_from, letter) { this.ctx.send("b", letter); } }';
    const faults = (f: FaultAuthor) => [f.lose({ to: 'b' }, 0.01)];
    // Before the fault is in force; x on its way to a, from there to b, and at b; x lost.
    const { space } = await look(post(['a', 'b'], { s: [['a', 'x']] }, { faults }), passing.replace('this.ctx.send', 'if (this.ctx.id === "a") this.ctx.send'));
    assert.deepEqual([space!.states, space!.exhausted], [5, true]);
  });

  it('finds the only bad order, with a plan that replays it', async () => {
    const scenario = post(['a'], FOUR, { always: [neverSaid('bad')] });
    for (const order of ['wxyz', 'zyxw', 'xzwy']) {
      const { found, runs } = await look(scenario, brokenBy(order));
      assert.equal(found?.verdict, 'failed', order);
      assert.match(found.first!.message, /bad was said/);
      assert.ok(runs < 100);
      await failsAgain(scenario, brokenBy(order), found.first!);
    }
    const never = await look(scenario, brokenBy('wxw'));
    assert.deepEqual([never.found, never.space!.exhausted], [undefined, true]);
  });

  it('says when it had to end before all was seen, and what it has covered', async () => {
    const { space, runs } = await look(post(['a'], FOUR), QUIET, { runs: 20 });
    assert.ok(space && !space.exhausted && space.deviations === 1 && space.states < 65);
    assert.equal(runs, 21);
  });

  it('is the same again, and when promises run in batches', async () => {
    const scenario = post(['a'], FOUR, { always: [neverSaid('bad')] });
    const asynchronous = brokenBy('zyxw').replace('onMessage(', 'async onMessage(').replace('{ this.got +=', '{ await null; this.got +=');
    const first = await look(scenario, asynchronous);
    assert.ok(first.found);
    assert.deepEqual(await look(scenario, asynchronous), first);
    assert.deepEqual(await look(scenario, asynchronous, { drain: BATCH }), first);
  });
});

describe('the scopes of an exhaustive search', () => {
  const asked = [0, 100, 105, 300, 310, 900].map((atMs, index) => ({ name: `o${index}`, what: 'ask', node: 'a', atUs: 1_000 * atMs }));
  const crash: Fault = { id: 'crash-1', kind: 'crash', start: { signal: 'fact:sold', nth: 2, afterMs: 10 }, node: 'a' };
  const scopes = (faults: readonly Fault[], strikes: readonly Strike[]): Scope[] => {
    const record = { strikes } as unknown as RunRecord;
    return [...scopesOf({ plan: { faults, off: [] }, operations: { asked, of: asked.length }, record })];
  };

  it('are operations that come closest together, more and more, at last the whole run', () => {
    const found = scopes([], []);
    assert.deepEqual(found.map(({ operations }) => operations), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(found.slice(1, 3).map(({ plan }) => plan.only!.operations), [['o1', 'o2'], ['o0', 'o1', 'o2']]);
    assert.deepEqual(found.at(-1)!.plan, { faults: [], off: [] });
  });

  it('are about the first fault, which strikes when it did', () => {
    const [one, two] = scopes([crash], [{ fault: crash, fromUs: 305_000, toUs: Infinity }]);
    assert.deepEqual(one!.plan.faults, [{ ...crash, start: { atMs: 305 } }]);
    assert.deepEqual(two!.plan.only!.operations, ['o3', 'o4']);
  });

  const ECHO = 'export class Node { onRequest(r) { return r.n } }';

  it('are gone through one after the other, as far as there is time', async () => {
    const apart = await look(asking({ asks: 4, everyMs: 100 }), ECHO);
    assert.deepEqual([apart.space?.exhausted, apart.space?.scope], [true, undefined]);
    const some = await look(asking({ asks: 40, everyMs: 100 }), ECHO, { runs: 30 });
    const { operations, complete, of } = some.space!.scope!;
    assert.deepEqual([some.space!.exhausted, of, operations - complete], [false, 40, 1]);
    assert.ok(complete > 0, String(complete));
  });
});
