import assert from 'node:assert/strict';
import {
  Cluster, compacts, constant, EtcdCluster, leaderCrashes, leasesEnd, leavesInDoubt, scenario, type Exports, type Fault, type FaultAuthor, type RunRecord, type Stage,
} from '../../../src/course/author.ts';
import type { Etcd, Handlers, NodeContext } from '../../../src/kits/index.ts';
import { runProgram } from '../run.ts';
import { twin } from '../twin.ts';

type MakeNode = new (ctx: NodeContext, etcd: Etcd) => Handlers;

const MEMBERS = ['e1', 'e2', 'e3'];

/** Nodes `a` and `b` and three members; each node is asked once, at 4 s, when there is a leader. One way is 5 ms. */
async function asked(bodies: { readonly a: string; readonly b?: string | undefined }, faults: (author: FaultAuthor) => readonly Fault[] = () => [], { seed = 1 } = {}): Promise<{ a: unknown; b: unknown; run: RunRecord }> {
  const world = (stage: Stage) => {
    const cluster = new Cluster(stage);
    stage.world.network.defaultLatencyMs = constant(5);
    const etcd = new EtcdCluster(stage, cluster, MEMBERS);
    cluster.learners(['a', 'b'], (exports: Exports, ctx, machine) => new (exports['Node'] as MakeNode)(ctx, etcd.client(machine)));
    cluster.start();
    for (const id of ['a', 'b']) stage.world.at(4_000_000, () => cluster.ask(id, { client: id, f: 'ask', request: {}, timeoutMs: 30_000, hear: output => ({ outcome: 'ok', output }) }));
    return { endMs: 35_000 };
  };
  const { record } = await runProgram(scenario('etcd', { symptom: '', world, faults }), `
    import { sleep } from 'faultlab'
    const code = error => error.constructor.name + ' ' + error.code
    const tried = promise => promise.then(value => value, code)
    /** The first n changes of a watch, in short. */
    async function changes(etcd, n, prefix, options = {}) {
      const seen = []
      const stop = new AbortController()
      for await (const { revision, events } of etcd.watch(prefix, { ...options, signal: stop.signal })) {
        for (const { type, kv } of events) seen.push(revision + ' ' + type + ' ' + kv.key + (type === 'put' ? ' ' + kv.value : ''))
        if (seen.length >= n) break
      }
      return seen
    }
    export class Node { constructor(ctx, etcd) { this.ctx = ctx; this.etcd = etcd }
      async onRequest() { const { ctx, etcd } = this; if (ctx.id === 'a') { ${bodies.a} } else { ${bodies.b ?? ''} } } }`, { seed });
  return { a: record.operations[0]!.output, b: record.operations[1]!.output, run: record };
}

const of = async (a: string, b?: string): Promise<unknown> => (await asked({ a, b })).a;

