import { Cluster, Database, poisson, scenario, times } from '../../../src/course/author.ts';
import type { KitWorld } from './kitworld.ts';

const PROCESSES = ['p1', 'p2', 'p3', 'p4'];
const ACCOUNTS = Array.from({ length: 50 }, (_, id) => ({ id, balance: 1_000 }));

/**
 * Four processes move money between 50 accounts, each time in a transaction of four statements with two locks. Half of the
 * messages are statements that look rows up, lock and write them: an event costs more than one of the cluster's, which stores a value.
 */
export const database: KitWorld = {
  scenario: scenario('transfers', {
    symptom: '',
    world(stage) {
      const nodes = new Cluster(stage);
      const db = new Database(stage, nodes, 'db', {
        tables: {
          accounts: { columns: ['id', 'balance'], key: 'id', rows: ACCOUNTS },
          transfers: { columns: ['id', 'from', 'to', 'amount'], key: 'id', defaults: { id: 'sequence' } },
        },
      });
      nodes.functions(PROCESSES, (exports, ctx, machine) => {
        const context = { ...ctx, db: db.connect(machine) };
        return { onRequest: request => (exports['transfer'] as (ctx: unknown, request: unknown) => Promise<unknown>)(context, request) };
      });
      times(stage, poisson(stage.random, 50, 0, 10_000), index => {
        const [from, to] = [stage.random.integer(0, 49), stage.random.integer(0, 49)];
        nodes.ask(PROCESSES[index % PROCESSES.length]!, { client: `c${index}`, f: 'transfer', request: { from, to, amount: 5 }, timeoutMs: 5_000, hear: output => ({ outcome: 'ok', output }) });
      });
      nodes.start();
      return { endMs: 16_000 };
    },
  }),
  slower: 'an event is a statement',
  program: `
    export const transfer = ({ db }, { from, to, amount }) => db.tx(async t => {
      const [account] = await t.query('accounts', { id: from });
      if (account.balance < amount) return 'refused';
      const [low, high] = from < to ? [from, to] : [to, from];
      for (const id of [low, high]) await t.update('accounts', { id }, { balance: { add: id === from ? -amount : amount } });
      await t.insert('transfers', { from, to, amount });
      return 'done';
    });`,
};
