import assert from 'node:assert/strict';
import { constant, failover, feedAgain, feedLate, leavesInDoubt, replicaLag, replicaStalls, slowCommits } from '../../../src/course/author.ts';
import { twin, type Faults } from '../twin.ts';
import { only, runDatabase, type Outcome } from './run.ts';

const balances = (outcome: Outcome): unknown[] => outcome.rows('accounts').map(({ balance }) => balance);
const events = (outcome: Outcome): unknown[] => outcome.rows('outbox').map(({ event }) => event);

describe('faults of processes with a database', () => {
  const crash: Faults = f => [f.crash('a', f.whenDelivered('update', 'db', 1), { lastsMs: 60_000 })];
  const transfer = (db: string): string => `await ${db}.update('accounts', { id: 1 }, { balance: { add: -50 } }); await ${db}.update('accounts', { id: 2 }, { balance: { add: 50 } });`;

  it('a crash between two writes leaves half of what was meant, unless they are one transaction', async () => {
    const apart = `export const a = async ({ db }) => { ${transfer('db')} };`;
    const together = `export const a = ({ db }) => db.tx(async t => { ${transfer('t')} });`;
    const run = async (text: string, faults: Faults = () => []): Promise<unknown[]> => balances(await runDatabase(text, { nodes: ['a'], faults }));
    assert.deepEqual(await run(apart), [50, 150, 100]);
    assert.deepEqual(await run(apart, crash), [50, 100, 100]);
    assert.deepEqual(await run(together), [50, 150, 100]);
    assert.deepEqual(await run(together, crash), [100, 100, 100]);
  });

  const holder = `export const a = ({ db }) => db.tx(async t => { await t.update('accounts', { id: 1 }, { balance: 0 }); await sleep(60_000) });`;
  const waiter = `export const b = async ({ db }) => { await sleep(50); await db.update('accounts', { id: 1 }, { balance: { add: 1 } }); return performance.now() };`;

  it('a crash gives the locks back at once', async () => {
    const setting = { endMs: 25_000 };
    assert.deepEqual((await runDatabase(holder + waiter, setting)).results['b'], []);
    const crashed = await runDatabase(holder + waiter, { ...setting, faults: f => [f.crash('a', 500)] });
    assert.ok((only(crashed, 'b') as number) < 520);
    assert.deepEqual(balances(crashed), [101, 100, 100]);
  });

  it('what arrives after the news of a crash takes no lock', async () => {
    const faults: Faults = f => [f.crash('a', 40), f.late({ from: 'a', method: 'update' }, 1, constant(10), 30)];
    const later = holder.replace('await t.update', 'await sleep(35); await t.update');
    assert.ok((only(await runDatabase(later + waiter, { faults }), 'b') as number) < 70);
  });

  it('a process that stands still keeps them', async () => {
    const short = holder.replace('60_000', '100');
    const pause: Faults = f => [f.pause('a', 50, { lastsMs: 3_000 })];
    assert.ok((only(await runDatabase(short + waiter), 'b') as number) < 130);
    assert.ok((only(await runDatabase(short + waiter, { faults: pause }), 'b') as number) > 3_000);
  });

  it('a broken connection leaves a commit in doubt, and whoever runs it again may do it twice', async () => {
    const again = `export const a = async ({ db }) => {
      for (let i = 0; i < 20; i++) {
        while (!await db.tx(t => t.insert('outbox', { event: 'order ' + i })).then(() => true, () => false));
      }
    };`;
    const run = async (faults: Faults): Promise<number> => {
      const found = events(await runDatabase(again, { nodes: ['a'], faults }));
      return found.length - new Set(found).size;
    };
    assert.equal(await run(() => []), 0);
    assert.ok((await run(f => [leavesInDoubt(f, 'db', 0.3, 0, { method: 'commit' })])) > 0);
  });

  it('in doubt means that it was done, or not', async () => {
    const program = `export const a = async ({ db }) => {
      const heard = [];
      for (let i = 0; i < 40; i++) await db.tx(t => t.insert('outbox', { event: String(i) })).then(() => heard.push('ok'), error => heard.push(error.name));
      return heard;
    };`;
    const outcome = await runDatabase(program, { nodes: ['a'], faults: f => [leavesInDoubt(f, 'db', 0.5, 0, { method: 'commit' })] });
    const heard = only(outcome, 'a') as string[];
    const there = events(outcome);
    const unknown = heard.flatMap((word, index) => (word === 'Unknown' ? [there.includes(String(index))] : []));
    assert.ok(unknown.includes(true) && unknown.includes(false), String(unknown));
    assert.ok(heard.every((word, index) => word === 'Unknown' || there.includes(String(index))));
  });

  it('nobody answers: a statement in a transaction was certainly not applied, its commit perhaps', async () => {
    const program = `export const a = async ({ db }) => [
      await sleep(1), await db.tx(t => t.insert('outbox', { event: 'x' }), { timeoutMs: 100 }).then(() => 'ok', error => error.name + ' ' + error.code),
      (await db.query('outbox', {})).length].slice(1);`;
    const run = async (faults: Faults): Promise<unknown> => only(await runDatabase(program, { nodes: ['a'], faults }), 'a');
    assert.deepEqual(await run(() => []), ['ok', 1]);
    assert.deepEqual(await run(f => [f.lose({ method: 'insert', to: 'db' }, 1)]), ['Refused Timeout', 0]);
    assert.deepEqual(await run(f => [f.lose({ kind: 'reply', method: 'insert' }, 1)]), ['Refused Timeout', 0]);
    assert.deepEqual(await run(f => [f.lose({ kind: 'call', method: 'commit' }, 1)]), ['Unknown Timeout', 0]);
    assert.deepEqual(await run(f => [f.lose({ kind: 'reply', method: 'commit' }, 1)]), ['Unknown Timeout', 1]);
  });

  it('messages that come twice are carried out once', async () => {
    const program = `export const a = ({ db }) => db.tx(async t => { await t.insert('outbox', { event: 'a' }); await t.update('accounts', { id: 1 }, { balance: { add: 1 } }) }).then(() => db.update('accounts', { id: 1 }, { balance: { add: 1 } }));`;
    const outcome = await runDatabase(program, { nodes: ['a'], faults: f => [f.double({ to: 'db' }, 1, constant(1)), f.double({ to: 'db' }, 1, constant(50))] });
    assert.deepEqual([balances(outcome)[0], events(outcome)], [102, ['a']]);
    assert.equal(only(outcome, 'a'), 1);
  });
});