describe('etcd', () => {
  it('numbers changes and keeps the versions of a key', async () => {
    assert.deepEqual(await of("const empty = await etcd.get('k'); await etcd.put('k', '1'); await etcd.put('k', '2'); const two = await etcd.get('k'); const gone = await etcd.delete('k'); const nothing = await etcd.delete('k'); await etcd.put('k', '3'); return [empty, two, gone, nothing, await etcd.get('k')]"), [
      { kv: undefined, revision: 1 }, { kv: { key: 'k', value: '2', createRevision: 2, modRevision: 3, version: 2 }, revision: 3 },
      { revision: 4, deleted: 1 }, { revision: 4, deleted: 0 }, { kv: { key: 'k', value: '3', createRevision: 5, modRevision: 5, version: 1 }, revision: 5 },
    ]);
  });

  it('reads and deletes by prefix, in order', async () => {
    assert.deepEqual(await of("for (const key of ['p/b', 'q', 'p/a', 'p']) await etcd.put(key, key); const keys = async prefix => (await etcd.range(prefix)).kvs.map(({ key }) => key).join(); return [await keys('p/'), await keys(''), await etcd.delete('p/', { prefix: true }), await keys('')]"),
      ['p/a,p/b', 'p,p/a,p/b,q', { revision: 6, deleted: 2 }, 'p,q']);
  });

  it('carries a transaction out as a whole or its other branch, at one revision', async () => {
    const claim = "etcd.txn({ compare: [{ key: 'lock', target: 'createRevision', is: '=', value: 0 }], then: [{ op: 'put', key: 'lock', value: 'a' }, { op: 'put', key: 'log', value: 'taken' }, { op: 'range', key: 'log' }], else: [{ op: 'range', key: 'l', prefix: true }] })";
    assert.deepEqual(await of(`const first = await ${claim}; const second = await ${claim}; return [first.succeeded, first.revision, first.responses[2].kvs[0].value, second.succeeded, second.revision, second.responses[0].kvs.map(kv => kv.modRevision)]`), [true, 2, 'taken', false, 2, [2, 2]]);
  });

  it('compares what a key is; nothing is true of the value of an absent one', async () => {
    const cases = [['k', 'modRevision', '=', 3], ['k', 'modRevision', '<', 3], ['k', 'version', '>', 1], ['k', 'createRevision', '!=', 2], ['k', 'value', '=', '2'], ['no', 'version', '=', 0], ['no', 'value', '!=', 'x'], ['no', 'modRevision', '<', 1]];
    assert.deepEqual(await of(`await etcd.put('k', '1'); await etcd.put('k', '2'); const held = []; for (const [key, target, is, value] of ${JSON.stringify(cases)}) held.push((await etcd.txn({ compare: [{ key, target, is, value }], then: [] })).succeeded); return held`),
      [true, false, true, false, true, true, false, true]);
  });

  it('refuses what it does not understand, without doing anything', async () => {
    assert.deepEqual(await of(`const heard = []
      for (const wrong of [() => etcd.put('', 'v'), () => etcd.put('k', 7), () => etcd.get(7), () => etcd.txn({ compare: [{ key: 'k', target: 'value', is: '=', value: 1 }], then: [] }), () => etcd.txn({ compare: [], then: [{ op: 'erase', key: 'k' }] }), () => etcd.txn({}), () => etcd.lease.grant(-1),
        () => etcd.txn({ compare: [], then: [{ op: 'put', key: 'k', value: '1' }, { op: 'put', key: 'k', value: '2' }] }), () => etcd.txn({ compare: [], then: [{ op: 'put', key: 'kk', value: '1' }, { op: 'delete', key: 'k', prefix: true }] }), () => etcd.put('k', 'v', { lease: '999' }), () => etcd.lease.revoke('999')]) heard.push(await tried(wrong()))
      return [heard.map(text => text.replace('Refused ', '')).join(), (await etcd.get('k')).revision]`),
      ['BadRequest,BadRequest,BadRequest,BadRequest,BadRequest,BadRequest,BadRequest,DuplicateKey,DuplicateKey,LeaseNotFound,LeaseNotFound', 1]);
  });

  it('tells a watch every change from a revision on, in order, those of one revision together', async () => {
    assert.deepEqual(await of("await etcd.put('p/a', '1'); await etcd.put('q', '1'); await etcd.txn({ compare: [], then: [{ op: 'put', key: 'p/b', value: '2' }, { op: 'delete', key: 'p/a' }, { op: 'put', key: 'q', value: '2' }] }); const later = changes(etcd, 4, 'p/', { fromRevision: 2 }); await sleep(300); await etcd.put('p/c', '3'); return later"),
      ['2 put p/a 1', '4 put p/b 2', '4 delete p/a', '5 put p/c 3']);
  });

  it('watches from now if no revision is given, and from a revision that is still to come', async () => {
    assert.deepEqual(await of("await etcd.put('k', 'before'); const now = changes(etcd, 1, 'k'); const to = changes(etcd, 1, 'k', { fromRevision: 4 }); await sleep(100); await etcd.put('k', 'first'); await etcd.put('k', 'second'); return [await now, await to]"), [['3 put k first'], ['4 put k second']]);
  });

  it('ends a watch when it is told to', async () => {
    assert.deepEqual(await of("const stop = new AbortController(); const seen = []; setTimeout(() => stop.abort(), 200); for await (const batch of etcd.watch('k', { signal: stop.signal })) seen.push(batch); return [seen.length, performance.now() < 5000]"), [0, true]);
  });

  it('deletes the keys of a lease when it has ended, not before, at one revision', async () => {
    const { a, run } = await asked({ a: "const lease = await etcd.lease.grant(1000); await etcd.txn({ compare: [], then: ['k', 'l', 'm'].map(key => ({ op: 'put', key, value: '1', lease })) }); await etcd.put('m', '2'); await sleep(700); const kept = await etcd.lease.keepAlive(lease); await sleep(800); const there = (await etcd.range('')).kvs.length; await sleep(1200); return [kept, there, (await etcd.range('')).kvs.map(({ key }) => key), await etcd.lease.keepAlive(lease)]" });
    assert.deepEqual(a, [true, 3, ['m'], false]);
    assert.deepEqual((run.facts.filter(({ type }) => type === 'revision').at(-1)!.data['events'] as { type: string; kv: { key: string } }[]).map(({ type, kv }) => `${type} ${kv.key}`), ['delete k', 'delete l']);
  });

  it('ends a lease and its keys when it is revoked', async () => {
    assert.deepEqual(await of("const lease = await etcd.lease.grant(9000); await etcd.put('k', '1', { lease }); await etcd.lease.revoke(lease); return [(await etcd.get('k')).revision, await etcd.lease.keepAlive(lease), (await etcd.get('k')).kv]"), [3, false, undefined]);
  });

  it('is one history for all: what one has written the other one reads', async () => {
    const { b } = await asked({ a: "for (let i = 1; i <= 20; i++) { await etcd.put('k', String(i)) }", b: "const seen = []; for (let i = 0; i < 40; i++) { seen.push(Number((await etcd.get('k')).kv?.value ?? 0)); await sleep(20) } return seen.every((value, i) => i === 0 || value >= seen[i - 1]) && seen.at(-1) > 3" });
    assert.equal(b, true);
  });

  it('keeps what it has confirmed over a crash of all members', async () => {
    const { a } = await asked({ a: "await etcd.put('k', '1'); await sleep(6000); for (;;) { const read = await tried(etcd.get('k')); if (read.kv) return read.kv.value; await sleep(100) }" }, f => MEMBERS.map(id => f.crash(id, 4_500, { lastsMs: 500 })));
    assert.equal(a, '1');
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

const PUTS = "for (let i = 1; i <= 20; i++) { await tried(etcd.put('k', String(i))); await sleep(20) }";
/** Counts itself in without looking whether it is in already. */
const COUNT = "for (let i = 0; i < 20; i++) { const { kv } = await etcd.get('n'); const next = String(Number(kv?.value ?? 0) + 1); for (;;) { const done = await tried(etcd.txn({ compare: [{ key: 'n', target: 'modRevision', is: '=', value: kv?.modRevision ?? 0 }], then: [{ op: 'put', key: 'n', value: next }] })); if (typeof done !== 'string') { if (!done.succeeded) return 'lost to itself'; break } } } return 'counted'";

const cases: readonly Case[] = [
  { fault: 'keep-alives that are lost', a: "const lease = await etcd.lease.grant(1500); await etcd.put('me', 'here', { lease }); for (let i = 0; i < 8; i++) { await sleep(400); void tried(etcd.lease.keepAlive(lease)) } return (await etcd.get('me')).kv?.value", faults: f => [f.lose({ method: 'keepAlive', from: 'a' }, 1)], harmed: ({ a }) => a === undefined },
  { fault: 'a change of the leader: leases live longer', a: "const lease = await etcd.lease.grant(3000); await etcd.put('me', 'here', { lease }); await sleep(5000); for (;;) { const read = await tried(etcd.get('me')); if (typeof read !== 'string') return read.kv?.value }", faults: f => [leaderCrashes(f, 6_000, { lastsMs: 1_000 })], harmed: ({ a }) => a === 'here' },
  { fault: 'answers that come late: a watch lags', a: "const seen = changes(etcd, 1, 'k').then(() => performance.now()); await sleep(200); await etcd.put('k', '1'); const written = performance.now(); return await seen - written", faults: f => [f.late({ kind: 'reply', method: 'watch', to: 'a' }, 1, constant(1_500))], harmed: ({ a }) => (a as number) > 500 },
  {
    fault: 'a member that is cut off: serializable reads are stale', a: "while (typeof await tried(etcd.put('k', 'v')) === 'string'); await sleep(300); const read = await Promise.all(['e1', 'e2', 'e3'].map(id => ctx.call(id, { op: 'range', key: 'k', serializable: true }))); return read.map(({ kvs }) => kvs.length).sort().join()",
    faults: f => [f.cut(['e3'], ['e1', 'e2'], 3_900)], harmed: ({ a }) => a === '0,1,1',
  },
  { fault: 'a transaction that ends without an answer, carried out', a: COUNT, faults: f => MEMBERS.map(id => leavesInDoubt(f, id, 0.3, 0, { method: 'txn' })), harmed: ({ a }) => a === 'lost to itself' },
  { fault: 'a reply that is lost', a: COUNT, faults: f => [f.lose({ kind: 'reply', method: 'txn', to: 'a' }, 0.3)], harmed: ({ a }) => a === 'lost to itself' },
];

describe('what faults do to who uses etcd', function () {
  this.timeout(60_000);

  twin(leasesEnd, 'who holds a key by a lease of a minute loses it after a second', f => [leasesEnd(f, 'me', 5_000)], async faults =>
    (await asked({ a: "const lease = await etcd.lease.grant(60000); await etcd.put('me', 'here', { lease }); await sleep(2000); return (await etcd.get('me')).kv?.value" }, faults)).a === undefined);

  twin(leaderCrashes, 'nothing is answered for a while', f => [leaderCrashes(f, 4_300, { lastsMs: 3_000 })], async faults =>
    ((await asked({ a: "const begun = performance.now(); for (let i = 0; i < 10; i++) { while (typeof await tried(etcd.put('k', 'v')) === 'string'); await sleep(100) } return performance.now() - begun" }, faults)).a as number) > 2_000);

  twin(compacts, 'who lists and watches later than it listed is refused', f => [compacts(f, 3, 5_800)], async faults =>
    (await asked({ a: "await etcd.put('k', '0'); await sleep(500); const { revision } = await etcd.range('k'); await sleep(1500); return tried(changes(etcd, 1, 'k', { fromRevision: revision + 1 }))", b: `await sleep(600); ${PUTS}` }, faults)).a === 'Refused Compacted');

  for (const { fault, a, b, faults, harmed } of cases) {
    it(`${fault}: the harm is done with it and not without it`, async () => {
      const before = await asked({ a, b });
      assert.equal(harmed(before), false, `without the fault: ${JSON.stringify(before.a)}`);
      const after = await asked({ a, b }, faults);
      assert.equal(harmed(after), true, `with the fault: ${JSON.stringify(after.a)}`);
    });
  }

  it('linearizable reads are right while members are behind, and a watch misses nothing while its member crashes', async () => {
    const late = await asked({ a: "let stale = 0; for (let i = 1; i <= 10; i++) { await etcd.put('k', String(i)); if ((await etcd.get('k')).kv?.value !== String(i)) stale++ } return stale" }, f => MEMBERS.map(to => f.late({ method: 'raft', to }, 0.5, constant(300))));
    assert.equal(late.a, 0);
    for (const member of MEMBERS) {
      const { a } = await asked({ a: "const seen = changes(etcd, 20, 'k', { fromRevision: 2 }); return (await seen).map(text => text.split(' ').at(-1)).join()", b: "for (let i = 1; i <= 20; i++) { while (typeof await tried(etcd.txn({ compare: [{ key: 'k' + i, target: 'version', is: '=', value: 0 }], then: [{ op: 'put', key: 'k' + i, value: String(i) }] })) === 'string'); await sleep(100) }" }, f => [f.crash(member, 4_700, { lastsMs: 2_000 })]);
      assert.equal(a, Array.from({ length: 20 }, (_, i) => i + 1).join(), member);
    }
  });
});
