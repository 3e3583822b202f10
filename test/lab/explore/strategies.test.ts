import assert from 'node:assert/strict';
import { constant, type FaultAuthor } from '../../../src/course/author.ts';
import { STRATEGIES } from '../../../src/lab/explore/exploration.ts';
import { BATCH, judge } from '../jobs/support.ts';
import { explore, failsAgain, neverSaid, post } from './support.ts';

const seedsTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
const bad = { always: [neverSaid('bad')] };

/** b tells a something after 5 ms; a must not hear it twice. */
const TWICE = `export class Node {
  heard = 0;
  constructor(ctx) { this.ctx = ctx; if (ctx.id === 'b') ctx.setTimer('tell', 5); }
  onTimer() { this.ctx.send('a', 'alive'); }
  onMessage() { if (++this.heard === 2) this.ctx.send('judge', 'bad'); }
}`;

/** s and t tell a something every 20 ms, ten times; a must not hear them in one order. */
const racing = (order: string): string => `export class Node {
  heard = '';
  told = 0;
  constructor(ctx) { this.ctx = ctx; if (ctx.id !== 'a') ctx.setTimer('tell', 20); }
  onTimer() { this.ctx.send('a', this.ctx.id); if (++this.told < 10) this.ctx.setTimer('tell', 20); }
  onMessage(from) { this.heard += from; if (this.heard === '${order}') this.ctx.send('judge', 'bad'); }
}`;

/** b tells a two things, the second a millisecond after the first; a must not hear the first alone. */
const HALF = `export class Node {
  heard = [];
  constructor(ctx) { this.ctx = ctx; if (ctx.id === 'b') ctx.setTimer('first', 50); }
  onTimer(name) {
    if (name === 'late') { if (!this.heard.includes('second')) this.ctx.send('judge', 'bad'); return; }
    this.ctx.send('a', name);
    if (name === 'first') this.ctx.setTimer('second', 1);
  }
  onMessage(_from, what) { this.heard.push(what); if (what === 'first') this.ctx.setTimer('late', 100); }
}`;

/** b sends much that does not matter, and asks once, which must be answered. */
const CHATTY = `export class Node {
  constructor(ctx) { this.ctx = ctx; if (ctx.id === 'b') ctx.setTimer('talk', 5); }
  async onTimer() {
    for (let i = 0; i < 300; i++) this.ctx.send('a', i);
    try { await this.ctx.call('a', 'question', { timeoutMs: 100 }); } catch { this.ctx.send('judge', 'bad'); }
  }
  onMessage() {}
  async onRequest() { return 'answer'; }
}`;

