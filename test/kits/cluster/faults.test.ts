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
/** A payment of two records, which it takes for one. */
const PAIR = `export class Node {
  constructor(ctx) { this.ctx = ctx; this.records = 0 }
  async recover() { this.records = (await this.ctx.disk.read('log')).length }
  async onRequest(r) {
    const { disk } = this.ctx
    disk.append('log', 'debit ' + r.n); disk.append('log', 'credit ' + r.n)
    await disk.sync()
    return this.records
  }
}`;
/** All in one message. */
const BATCH = `export class Node {
  constructor(ctx) { this.ctx = ctx; this.seen = 0 }
  onMessage(from, items) { this.seen += items.length }
  async onRequest(r) {
    if (r.n === 0) for (const length of [3, 300]) this.ctx.send('b', Array.from({ length }, (_, i) => 'item ' + i))
    return this.seen
  }
}`;
/** b takes 500 ms to answer. */
const WORKS = CALL.replace("return 'pong'", "{ await new Promise(resolve => setTimeout(resolve, 500)); return 'pong' }").replace('timeoutMs: 300', 'timeoutMs: 900');
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
  { fault: 'a torn write', text: PAIR, asks: 12, faults: f => [3, 5].map(nth => f.crash('a', f.whenDisk('write', 'a', nth), { lastsMs: 100 })), harmed: run => heard(run).some(records => typeof records === 'number' && records % 2 === 1) },
  { fault: 'the death of a process, to its memory', text: MEMORY, faults: f => [f.crash('a', 150, { lastsMs: 100, host: 'up' })], harmed: run => at(run, 0) === 1 && at(run, 3) === 1 },
  { fault: 'the death of a process, to its callers', text: CALL, faults: f => [f.crash('b', 250, { lastsMs: 100, host: 'up' })], harmed: run => at(run, 0) === 'pong' && at(run, 3) === 'Refused ConnectionRefused' },
  { fault: 'the death of a process, to those who wait for its answer', text: WORKS, faults: f => [f.crash('b', 200, { lastsMs: 100, host: 'up' })], harmed: run => at(run, 0) === 'Unknown Reset' },
  { fault: 'the death of a process, to its clients', text: WORKS, asks: 2, faults: f => [f.crash('a', 50, { host: 'up' })], harmed: run => run.operations[0]!.outcome === 'info' && run.operations[0]!.heardUs! < 100_000 },
  { fault: 'a machine without a process, to clients', text: CALL, faults: f => [f.crash('a', 250, { host: 'up' })], harmed: run => run.operations[3]!.outcome === 'fail' },
  { fault: 'a big message that is lost', text: BATCH, faults: f => [f.lose({ aboveBytes: 1_000 }, 1)], harmed: run => at(run, 4) === 3 },
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

  /** What a counter on a disk says at 900 ms, after 3 numbers and a fault, by seed. */
  async function counted(text: string, faults: Case['faults']): Promise<unknown[]> {
    // By seed: a panel's first one is run twice.
    const answers = new Map<number, unknown>();
    const see = demand('see', (run: RunRecord) => void answers.set(run.seed, at(run, 9)));
    await judge(asking({ asks: 12, faults, always: [see] }), text, { seeds: [1, 2, 3, 4, 5] });
    return [...answers.values()];
  }

  it('what was synced survives a crash', async () => {
    assert.deepEqual(await counted(DISK('await this.ctx.disk.sync();'), f => [f.crash('a', 650, { lastsMs: 100 })]), [4, 4, 4, 4, 4]);
  });

  it('what was written survives the death of the process, and no loss of power after it', async () => {
    const death = (f: FaultAuthor): Fault => f.crash('a', 650, { lastsMs: 100, host: 'up' });
    assert.deepEqual(await counted(DISK(''), f => [death(f)]), [4, 4, 4, 4, 4]);
    const both = await counted(DISK(''), f => [death(f), f.crash('a', 700, { lastsMs: 100 })]);
    assert.ok(both.some(count => (count as number) < 4), both.join());
  });
});
