import assert from 'node:assert/strict';
import { only, runDatabase, type Setting } from './run.ts';

const TABLES = {
  jobs: {
    columns: ['id', 'state', 'rank', 'data'], key: 'id', unique: [{ columns: ['rank'] }], check: (row: Readonly<Record<string, unknown>>) => (row['state'] === 'bad' ? 'state_is_good' : undefined),
    rows: [{ id: 1, state: 'open', rank: 30 }, { id: 2, state: 'done', rank: 20 }, { id: 3, state: 'open', rank: null }, { id: 10, state: 'open', rank: 10, data: { deep: [1] } }],
  },
  pairs: { columns: ['a', 'b', 'n'], key: ['a', 'b'], rows: [{ a: 'x', b: 2, n: 1 }, { a: 'x', b: 10, n: 2 }, { a: 'w', b: 5, n: 3 }] },
  outbox: { columns: ['id', 'xid', 'event'], key: 'id', defaults: { id: 'sequence', xid: 'xid' } },
} as const;

const ask = async (body: string, setting: Setting = {}): Promise<unknown> => only(await runDatabase(`export const a = async ({ db }) => { ${body} }`, { nodes: ['a'], tables: TABLES, ...setting }), 'a');
const ids = (condition: string, options = ''): Promise<unknown> => ask(`return (await db.query('jobs', ${condition}, ${options || 'undefined'})).map(row => row.id)`);