describe('exploring', () => {
  it('random: finds what hides behind a fault that is always there', async () => {
    const scenario = post(['a', 'b'], {}, { ...bad, faults: (f: FaultAuthor) => [f.crash('b', 1), f.double({}, 1, constant(3))] });
    assert.equal((await judge(scenario, TWICE)).verdict, 'passed');
    const { found } = await explore(scenario, TWICE, { strategy: 'random', seeds: seedsTo(20) });
    await failsAgain(scenario, TWICE, found!.first!);
    assert.deepEqual(found!.first!.faults!.faults.map(({ kind }) => kind), ['double']);
  });

  it('pct: finds orders that need a slow link, and orders that need one to become slow', async () => {
    for (const order of ['st'.repeat(10), 'st'.repeat(5) + 'ts'.repeat(5)]) {
      const scenario = post(['a', 's', 't'], {}, bad);
      assert.equal((await judge(scenario, racing(order), { seeds: seedsTo(60) })).verdict, 'passed', order);
      const { found } = await explore(scenario, racing(order), { strategy: 'pct', seeds: seedsTo(60) });
      await failsAgain(scenario, racing(order), found!.first!);
      assert.ok(found!.first!.faults!.schedule!.every(({ does }) => does === 'pace'));
    }
  });

  it('pct: has nothing to do where all messages take equally long', async () => {
    const scenario = post(['a', 's', 't'], {}, bad, constant(4));
    const { idle, found } = await explore(scenario, racing('never'), { strategy: 'pct', seeds: [1] });
    assert.deepEqual([found?.verdict, idle], [undefined, 'no message here could be faster or slower than it is']);
  });

  it('targeted: has a crash strike right after a send, when its author lets it strike at any time', async () => {
    const scenario = post(['a', 'b'], {}, { ...bad, faults: (f: FaultAuthor) => [f.crash('b', f.between(0, 900))] });
    assert.equal((await judge(scenario, HALF, { seeds: seedsTo(40) })).verdict, 'passed');
    const { found } = await explore(scenario, HALF, { strategy: 'targeted', seeds: seedsTo(10) });
    await failsAgain(scenario, HALF, found!.first!);
    assert.match(found!.first!.plan[0]!, /^b crashes for good from 0\.05 s on\.$/);
  });

  it('targeted: loses the one reply among hundreds of messages, and no message that the fault is not about', async () => {
    const faults = (f: FaultAuthor) => [f.lose({ kind: 'reply' }, 0.002), f.lose({ kind: 'send' }, 0.002)];
    const scenario = post(['a', 'b'], {}, { ...bad, faults });
    assert.equal((await judge(scenario, CHATTY, { seeds: seedsTo(40) })).verdict, 'passed');
    const { found } = await explore(scenario, CHATTY, { strategy: 'targeted', seeds: seedsTo(10) });
    await failsAgain(scenario, CHATTY, found!.first!);
    assert.match(found!.first!.plan.join(' '), /The reply that a sends b at [\d.]+ s is lost\./);
    const callsOnly = post(['a', 'b'], {}, { ...bad, faults: f => [f.lose({ kind: 'send' }, 0.002)] });
    assert.equal((await explore(callsOnly, CHATTY, { strategy: 'targeted', seeds: seedsTo(10) })).found, undefined);
  });

  it('targeted: leaves faults between the times that their author gives them', async () => {
    const scenario = post(['a', 'b'], {}, { ...bad, faults: (f: FaultAuthor) => [f.crash('b', f.between(60, 900))] });
    assert.equal((await explore(scenario, HALF, { strategy: 'targeted', seeds: seedsTo(20) })).found, undefined);
    const fixed = await explore(post(['a', 'b'], {}, { ...bad, faults: f => [f.crash('b', 60)] }), HALF, { strategy: 'targeted', seeds: [1, 2] });
    assert.equal(fixed.idle, 'the scenario has no faults that could strike at another moment');
  });

  it('targeted: keeps the distances that an author gives faults', async () => {
    // Before a crash between the two sends, a pause has stopped the first.
    const faults = (f: FaultAuthor) => {
      const startMs = f.between(0, 900);
      return [f.pause('b', startMs, { lastsMs: 21 }), f.crash('b', startMs + 20)];
    };
    const scenario = post(['a', 'b'], {}, { ...bad, faults });
    const { found } = await explore(scenario, HALF, { strategy: 'targeted', seeds: seedsTo(4) });
    assert.equal(found, undefined);
  });

  it('leaves out what the lesson’s own solution does not survive either', async () => {
    const scenario = post(['a', 'b'], {}, { ...bad, faults: (f: FaultAuthor) => [f.double({}, 1, constant(3))] });
    for (const strategy of STRATEGIES) {
      const { found, beyond } = await explore(scenario, TWICE, { strategy, seeds: [1, 2, 3], solution: TWICE, runs: 20 });
      assert.ok(found === undefined && beyond > 0, strategy);
    }
  });

  it('tells a program that gets stuck or throws, whatever the strategy', async () => {
    const scenario = post(['a'], { s: [['a', 'x']] });
    for (const strategy of STRATEGIES) {
      assert.equal((await explore(scenario, 'export class Node { onMessage() { for (;;); } }', { strategy, seeds: [1] })).found?.verdict, 'stuck', strategy);
      assert.equal((await explore(scenario, 'export class Node { onMessage() { null.x; } }', { strategy, seeds: [1] })).found?.verdict, 'error', strategy);
    }
  });

  it('comes to the same again, and when promises run in batches', async () => {
    const faults = (f: FaultAuthor) => [f.crash('b', f.between(0, 900)), f.lose({}, 0.01)];
    const scenario = post(['a', 'b'], {}, { ...bad, faults });
    for (const strategy of ['random', 'pct', 'targeted'] as const) {
      const first = await explore(scenario, HALF, { strategy, seeds: seedsTo(6) });
      assert.ok(first.runs >= 1);
      assert.deepEqual(await explore(scenario, HALF, { strategy, seeds: seedsTo(6) }), first);
      assert.deepEqual(await explore(scenario, HALF, { strategy, seeds: seedsTo(6), drain: BATCH }), first);
    }
  });
});
