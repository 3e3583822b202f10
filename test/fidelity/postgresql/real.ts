import pg from 'pg';
import type { QueryOptions, Where } from '../../../src/kits/database/sql/api.ts';
import type { Statement } from '../../../src/kits/database/sql/statements.ts';
import { Failed, SESSIONS, type Action, type Database, type Script, type ScriptTable } from './script.ts';

const LEVELS = { 'read-committed': 'read committed', snapshot: 'repeatable read', serializable: 'serializable' } as const;
const OPERATORS: Readonly<Record<string, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=', ne: 'is distinct from', in: '= any' };
const ASK_EVERY_MS = 5;
/** PostgreSQL's `deadlock_timeout` is a second. */
const DEADLOCKS_ARE_FOUND_MS = 2_000;

interface Session {
  readonly client: pg.Client;
  readonly pid: number;
  busy: boolean;
}

const wait = (ms: number): Promise<void> => new Promise(resolve => { setTimeout(resolve, ms); });

/** A real server, through its own client. */
export class Postgres implements Database {
  private readonly config: pg.ClientConfig;
  private readonly sessions = new Map<string, Session>();
  private readonly admin: pg.Client;
  private tables: Script['tables'] = {};

  constructor(config: pg.ClientConfig) {
    this.config = config;
    this.admin = new pg.Client(config);
  }

  async connect(): Promise<void> {
    await this.admin.connect();
  }

  async prepare(tables: Script['tables']): Promise<void> {
    for (const id of SESSIONS) await (this.sessions.get(id)?.client.query('rollback') ?? this.open(id));
    for (const name of Object.keys(this.tables)) await this.admin.query(`drop table ${name}`);
    this.tables = tables;
    for (const [name, table] of Object.entries(tables)) {
      await this.admin.query(definition(name, table));
      for (const row of table.rows) await this.admin.query(...insert(name, row));
    }
  }

  async act(id: string, action: Action): Promise<unknown> {
    const session = this.sessions.get(id)!;
    session.busy = true;
    try {
      return await this.perform(session, action);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) throw new Failed(code);
      throw error;
    } finally {
      session.busy = false;
    }
  }

  private async perform(session: Session, action: Action): Promise<unknown> {
    const { client } = session;
    switch (action.op) {
      case 'begin':
        await client.query(`begin isolation level ${LEVELS[action.isolation]}`);
        return undefined;
      case 'commit':
        // The kit refuses the end of a transaction that has failed; here it is answered with ROLLBACK.
        if ((await client.query('commit')).command === 'ROLLBACK') throw new Failed('25P02');
        return undefined;
      case 'rollback':
        await client.query('rollback');
        return undefined;
      case 'commit and die':
        void client.query('commit').catch(() => {});
        return this.hangUp(session);
      case 'die':
        return this.hangUp(session);
      case 'below horizon':
        return Number((await client.query(`select count(*) from ${action.table} where xid < pg_snapshot_xmin(pg_current_snapshot())`)).rows[0].count);
      default:
        return this.run(client, action);
    }
  }

  private async run(client: pg.Client, statement: Statement): Promise<unknown> {
    const key = this.tables[statement.table]?.key ?? 'id';
    switch (statement.op) {
      case 'get':
        return (await client.query(`select * from ${statement.table} where ${key} = $1`, [statement.key])).rows[0] ?? null;
      case 'insert':
        await client.query(...insert(statement.table, statement.row));
        return undefined;
      case 'put': {
        const [text, values] = insert(statement.table, statement.row);
        await client.query(`${text} on conflict (${key}) do update set ${Object.keys(statement.row).map(column => `${column} = excluded.${column}`).join(', ')}`, values);
        return undefined;
      }
      case 'update': {
        const values: unknown[] = [];
        const set = Object.entries(statement.set).map(([column, value]) => {
          const add = (value as { add?: number } | null)?.add;
          values.push(add ?? value);
          return add === undefined ? `${column} = $${values.length}` : `${column} = ${column} + $${values.length}`;
        });
        const condition = where(statement.where, values);
        return (await client.query(`update ${statement.table} set ${set.join(', ')} where ${condition}`, values)).rowCount;
      }
      case 'delete': {
        const values: unknown[] = [];
        const condition = where(statement.where, values);
        return (await client.query(`delete from ${statement.table} where ${condition}`, values)).rowCount;
      }
      case 'query': {
        const values: unknown[] = [];
        const condition = where(statement.where, values);
        return (await client.query(`select * from ${statement.table} where ${condition} ${ending(statement.options ?? {}, key)}`, values)).rows;
      }
      default:
        throw new Error(`scripts have no ${statement.op}`);
    }
  }

  /** Until every session has its answer, or waits for a lock. */
  async quiet(): Promise<void> {
    for (let calm = 0; calm < 2;) {
      await wait(ASK_EVERY_MS);
      const busy = [...this.sessions.values()].filter(session => session.busy);
      const pids = busy.map(({ pid }) => pid);
      const { rows } = await this.admin.query<{ pid: number }>(`select pid from pg_stat_activity where pid = any($1) and wait_event_type = 'Lock'`, [pids]);
      calm = rows.length === busy.length ? calm + 1 : 0;
    }
  }

  time(): Promise<void> {
    return wait(DEADLOCKS_ARE_FOUND_MS);
  }

  async close(): Promise<void> {
    await this.disconnect();
    await this.admin.end();
  }

  private async open(id: string): Promise<void> {
    const client = new pg.Client(this.config);
    client.on('error', () => {});
    await client.connect();
    // Small tables are read as a whole otherwise, and serializable transactions then conflict by the whole table.
    await client.query('set enable_seqscan = off');
    const pid = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;
    this.sessions.set(id, { client, pid, busy: false });
  }

  /** What was written is sent, then the connection is closed; returns when the server has noticed, or cannot because it waits for a lock. */
  private async hangUp(session: Session): Promise<undefined> {
    (session.client as unknown as { connection: { stream: { end(): void } } }).connection.stream.end();
    for (const [id, each] of this.sessions) if (each === session) this.sessions.delete(id);
    const running = `select 1 from pg_stat_activity where pid = $1 and wait_event_type is distinct from 'Lock'`;
    while ((await this.admin.query(running, [session.pid])).rowCount !== 0) await wait(ASK_EVERY_MS);
  }

  private async disconnect(): Promise<void> {
    for (const { client, pid } of this.sessions.values()) {
      await this.admin.query('select pg_terminate_backend($1, 1000)', [pid]);
      await client.end().catch(() => {});
    }
    this.sessions.clear();
  }
}

