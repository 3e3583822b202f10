import assert from 'node:assert/strict';
import { only, runDatabase } from './run.ts';

type Level = 'read-committed' | 'snapshot' | 'serializable';
const LEVELS: readonly Level[] = ['read-committed', 'snapshot', 'serializable'];

/** Runs a program at every level and says at which it shows an anomaly, and at which somebody was refused. */
async function levels(program: string, isAnomaly: (outcome: Awaited<ReturnType<typeof runDatabase>>) => boolean, nodes = ['a', 'b']): Promise<{ anomaly: Level[]; conflict: Level[] }> {
  const anomaly: Level[] = [];
  const conflict: Level[] = [];
  for (const isolation of LEVELS) {
    const outcome = await runDatabase(`const o = { isolation: '${isolation}' };\n${program}`, { nodes });
    if (isAnomaly(outcome)) anomaly.push(isolation);
    const said = Object.values(outcome.results).flat();
    if (said.some(each => String(each) === 'Refused Conflict 40001')) conflict.push(isolation);
  }
  return { anomaly, conflict };
}

describe('isolation of transactions', () => {
  it('lost update: only at read-committed', async () => {
    const deposit = `({ db }) => db.tx(async t => {
      const { balance } = await t.get('accounts', 1);
      await sleep(50);
      await t.update('accounts', { id: 1 }, { balance: balance + 10 });
    }, o)`;
    const found = await levels(`export const a = ${deposit}; export const b = ${deposit};`, outcome => {
      const committed = Object.values(outcome.results).flat().filter(said => said === undefined).length;
      return outcome.rows('accounts')[0]!['balance'] !== 100 + 10 * committed;
    });
    assert.deepEqual(found, { anomaly: ['read-committed'], conflict: ['snapshot', 'serializable'] });
  });

  it('an addition in the statement loses nothing at read-committed', async () => {
    const deposit = `({ db }) => db.tx(async t => {
      await t.get('accounts', 1);
      await sleep(50);
      await t.update('accounts', { id: 1 }, { balance: { add: 10 } });
    })`;
    const outcome = await runDatabase(`export const a = ${deposit}; export const b = ${deposit};`);
    assert.equal(outcome.rows('accounts')[0]!['balance'], 120);
  });

  it('a lock taken while reading loses nothing at read-committed', async () => {
    const deposit = `({ db }) => db.tx(async t => {
      const [{ balance }] = await t.query('accounts', { id: 1 }, { forUpdate: true });
      await sleep(50);
      await t.update('accounts', { id: 1 }, { balance: balance + 10 });
    })`;
    const outcome = await runDatabase(`export const a = ${deposit}; export const b = ${deposit};`);
    assert.equal(outcome.rows('accounts')[0]!['balance'], 120);
  });

  it('write skew: not at serializable', async () => {
    const withdraw = (id: number): string => `({ db }) => db.tx(async t => {
      const rows = await t.query('accounts', { owner: 'ann' });
      const sum = rows.reduce((total, { balance }) => total + balance, 0);
      await sleep(50);
      if (sum >= 300) await t.update('accounts', { id: ${id} }, { balance: -100 });
    }, o)`;
    const found = await levels(`export const a = ${withdraw(1)}; export const b = ${withdraw(2)};`, outcome => outcome.rows('accounts').filter(({ balance }) => balance === -100).length > 1);
    assert.deepEqual(found, { anomaly: ['read-committed', 'snapshot'], conflict: ['serializable'] });
  });

  it('non-repeatable read: only at read-committed', async () => {
    const program = `export const a = ({ db }) => db.tx(async t => {
        const first = await t.get('accounts', 1);
        await sleep(100);
        return first.balance === (await t.get('accounts', 1)).balance;
      }, o);
      export const b = async ({ db }) => { await sleep(50); await db.update('accounts', { id: 1 }, { balance: 7 }); };`;
    assert.deepEqual((await levels(program, outcome => only(outcome, 'a') === false)).anomaly, ['read-committed']);
  });

  it('phantom: only at read-committed', async () => {
    const program = `export const a = ({ db }) => db.tx(async t => {
        const first = await t.query('accounts', { owner: 'ann' });
        await sleep(100);
        return first.length === (await t.query('accounts', { owner: 'ann' })).length;
      }, o);
      export const b = async ({ db }) => { await sleep(50); await db.insert('accounts', { id: 4, owner: 'ann', balance: 7 }); };`;
    assert.deepEqual((await levels(program, outcome => only(outcome, 'a') === false)).anomaly, ['read-committed']);
  });

  it('what is not committed is never seen', async () => {
    const program = `export const a = ({ db }) => db.tx(async t => { await t.update('accounts', { id: 1 }, { balance: 7 }); await sleep(100); throw 'no'; }, o).catch(() => {});
      export const b = async ({ db }) => { await sleep(50); return db.tx(async t => (await t.get('accounts', 1)).balance, o); };`;
    assert.deepEqual(await levels(program, outcome => only(outcome, 'b') !== 100), { anomaly: [], conflict: [] });
  });

  it('whoever runs a refused transaction again gets through', async () => {
    const deposit = `async ({ db }) => {
      for (;;) {
        try {
          return await db.tx(async t => {
            const { balance } = await t.get('accounts', 1);
            await sleep(20);
            await t.update('accounts', { id: 1 }, { balance: balance + 10 });
          }, { isolation: 'serializable' });
        } catch (error) { if (error.code !== 'Conflict') throw error; }
      }
    }`;
    const nodes = ['a', 'b', 'c', 'd'];
    const outcome = await runDatabase(nodes.map(id => `export const ${id} = ${deposit};`).join('\n'), { nodes });
    assert.equal(outcome.rows('accounts')[0]!['balance'], 140);
  });

  it('of a deadlock one is refused after a second, and the other goes on', async () => {
    const both = (first: number, second: number): string => `({ db }) => db.tx(async t => {
      await t.update('accounts', { id: ${first} }, { owner: 'a' });
      await sleep(20);
      await t.update('accounts', { id: ${second} }, { owner: 'a' });
      return performance.now();
    })`;
    const outcome = await runDatabase(`export const a = ${both(1, 2)}; export const b = ${both(2, 1)};`);
    const said = [only(outcome, 'a'), only(outcome, 'b')];
    assert.ok(said.includes('Refused Conflict 40P01'), String(said));
    const other = said.find(each => typeof each === 'number') as number;
    assert.ok(other > 1_000 && other < 1_100, String(other));
    const inOrder = await runDatabase(`export const a = ${both(1, 2)}; export const b = ${both(1, 2)};`);
    assert.ok([only(inOrder, 'a'), only(inOrder, 'b')].every(each => typeof each === 'number'));
  });
});
