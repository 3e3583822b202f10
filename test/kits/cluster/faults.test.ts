import assert from 'node:assert/strict';
import { constant, demand, type FaultAuthor, type Fault, type RunRecord } from '../../../src/course/author.ts';
import { asking, judge } from '../../lab/jobs/support.ts';

/** What the clients heard, by their number. */
const heard = (run: RunRecord): unknown[] => run.operations.map(({ outcome, output }) => (outcome === 'info' ? 'silence' : output));

interface Case {
  readonly fault: string;
  /** A naive program: nodes a, b, c are asked in turn, every 100 ms. */
  readonly text: string;
  readonly faults: (f: FaultAuthor) => readonly Fault[];
  readonly asks?: number;
  /** What must be true of a run in which the fault did its harm, and of none without it. */
  readonly harmed: (run: RunRecord) => boolean;
}

const COUNT = `export class Node {
  constructor(ctx) { this.ctx = ctx; this.count = 0 }
  onMessage(from, message) { this.count++ }
  async onRequest(r) {
    if (r.n === 0) this.ctx.send('b', 'one')
    return this.count
  }
}`;
const CALL = `export class Node {
  constructor(ctx) { this.ctx = ctx }
  async onRequest(r, from) {
    if (r === 'ping') return 'pong'
    if (r.n % 3 !== 0) return 'idle'
    try { return await this.ctx.call('b', 'ping', { timeoutMs: 300 }) } catch (error) { return error.constructor.name + ' ' + error.code }
  }
}`;
const ORDER = `export class Node {
  constructor(ctx) { this.ctx = ctx; this.seen = [] }
  onMessage(from, message) { this.seen.push(message) }
  async onRequest(r) {
    if (r.n === 0) { this.ctx.send('b', 1); this.ctx.setTimer('second', 50) }
    return this.seen.join()
  }
  onTimer(name) { this.ctx.send('b', 2) }
}`;
const MEMORY = `let asked = 0
export class Node { async onRequest(r) { return ++asked } }`;
const DISK = (sync: string): string => `export class Node {
  constructor(ctx) { this.ctx = ctx; this.n = 0 }
  async recover() { this.n = (await this.ctx.disk.read('log')).length }
  async onRequest(r) { const n = ++this.n; await this.ctx.disk.append('log', n); ${sync} return n }
}`;
const SYNCS = `export class Node {
  constructor(ctx) { this.ctx = ctx }
  async onRequest(r) { const fromMs = performance.now(); await this.ctx.disk.append('log', r.n); await this.ctx.disk.sync(); return performance.now() - fromMs > 100 ? 'slow' : 'fast' }
}`;
const CLOCK = 'export class Node { async onRequest(r) { return Date.now() } }';
const MONOTONIC = 'export class Node { async onRequest(r) { return performance.now() } }';