function definition(name: string, { columns, key, unique = [], defaults = {}, notNegative }: ScriptTable): string {
  const lines = Object.entries(columns).map(([column, type]) => `${column} ${defaults[column] === 'sequence' ? 'serial' : type === 'text' ? 'text collate "C"' : type}`);
  if (defaults['xid'] === 'xid') lines.push('xid xid8 default pg_current_xact_id()');
  lines.push(`primary key (${key})`, ...unique.map(each => `unique (${each.columns.join()})${each.deferred ? ' deferrable initially deferred' : ''}`));
  if (notNegative !== undefined) lines.push(`check (${notNegative} >= 0)`);
  return `create table ${name} (${lines.join(', ')})`;
}

function insert(table: string, row: Readonly<Record<string, unknown>>): [string, unknown[]] {
  const columns = Object.keys(row);
  return [`insert into ${table} (${columns.join()}) values (${columns.map((_, index) => `$${index + 1}`).join()})`, Object.values(row)];
}

function where(condition: Where, values: unknown[]): string {
  const parts = Object.entries(condition).flatMap(([column, wanted]) => {
    if (wanted === null) return [`${column} is null`];
    const tests = typeof wanted === 'object' ? Object.entries(wanted) : [['eq', wanted] as const];
    return tests.map(([operator, operand]) => {
      values.push(operand);
      const sql = OPERATORS[operator] ?? '=';
      return operator === 'in' ? `${column} = any($${values.length})` : `${column} ${sql} $${values.length}`;
    });
  });
  return parts.length === 0 ? 'true' : parts.join(' and ');
}

function ending({ orderBy, limit, forUpdate, skipLocked }: QueryOptions, key: string): string {
  const terms = [orderBy ?? key].flat().map(term => (term.startsWith('-') ? `${term.slice(1)} desc` : term));
  return `order by ${terms.join(', ')}${limit === undefined ? '' : ` limit ${limit}`}${forUpdate ? ' for update' : ''}${skipLocked ? ' skip locked' : ''}`;
}