describe('faults of a database', () => {
  it('a crash keeps what was committed and nothing else, and breaks the connections', async () => {
    const program = `export const a = async ({ db }) => {
      await db.insert('outbox', { event: 'kept' });
      const open = db.tx(async t => { await t.insert('outbox', { event: 'lost' }); await sleep(1000); await t.insert('outbox', { event: 'lost' }) });
      return [await open.catch(error => error.name + ' ' + error.code), (await db.query('outbox', {})).map(row => row.event)];
    };`;
    const crash: Faults = f => [f.crash('db', 500, { lastsMs: 200 })];
    const outcome = await runDatabase(program, { nodes: ['a'], faults: crash });
    assert.deepEqual(only(outcome, 'a'), ['Refused Reset', ['kept']]);
    const waiting = `export const a = ({ db }) => db.update('accounts', { id: 1 }, { balance: 1 }).catch(error => error.name + ' ' + error.code + ' ' + (performance.now() < 800));`;
    assert.equal(only(await runDatabase(waiting, { nodes: ['a'], commitMs: constant(600), faults: crash }), 'a'), 'Unknown Reset true');
  });

  const BY_NUMBER = `export const a = async ({ db }) => { for (let i = 0; i < 100; i++) { db.insert('outbox', { event: i }); await sleep(20) } };
    export const b = async ({ db }) => {
      let last = 0; const seen = [];
      while (performance.now() < 6000) {
        for (const row of await db.query('outbox', { id: { gt: last } })) { last = row.id; seen.push(row.event) }
        await sleep(30);
      }
      return 100 - seen.length;
    };`;
  const skipped = async (faults: Faults, text = BY_NUMBER): Promise<number> => only(await runDatabase(text, { faults }), 'b') as number;
  const slow: Faults = f => [slowCommits(f, 'db', 0.1, constant(500))];

  twin(slowCommits, 'who reads by number skips rows', slow, async faults => (await skipped(faults)) > 0);

  it('slow commits are those of the processes that are named', async () => {
    assert.equal(await skipped(f => [slowCommits(f, 'db', 0.1, constant(500), 0, { from: ['b'] })]), 0);
  });

  const below = BY_NUMBER.replace('for (const row of await db.query(\'outbox\', { id: { gt: last } }))', 'const horizon = await db.horizon(); for (const row of await db.query(\'outbox\', { id: { gt: last }, xid: { lt: horizon } }))');

  it('slow commits hide nothing from who reads below the horizon', async () => {
    assert.equal(await skipped(slow, below), 0);
  });

  const readBack = `export const a = async ({ db }) => {
    await db.update('accounts', { id: 1 }, { balance: 5 });
    await sleep(100);
    return [(await db.get('accounts', 1)).balance, (await db.tx(t => t.get('accounts', 1))).balance, (await db.tx(t => t.get('accounts', 1), { primary: true })).balance];
  };`;

  const balancesRead = async (faults: Faults, replica: { lagMs: number } | null = { lagMs: 10 }): Promise<number[]> =>
    only(await runDatabase(readBack, { nodes: ['a'], faults, ...(replica ? { replica } : {}) }), 'a') as number[];
  const readsOld = async (faults: Faults): Promise<boolean> => (await balancesRead(faults))[0] !== 5;

  twin(replicaLag, 'who reads what it has just written finds what was before', f => [replicaLag(f, 'db', 500)], readsOld);

  twin(replicaStalls, 'who reads what it has just written finds what was before', f => [replicaStalls(f, 'db', 0)], readsOld);

  it('reads go to the replica if there is one, and are late while a fault lasts, but for those on the primary', async () => {
    assert.deepEqual(await balancesRead(() => [], null), [5, 5, 5]);
    assert.deepEqual(await balancesRead(() => []), [5, 5, 5]);
    for (const faults of [f => [replicaLag(f, 'db', 500)], f => [replicaStalls(f, 'db', 0)]] satisfies Faults[]) assert.deepEqual(await balancesRead(faults), [100, 100, 5]);
    for (const faults of [f => [replicaLag(f, 'db', 500, 0, { lastsMs: 50 })], f => [replicaStalls(f, 'db', 0, { lastsMs: 50 })]] satisfies Faults[]) assert.deepEqual(await balancesRead(faults), [5, 5, 5]);
  });

  it('a replica cannot be written to', async () => {
    const program = `export const a = async ({ db }) => [
      await db.tx(t => t.update('accounts', { id: 1 }, { balance: 5 })).catch(error => error.code + ' ' + error.reason),
      await db.tx(t => t.query('accounts', {}, { forUpdate: true })).catch(error => error.code),
      await db.tx(t => t.update('accounts', { id: 1 }, { balance: 5 }), { primary: true })];`;
    assert.deepEqual(only(await runDatabase(program, { nodes: ['a'], replica: { lagMs: 1 } }), 'a'), ['ReadOnly 25006', 'ReadOnly', 1]);
  });

  const INSERTS = `export const a = async ({ db }) => {
    const heard = [];
    for (let i = 0; i < 10; i++) { await db.insert('outbox', { event: i }).then(() => heard.push(i), () => {}); await sleep(100) }
    return heard;
  };`;
  const run = (faults: Faults): ReturnType<typeof runDatabase> => runDatabase(INSERTS, { nodes: ['a'], replica: { lagMs: 250 }, faults });
  const lostIn = (outcome: Outcome): unknown[] => (only(outcome, 'a') as unknown[]).filter(event => !events(outcome).includes(event));
  const toReplica: Faults = f => [failover(f, 'db', 650)];

  twin(failover, 'what was confirmed is gone', toReplica, async faults => lostIn(await run(faults)).length > 0);

  it('a failover loses what the replica had not applied, and no more', async () => {
    const outcome = await run(toReplica);
    assert.ok(lostIn(outcome).length >= 2 && lostIn(outcome).length <= 3, String(lostIn(outcome)));
    const ids = outcome.rows('outbox').map(({ id }) => id as number);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(Math.max(...ids), 10, 'numbers are not used again');
    assert.deepEqual(outcome.record.facts.find(({ type }) => type === 'failover')!.data, { epoch: 2, lost: lostIn(outcome).length });
  });
});

