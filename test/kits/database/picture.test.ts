import assert from 'node:assert/strict';
import { Cluster, constant, Database, failover, scenario, type DatabaseSpec, type Fault, type FaultAuthor } from '../../../src/course/author.ts';
import type { DrawnTransaction, TransactionsTrack } from '../../../src/lab/recording.ts';
import type { World } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { ACCOUNTS } from './run.ts';

/** What is drawn of transactions when each of `a`, `b` and `c` runs its function, over links of 1 ms and with commits of 2 ms. */
async function drawn(text: string, faults: (f: FaultAuthor) => readonly Fault[] = () => [], spec: Partial<DatabaseSpec> = {}): Promise<TransactionsTrack> {
  let world: World | undefined;
  const set = scenario('drawn', {
    symptom: '', faults,
    world(stage) {
      world = stage.world;
      world.network.defaultLatencyMs = constant(1);
      const cluster = new Cluster(stage);
      const tables = { accounts: { ...ACCOUNTS, unique: [{ columns: ['owner', 'balance'], deferred: true }], rows: [{ id: 1, owner: 'ann', balance: 1 }, { id: 2, owner: 'ann', balance: 2 }] } };
      const database = new Database(stage, cluster, 'db', { tables, commitMs: constant(2), deadlockTimeoutMs: 20, ...spec });
      cluster.functions(['a', 'b', 'c'], (exports, ctx, machine) => ({
        run: () => (exports[ctx.id] as ((ctx: unknown) => Promise<void>) | undefined)?.({ ...ctx, db: database.connect(machine) }).catch(() => {}) as Promise<void>,
      }));
      cluster.start();
      return { endMs: 2_000 };
    },
  });
  await runProgram(set, `import { sleep } from 'faultlab';\nconst set = (t, id, balance) => t.update('accounts', { id }, { balance });\n${text}`, { mode: 'record' });
  const track = world!.pictures!.tracks().find(({ type, name }) => type === 'transactions' && name === 'Transactions');
  assert.ok(track?.type === 'transactions');
  return track;
}

const ms = (us: number): number => Math.round(us / 1_000);
const steps = ({ steps: all }: DrawnTransaction): unknown[] => all.map(({ name, changes }) => [name, ...changes.map(({ timeUs, state, why, on }) => [ms(timeUs), state, why, ...on === undefined ? [] : [on]].join(' ').replace(/ +/g, ' ').trim())]);
const ends = ({ by, name, fromUs, toUs, state, why }: DrawnTransaction): unknown[] => [by, name, ms(fromUs), toUs === undefined ? undefined : ms(toUs), state, why];