describe('statements', () => {
  it('find rows by equality and comparison', async () => {
    assert.deepEqual(await ids('{}'), [1, 2, 3, 10]);
    assert.deepEqual(await ids('{ state: "open" }'), [1, 3, 10]);
    assert.deepEqual(await ids('{ id: 3 }'), [3]);
    assert.deepEqual(await ids('{ id: { gt: 1, lte: 3 } }'), [2, 3]);
    assert.deepEqual(await ids('{ id: { gte: 3 }, state: "open" }'), [3, 10]);
    assert.deepEqual(await ids('{ id: { lt: 3 } }'), [1, 2]);
    assert.deepEqual(await ids('{ rank: null }'), [3]);
    assert.deepEqual(await ids('{ rank: { gt: 0 } }'), [1, 2, 10]);
    assert.deepEqual(await ids('{ rank: { ne: null } }'), [1, 2, 10]);
    assert.deepEqual(await ids('{ id: { in: [10, 2, 7] } }'), [2, 10]);
  });

  it('put rows in order', async () => {
    assert.deepEqual(await ids('{}', '{ orderBy: "rank" }'), [10, 2, 1, 3]);
    assert.deepEqual(await ids('{}', '{ orderBy: "-rank", limit: 2 }'), [3, 1]);
    assert.deepEqual(await ids('{}', '{ orderBy: ["state", "-id"] }'), [2, 10, 3, 1]);
    assert.deepEqual(await ids('{}', '{ orderBy: "id", limit: 1 }'), [1]);
  });

  it('give values back as they were', async () => {
    assert.deepEqual(await ask('return db.get("jobs", 10)'), { id: 10, state: 'open', rank: 10, data: { deep: [1] } });
    assert.equal(await ask('return db.get("jobs", 99)'), undefined);
    assert.deepEqual(await ask('const row = await db.get("jobs", 10); row.data.deep.push(2); return (await db.get("jobs", 10)).data'), { deep: [1] });
  });

  it('know keys of several columns, numbers before texts', async () => {
    assert.deepEqual(await ask('return (await db.get("pairs", ["x", 10])).n'), 2);
    assert.deepEqual(await ask('return (await db.query("pairs", { a: "x" })).map(row => row.b)'), [2, 10]);
    assert.deepEqual(await ask('await db.insert("pairs", { a: 7, b: "z" }); return (await db.scan("pairs", { limit: 9 })).map(row => [row.a, row.b])'), [[7, 'z'], ['w', 5], ['x', 2], ['x', 10]]);
    assert.deepEqual(await ask('return (await db.scan("pairs", { after: ["w", 5], limit: 1 })).map(row => row.b)'), [2]);
  });

  it('change rows and count them', async () => {
    assert.deepEqual(await ask('return [await db.update("jobs", { state: "open" }, { data: 1 }), await db.delete("jobs", { id: { lt: 3 } }), await db.delete("jobs", { id: 1 })]'), [3, 2, 0]);
    assert.deepEqual(await ask('await db.put("jobs", { id: 1, state: "new" }); await db.put("jobs", { id: 4, state: "new" }); return [await db.get("jobs", 1), await db.get("jobs", 4)]'),
      [{ id: 1, state: 'new', rank: 30, data: null }, { id: 4, state: 'new', rank: null, data: null }]);
    assert.deepEqual(await ask('await db.update("jobs", { id: 1 }, { rank: { add: 5 } }); return (await db.get("jobs", 1)).rank'), 35);
  });

  it('draw numbers and ids of transactions', async () => {
    const rows = await ask('await db.tx(async t => { await t.insert("outbox", { event: "a" }); await t.insert("outbox", { event: "b" }) }); await db.insert("outbox", { event: "c" }); return db.query("outbox", {})') as { id: number; xid: number }[];
    assert.deepEqual(rows.map(({ id }) => id), [1, 2, 3]);
    assert.equal(rows[0]!.xid, rows[1]!.xid);
    assert.ok(rows[2]!.xid > rows[0]!.xid);
  });

  it('say what is wrong with them', async () => {
    const wrong = async (statement: string): Promise<unknown> => ask(`return ${statement}.then(() => 'done', error => [error.name, error.code, error.reason, error.message].join(' '))`);
    assert.match(String(await wrong('db.insert("jobs", { id: 1 })')), /^Refused UniqueViolation 23505 there is a row in jobs already with the key 1/);
    assert.match(String(await wrong('db.insert("jobs", { id: 5, rank: 30 })')), /^Refused UniqueViolation 23505 .*rank = 30/);
    assert.match(String(await wrong('db.update("jobs", { id: 1 }, { rank: 10 })')), /^Refused UniqueViolation 23505/);
    assert.match(String(await wrong('db.insert("jobs", { id: 5, state: "bad" })')), /^Refused CheckViolation 23514 .*state_is_good/);
    assert.match(String(await wrong('db.insert("jobs", { state: "x" })')), /^Refused BadRequest .*key column id/);
    assert.match(String(await wrong('db.insert("jobs", { id: 5, colour: 1 })')), /^Refused UndefinedColumn 42703 .*no column colour.*rank/);
    assert.match(String(await wrong('db.get("work", 1)')), /^Refused UndefinedTable 42P01 .*no table work; there are jobs/);
    assert.match(String(await wrong('db.get("jobs")')), /^Refused BadRequest .*the key of jobs is id/);
    assert.match(String(await wrong('db.query("jobs", { id: { above: 1 } })')), /^Refused BadRequest .*not above/);
    assert.match(String(await wrong('db.query("jobs", { id: undefined })')), /^Refused BadRequest .*undefined/);
    assert.match(String(await wrong('db.query("jobs")')), /^Refused BadRequest/);
    assert.match(String(await wrong('db.query("jobs", {}, { skipLocked: true })')), /^Refused BadRequest .*forUpdate/);
    assert.match(String(await wrong('db.update("jobs", {}, { id: 7 })')), /^Refused BadRequest .*key column/);
  });

  it('hash ranges by their rows', async () => {
    const [whole, same, part, changed] = await ask(`const hash = (from, to) => db.rangeHash('jobs', from, to);
      const [whole, same, part] = [await hash(1, 10), await hash(0, 99), await hash(1, 3)];
      await db.update('jobs', { id: 2 }, { state: 'open' });
      return [whole, same, part, await hash(1, 10)]`) as string[];
    assert.equal(whole, same);
    assert.match(whole!, /^[0-9a-f]{16}$/);
    assert.equal(new Set([whole, part, changed]).size, 3);
  });

  it('are shed above what may be read in a second', async () => {
    const body = `let ok = 0, shed = 0;
      for (let i = 0; i < 20; i++) await db.get('jobs', 1).then(() => ok++, error => { if (error.code === 'Overloaded') shed++ });
      await sleep(1000);
      await db.rangeHash('jobs', 0, 99);
      return [ok, shed, (await db.query('jobs', {})).length]`;
    assert.deepEqual(await ask(body, { readsPerSecond: 10 }), [10, 10, 4]);
    assert.deepEqual(await ask(body), [20, 0, 4]);
  });
});

