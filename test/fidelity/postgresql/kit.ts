import type { Db, Tx } from '../../../src/kits/database/sql/api.ts';
import type { TableSpec } from '../../../src/kits/database/sql/schema.ts';
import type { Statement } from '../../../src/kits/database/sql/statements.ts';
import { Database as KitDatabase } from '../../../src/kits/database/sql/world.ts';
import { Cluster } from '../../../src/kits/cluster/world.ts';
import { isA, KitError } from '../../../src/kits/errors.ts';
import type { Program } from '../../../src/kits/stage.ts';
import { constant, msToUs, RandomStream, World } from '../../../src/sim/index.ts';
import { Failed, SESSIONS, type Action, type Database, type Script, type ScriptTable } from './script.ts';

/** Less than the time after which a deadlock is looked for. */
const QUIET_MS = 50;
const DEADLOCKS_ARE_FOUND_MS = 3_000;

/** One session's transaction: what is to be done in it, one after another. */
interface Open {
  readonly ask: (act: ((t: Tx) => Promise<unknown>) | 'commit' | 'rollback') => Promise<unknown>;
}

const PROGRAM = new Proxy({} as Program, {
  get: (_target, name) => name === 'start' || name === 'describe' ? () => ({}) : name === 'abortController' ? () => new AbortController() : () => {},
});

/** The kit, in a world of its own for each script. */
export class Kit implements Database {
  private world!: World;
  private dbs!: Map<string, Db>;
  private open!: Map<string, Open>;

  async prepare(tables: Script['tables']): Promise<void> {
    this.world = new World({ seed: 1, mode: 'explore' });
    this.dbs = new Map();
    this.open = new Map();
    const { world } = this;
    world.network.defaultLatencyMs = constant(1);
    const stage = { world, program: PROGRAM, random: new RandomStream(1, 'script') };
    const cluster = new Cluster(stage);
    const database = new KitDatabase(stage, cluster, 'db', { tables: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, specOf(table)])) });
    for (const id of SESSIONS) {
      cluster.given(id, (_ctx, machine) => {
        this.dbs.set(id, database.connect(machine));
        return {};
      });
    }
    cluster.start();
    world.begin();
    await this.pass(QUIET_MS);
  }

  async act(id: string, action: Action): Promise<unknown> {
    const db = this.dbs.get(id)!;
    try {
      switch (action.op) {
        case 'begin':
          this.open.set(id, opened(db, action.isolation));
          return undefined;
        case 'commit':
        case 'rollback': {
          const { ask } = this.open.get(id)!;
          this.open.delete(id);
          return await ask(action.op);
        }
        case 'commit and die':
          void this.open.get(id)!.ask('commit').catch(() => {});
          await Promise.resolve().then(() => {});
          await new Promise(resolve => { setImmediate(resolve); });
          return this.die(id);
        case 'die':
          return this.die(id);
        case 'below horizon': {
          const horizon = await db.horizon();
          return (await db.query(action.table, { xid: { lt: horizon } })).length;
        }
        default: {
          const open = this.open.get(id);
          const value = await (open ? open.ask(t => perform(t, action)) : perform(db, action));
          return action.op === 'get' ? value ?? null : value;
        }
      }
    } catch (error) {
      if (isA(error, KitError)) throw new Failed(error.reason ?? error.code);
      throw error;
    }
  }

  quiet(): Promise<void> {
    return this.pass(QUIET_MS);
  }

  time(): Promise<void> {
    return this.pass(DEADLOCKS_ARE_FOUND_MS);
  }

  private die(id: string): undefined {
    this.open.delete(id);
    this.world.node(id).crash();
  }

  private async pass(ms: number): Promise<void> {
    let over = false;
    this.world.after(msToUs(ms), () => { over = true; });
    while (!over) {
      await new Promise(resolve => { setImmediate(resolve); });
      this.world.step();
    }
  }
}

function specOf({ columns, key, unique = [], defaults = {}, notNegative, rows }: ScriptTable): TableSpec {
  return {
    columns: [...Object.keys(columns), ...Object.keys(defaults).filter(column => !(column in columns))], key, unique, defaults, rows,
    ...(notNegative === undefined ? {} : { check: row => ((row[notNegative] as number) < 0 ? 'not below zero' : undefined) }),
  };
}

function perform(t: Tx, statement: Statement): Promise<unknown> {
  switch (statement.op) {
    case 'get': return t.get(statement.table, statement.key);
    case 'insert': return t.insert(statement.table, statement.row);
    case 'put': return t.put(statement.table, statement.row);
    case 'update': return t.update(statement.table, statement.where, statement.set);
    case 'delete': return t.delete(statement.table, statement.where);
    case 'query': return t.query(statement.table, statement.where, statement.options);
    default: throw new Error(`scripts have no ${statement.op}`);
  }
}

/** A transaction whose statements come one by one. */
function opened(db: Db, isolation: 'read-committed' | 'snapshot' | 'serializable'): Open {
  const ROLLBACK = new Error('rollback');
  let next: (act: Parameters<Open['ask']>[0], settle: { resolve(value: unknown): void; reject(error: unknown): void }) => void = () => {};
  const transaction = db.tx(async t => {
    for (;;) {
      const [act, settle] = await new Promise<[Parameters<Open['ask']>[0], { resolve(value: unknown): void; reject(error: unknown): void }]>(resolve => {
        next = (what, how) => resolve([what, how]);
      });
      if (act === 'rollback') throw ROLLBACK;
      if (act === 'commit') return;
      await act(t).then(settle.resolve, settle.reject);
    }
  }, { isolation, timeoutMs: 600_000 });
  transaction.catch(() => {});
  return {
    ask(act) {
      const answer = new Promise<unknown>((resolve, reject) => next(act, { resolve, reject }));
      if (typeof act === 'function') return answer;
      return transaction.then(() => undefined, (error: unknown) => {
        if (error !== ROLLBACK) throw error;
      });
    },
  };
}