describe('the picture of a database\'s transactions', () => {
  it('tells each statement, the commit, and whose lock is waited for', async () => {
    const { transactions: [a, b, c] } = await drawn(`
      export const a = ({ db }) => db.tx(async t => { await set(t, 1, 10); await sleep(50); });
      export async function b({ db }) { await sleep(10); await db.tx(t => set(t, 1, 20)); }
      export async function c({ db }) { await sleep(20); await db.tx(t => set(t, 1, 30)); }`);
    assert.deepEqual([a!, b!, c!].map(ends), [
      ['a', 'transaction 2', 1, 55, 'committed', ''], ['b', 'transaction 3', 11, 59, 'committed', ''], ['c', 'transaction 4', 21, 63, 'committed', ''],
    ]);
    assert.deepEqual(steps(a!), [['update accounts[#1]', '1 running', '1 done 1 row'], ['commit', '53 running', '55 done']]);
    assert.deepEqual(steps(b!), [['update accounts[#1]', '11 running', '11 waiting accounts[#1] 0', '55 running', '55 done 1 row'], ['commit', '57 running', '59 done']]);
    assert.deepEqual(steps(c!)[0], ['update accounts[#1]', '21 running', '21 waiting accounts[#1] 0', '55 waiting accounts[#1] 1', '59 running', '59 done 1 row'], 'whoever holds the lock next is waited for then');
    assert.ok([a!, b!, c!].every(({ row, endRow, steps: all }) => row >= 0 && endRow >= 0 && all.every(step => step.row >= 0)), 'all lead to events');
  });

  it('tells why a transaction is rolled back: its own code, a refusal at the commit, a deadlock', async () => {
    const { transactions } = await drawn(`
      export const a = ({ db }) => db.tx(async t => { await set(t, 1, 10); throw new Error('no'); });
      export async function b({ db }) { await sleep(20); await db.tx(t => t.insert('accounts', { id: 3, owner: 'ann', balance: 2 })); }
      export async function c({ db }) {
        await sleep(100);
        const both = (one, other) => db.tx(async t => { await set(t, one, 5); await sleep(5); await set(t, other, 6); });
        await Promise.allSettled([both(1, 2), both(2, 1)]); }`);
    const [a, b, first, second] = transactions;
    assert.deepEqual(ends(a!), ['a', 'transaction 2', 1, 3, 'rolled back', 'its code threw, or its time was over']);
    assert.match(b!.why, /there is a row in accounts already with owner = "ann", balance = 2/);
    assert.deepEqual(steps(b!).map(step => (step as string[])[0]), ['insert accounts[#3]', 'commit']);
    assert.equal(b!.steps[1]!.changes.at(-1)!.state, 'refused');
    assert.deepEqual([first!, second!].map(({ state, why }) => [state, why]), [['rolled back', 'deadlock detected'], ['committed', '']]);
    assert.equal(first!.steps[1]!.changes.at(-1)!.state, 'refused');
  });

  it('tells what a crash of the process in the middle has left, and what it never heard of', async () => {
    const { transactions: [a, b] } = await drawn(`
      export const a = ({ db }) => db.tx(async t => { await set(t, 1, 10); await sleep(50); });
      export const b = ({ db }) => db.tx(t => set(t, 2, 20));`, f => [f.crash('a', 20, {}), f.crash('b', 3, {})]);
    assert.deepEqual(ends(a!), ['a', 'transaction 2', 1, 21, 'rolled back', 'its process crashed']);
    assert.deepEqual([b!.state, b!.why], ['committed', 'its process had crashed and never heard of it']);
  });

  it('tells what a crash of the database has left: outcomes that nobody knows, and no others', async () => {
    const { transactions: [a, b, c] } = await drawn(`
      export const a = ({ db }) => db.tx(async t => { await set(t, 1, 10); await sleep(500); });
      export const b = ({ db }) => db.tx(t => set(t, 2, 20));
      export async function c({ db }) { await sleep(2); await set(db, 1, 30); }`, f => [f.crash('db', 4, { lastsMs: 100 })]);
    assert.deepEqual(ends(a!), ['a', 'transaction 2', 1, 4, 'rolled back', 'db crashed']);
    assert.deepEqual(ends(b!), ['b', 'transaction 3', 1, 4, 'unknown', 'db crashed during the commit: nothing was applied, but its process cannot know']);
    assert.equal(b!.steps[1]!.changes.at(-1)!.state, 'unknown');
    assert.deepEqual(c!.steps[0]!.changes.map(({ state }) => state), ['running', 'waiting', 'undone']);
  });

  it('takes back what a failover has lost, and tells apart what has changed nothing', async () => {
    const { transactions: [a, b] } = await drawn(`
      export const a = ({ db }) => set(db, 1, 10);
      export async function b({ db }) { await sleep(10); await db.tx(t => t.query('accounts', {}), { primary: true }); }`, f => [failover(f, 'db', 50)], { replica: { lagMs: 100 } });
    assert.deepEqual([a!.state, a!.why], ['rolled back', 'committed, then lost: the replica that took over had not applied it']);
    assert.deepEqual([ends(b!).slice(4), steps(b!)], [['unchanged', ''], [['query accounts', '11 running', '11 done 2 rows']]]);
  });

  it('is named by the database where there are several', async () => {
    let world: World | undefined;
    const set = scenario('two', {
      symptom: '', faults: () => [],
      world(stage) {
        world = stage.world;
        const cluster = new Cluster(stage);
        const [orders, stock] = ['orders', 'stock'].map(id => new Database(stage, cluster, id, { tables: { accounts: ACCOUNTS } }));
        cluster.functions(['a'], (exports, _ctx, machine) => ({ run: () => (exports['a'] as (...dbs: unknown[]) => Promise<void>)(orders!.connect(machine), stock!.connect(machine)) }));
        cluster.start();
        return { endMs: 500 };
      },
    });
    await runProgram(set, `export async function a(orders, stock) { for (const db of [orders, stock, stock]) await db.tx(t => t.query('accounts', {})); }`, { mode: 'record' });
    const counts = world!.pictures!.tracks().flatMap(track => (track.type === 'transactions' ? [[track.name, track.transactions.length]] : []));
    assert.deepEqual(counts, [['Transactions of orders', 1], ['Transactions of stock', 2]]);
  });
});