describe('the feed of a database', () => {
  const writer = `export const a = async ({ db }) => { for (let i = 1; i <= 10; i++) { await db.tx(async t => { await t.insert('outbox', { event: i }); await t.update('accounts', { id: 1 }, { balance: { add: 1 } }) }); await sleep(50) } };`;
  const reader = (options = '{}'): string => `export const b = async ({ db }) => { const seen = []; try { for await (const change of db.changes(${options})) { seen.push(change); if (change.table === 'outbox' && change.row.event === 10) break } } catch (error) { return error.code } return seen };`;
  interface Seen { table: string; op: string; position: { epoch: number; lsn: number }; row: { event?: number; balance?: number }; before: { balance: number } | null; xid: number }
  const seenBy = async (text: string, faults: Faults = () => [], more = {}): Promise<Seen[]> => only(await runDatabase(text, { faults, ...more }), 'b') as Seen[];

  it('gives every change once, in the order of the commits, with its position', async () => {
    const seen = await seenBy(writer + reader());
    const outbox = seen.filter(({ table }) => table === 'outbox');
    assert.deepEqual(outbox.map(({ op, row }) => [op, row.event]), Array.from({ length: 10 }, (_, i) => ['insert', i + 1]));
    const update = seen.find(({ op }) => op === 'update')!;
    assert.deepEqual([update.before!.balance, update.row.balance, update.xid], [100, 101, outbox[0]!.xid]);
    assert.deepEqual([...seen].sort((x, y) => x.position.lsn - y.position.lsn), seen);
  });

  it('of some tables, and from a position on', async () => {
    const seen = await seenBy(writer + reader('{ tables: ["outbox"] }'));
    assert.ok(seen.every(({ table }) => table === 'outbox') && seen.length === 10);
    const rest = await seenBy(writer + reader(`{ tables: ['outbox'], from: ${JSON.stringify(seen[6]!.position)} }`).replace('const seen', 'await sleep(2000); const seen'));
    assert.deepEqual(rest.map(({ row }) => row.event), [8, 9, 10]);
  });

  it('is in the order of the commits where numbers are not', async () => {
    const program = `export const a = async ({ db }) => { await Promise.all([0, 10, 20].map(async ms => { await sleep(1 + ms); await db.tx(async t => { await t.insert('outbox', { event: ms }); await sleep(100 - 3 * ms) }) })); await db.insert('outbox', { event: 10 }) };`;
    const seen = await seenBy(program + reader().replace('=== 10)', '=== 0)'));
    assert.deepEqual(seen.map(({ row }) => row.event), [20, 10, 0]);
  });

  const count = async (faults: Faults): Promise<number> => (await seenBy(writer + reader('{ tables: ["outbox"] }'), faults)).length;

  twin(feedAgain, 'who counts changes counts some twice', f => [feedAgain(f, 'db', 6, 300)], async faults => (await count(faults)) > 10);

  it('comes again by so many changes as a fault says', async () => {
    assert.equal(await count(f => [feedAgain(f, 'db', 6, 300)]), 13);
  });

  const FOLLOWER = `${writer} export const b = async ({ db }) => { let latest = 0; for await (const { row } of db.changes({ tables: ['outbox'] })) { latest = Math.max(latest, performance.now() - 55 * row.event); if (row.event === 10) return latest } };`;

  twin(feedLate, 'who follows is behind by more than a second', f => [feedLate(f, 'db', 2_000, 0, { lastsMs: 5_000 })], async faults => (only(await runDatabase(FOLLOWER, { faults }), 'b') as number) > 1_000);

  it('survives lost messages', async () => {
    assert.equal((await seenBy(writer + reader('{ tables: ["outbox"] }'), f => [f.lose({ method: 'changes' }, 0.4)], { endMs: 120_000 })).length >= 10, true);
  });

  it('refuses a position that is not kept, or was never reached', async () => {
    const late = `export const b = async ({ db }) => { await sleep(2000); for await (const change of db.changes({ from: FROM })) return change.row.event };`;
    const run = async (from: string, more: Parameters<typeof runDatabase>[1] = {}): Promise<unknown> => only(await runDatabase(writer + late.replace('FROM', from), more), 'b');
    assert.equal(await run('{ epoch: 1, lsn: 3 }'), undefined);
    assert.equal(await run('{ epoch: 1, lsn: 3 }', { retainMs: 100 }), 'Refused PositionLost 58P01');
    assert.equal(await run('{ epoch: 1, lsn: 99 }'), 'Refused PositionLost 58P01');
    assert.equal(await run('{ epoch: 1, lsn: 18 }', { replica: { lagMs: 500 }, faults: f => [failover(f, 'db', 700)] }), 'Refused PositionLost 58P01');
  });
});