const at = (run: RunRecord, n: number): unknown => heard(run)[n];
const cases: readonly Case[] = [
  { fault: 'lost messages', text: CALL, faults: f => [f.lose({ kind: 'reply' }, 1)], harmed: run => at(run, 0) === 'Unknown Timeout' },
  { fault: 'doubled messages', text: COUNT, faults: f => [f.double({}, 1, constant(30))], harmed: run => at(run, 4) === 2 },
  { fault: 'late messages', text: ORDER, faults: f => [f.late({}, 1, constant(400), 0, { lastsMs: 20 })], harmed: run => heard(run).includes('2,1') },
  { fault: 'messages held back', text: CALL, faults: f => [f.hold({ kind: 'reply' }, 0, { lastsMs: 500 })], harmed: run => at(run, 0) === 'Unknown Timeout' && at(run, 6) === 'pong' },
  { fault: 'a cut', text: CALL, faults: f => [f.cut(['a'], ['b'], 0, { lastsMs: 200 })], harmed: run => at(run, 0) === 'Unknown Timeout' && at(run, 6) === 'pong' },
  { fault: 'a one-way cut', text: CALL, faults: f => [f.cut(['b'], ['a'], 0, { oneWay: true })], harmed: run => at(run, 0) === 'Unknown Timeout' },
  { fault: 'a gray link', text: CALL, faults: f => [f.slow(['a'], ['b'], constant(200), 0)], harmed: run => at(run, 0) === 'Unknown Timeout' },
  { fault: 'a crash', text: MEMORY, faults: f => [f.crash('a', 150, { lastsMs: 100 })], harmed: run => at(run, 0) === 1 && at(run, 3) === 1 },
  { fault: 'a crash for good', text: MEMORY, faults: f => [f.crash('a', 150)], harmed: run => at(run, 3) === 'silence' },
  { fault: 'a crash before a sync', text: DISK(''), asks: 12, faults: f => [f.crash('a', 650, { lastsMs: 100 })], harmed: run => (at(run, 9) as number) < 4 },
  { fault: 'a pause', text: CALL, faults: f => [f.pause('b', 0, { lastsMs: 350 })], harmed: run => at(run, 0) === 'Unknown Timeout' && at(run, 1) === 'idle' },
  { fault: 'a pause that drops', text: CALL, faults: f => [f.pause('b', 0, { lastsMs: 350, inbox: 'drop' })], harmed: run => at(run, 1) === 'silence' },
  { fault: 'a clock that jumps back', text: CLOCK, faults: f => [f.jump('a', -5_000, 150)], harmed: run => (at(run, 3) as number) < (at(run, 0) as number) },
  { fault: 'a clock that drifts', text: MONOTONIC, faults: f => [f.drift('a', 10_000)], asks: 10, harmed: run => (at(run, 9) as number) > 905 },
  { fault: 'a destroyed disk', text: DISK('await this.ctx.disk.sync();'), asks: 12, faults: f => [f.crash('a', 650, { lastsMs: 100, disk: 'destroyed' })], harmed: run => at(run, 9) === 1 },
  { fault: 'a disk that is slow to sync', text: SYNCS, faults: f => [f.slowSync('a', constant(200), 150, { lastsMs: 300 })], harmed: run => at(run, 0) === 'fast' && at(run, 3) === 'slow' && at(run, 6) === 'fast' },
  { fault: 'a rotten record', text: DISK('await this.ctx.disk.sync();').replace('.length }', '.length }').replace('async recover() {', 'async recover() { try {').replace('.length }', '.length } catch (error) { this.n = 100 } }'), asks: 12,
    faults: f => [f.rot('a', 600), f.crash('a', 650, { lastsMs: 100 })], harmed: run => at(run, 9) === 101 },
];

describe('what faults do to nodes of the kit cluster', () => {
  for (const { fault, text, faults, asks = 9, harmed } of cases) {
    it(`${fault}: the harm is done with it and not without it`, async () => {
      let harm = 0;
      const see = demand('see', (run: RunRecord) => void (harm += Number(harmed(run))));
      const under = (plan: Case['faults']) => asking({ asks, faults: plan, always: [see] });
      const seeds = [1, 2, 3, 4, 5];
      assert.equal((await judge(under(() => []), text, { seeds })).verdict, 'passed');
      assert.equal(harm, 0, 'without the fault');
      await judge(under(faults), text, { seeds });
      assert.ok(harm >= 1, 'with the fault');
    });
  }

  it('what was synced survives a crash', async () => {
    // By seed: a panel's first one is run twice.
    const answers = new Map<number, unknown>();
    const see = demand('see', (run: RunRecord) => void answers.set(run.seed, at(run, 9)));
    await judge(asking({ asks: 12, faults: f => [f.crash('a', 650, { lastsMs: 100 })], always: [see] }), DISK('await this.ctx.disk.sync();'), { seeds: [1, 2, 3, 4, 5] });
    assert.deepEqual([...answers.values()], [4, 4, 4, 4, 4]);
  });
});