describe('a transaction', () => {
  it('is applied as a whole or not at all', async () => {
    assert.deepEqual(await ask('await db.tx(async t => { await t.insert("jobs", { id: 5 }); throw new Error("no") }).catch(() => {}); return db.get("jobs", 5)'), undefined);
    assert.deepEqual(await ask('return db.tx(async t => { await t.insert("jobs", { id: 5 }); return (await t.get("jobs", 5)).id })'), 5);
  });

  it('rejects with what its function rejects with', async () => {
    assert.equal(await ask('return db.tx(async () => { throw new Error("mine") }).catch(error => error.message)'), 'mine');
  });

  it('is over after a failure, even one that was caught', async () => {
    assert.deepEqual(await ask(`const heard = [];
      await db.tx(async t => {
        await t.update('jobs', { id: 2 }, { state: 'x' });
        await t.insert('jobs', { id: 1 }).catch(error => heard.push(error.code));
        await t.get('jobs', 2).catch(error => heard.push(error.code));
      }).catch(error => heard.push(error.name + ' ' + error.code));
      return [...heard, (await db.get('jobs', 2)).state]`), ['UniqueViolation', 'Aborted', 'Refused Aborted', 'done']);
  });

  it('runs its statements in the order of the calls', async () => {
    assert.deepEqual(await ask('return db.tx(async t => { const all = [t.insert("jobs", { id: 5, state: "a" }), t.update("jobs", { id: 5 }, { state: "b" }), t.get("jobs", 5)]; return (await Promise.all(all))[2].state })'), 'b');
  });

  it('cannot be used when it is over', async () => {
    assert.equal(await ask('let kept; await db.tx(async t => { kept = t }); return kept.get("jobs", 1).catch(error => error.code)'), 'Aborted');
  });

  it('goes on with what it does when its time is over, outside of any transaction', async () => {
    assert.deepEqual(await ask('const done = []; const work = async t => { await t.get("jobs", 1); await sleep(300); done.push("went on"); await t.get("jobs", 1).catch(error => done.push(error.code)) };'
      + ' await db.tx(work, { timeoutMs: 100 }).catch(error => done.push(error.code)); await sleep(400); return done'), ['Timeout', 'went on', 'Timeout']);
  });

  it('is rolled back when its time is over, and holds no lock then', async () => {
    const outcome = await runDatabase(`
      export const a = ({ db }) => db.tx(async t => { await t.update('accounts', { id: 1 }, { balance: 1 }); await sleep(2000) }, { timeoutMs: 500 });
      export const b = async ({ db }) => { await sleep(100); const waiting = db.tx(t => t.update('accounts', { id: 1 }, { balance: { add: 1 } }), { timeoutMs: 200 }).catch(error => error.name + ' ' + error.code); return [await waiting, await db.update('accounts', { id: 1 }, { balance: { add: 2 } }), performance.now() < 1000]; };`);
    assert.equal(only(outcome, 'a'), 'Refused Timeout');
    assert.deepEqual(only(outcome, 'b'), ['Refused Timeout', 1, true]);
    assert.equal(outcome.rows('accounts')[0]!['balance'], 102);
  });
});
