import { msToUs, type SimNode, type Timer } from '../../../sim/index.ts';
import type { Machine } from '../../cluster/machine.ts';
import { errorOf, isA, KitError, Unknown } from '../../errors.ts';
import type { Change, ChangesOptions, Db, Key, Tx, TxOptions } from './api.ts';
import type { ChangesAnswer, ChangesRequest, StatementRequest } from './protocol.ts';
import type { Statement } from './statements.ts';

/** How long anything may take that says nothing else. */
const PATIENCE_MS = 30_000;
/** A reader of changes asks again after this much silence. */
const FEED_PATIENCE_MS = 3_000;
const ROLLBACK_PATIENCE_MS = 1_000;

interface Servers {
  readonly primary: SimNode;
  /** Where reads go that do not ask for the primary. */
  readonly replica?: SimNode | undefined;
}

/** The connections of one process to a database. */
export class Client {
  readonly machine: Machine;
  private readonly servers: Servers;
  private sessions = 0;

  constructor(machine: Machine, servers: Servers) {
    this.machine = machine;
    this.servers = servers;
    for (const server of [servers.primary, servers.replica]) if (server) machine.channel(`reset ${server.id}`, () => machine.calls.reset(server));
  }

  /** What learner code gets. Functions are bound: their source cannot be read. */
  db(): Db {
    const statement = (request: Statement): Promise<unknown> => this.autocommit(request);
    return Object.freeze<Db>({
      ...statementsOf(statement),
      tx: this.tx.bind(this),
      changes: this.changes.bind(this) as Db['changes'],
      horizon: (() => this.ask<number>({ op: 'horizon' })).bind(undefined),
      scan: ((table: string, { after, limit }: { after?: Key; limit: number }) => statement({ op: 'scan', table, limit, ...(after === undefined ? {} : { after }) })).bind(undefined) as Db['scan'],
      rangeHash: ((table: string, from: Key, to: Key) => statement({ op: 'rangeHash', table, from, to })).bind(undefined) as Db['rangeHash'],
    });
  }

  nextSession(): string {
    const { node } = this.machine;
    return `${node.id}/${node.incarnation}/${++this.sessions}`;
  }

  private autocommit(statement: Statement): Promise<unknown> {
    const reads = statement.op === 'get' || statement.op === 'scan' || statement.op === 'rangeHash' || (statement.op === 'query' && !statement.options?.forUpdate);
    const { primary, replica = primary } = this.servers;
    const request: StatementRequest = { ...statement, session: this.nextSession(), number: 0, auto: true };
    return this.machine.calls.ask(reads ? replica : primary, request, { timeoutMs: PATIENCE_MS });
  }

  private ask<T>(request: ChangesRequest | { readonly op: 'horizon' }, timeoutMs = PATIENCE_MS): Promise<T> {
    return this.machine.calls.ask(this.servers.primary, request, { timeoutMs }) as Promise<T>;
  }

  private async tx<T>(f: (t: Tx) => Promise<T>, { isolation, timeoutMs = PATIENCE_MS, primary: onPrimary = false }: TxOptions = {}): Promise<T> {
    const { primary, replica } = this.servers;
    const session = new Session(this, onPrimary || !replica ? primary : replica, isolation, timeoutMs);
    try {
      const value = await f(session.tx);
      await session.commit();
      return value;
    } catch (error) {
      session.rollBack();
      throw error;
    } finally {
      session.close();
    }
  }

  private async* changes({ from, tables }: ChangesOptions = {}): AsyncGenerator<Change> {
    let request: ChangesRequest = { op: 'changes', ...(from ? { from } : {}), ...(tables ? { tables } : {}) };
    for (;;) {
      let answer: ChangesAnswer;
      try {
        answer = await this.ask<ChangesAnswer>(request, FEED_PATIENCE_MS);
      } catch (error) {
        if (isA(error, Unknown)) continue;
        throw error;
      }
      yield* answer.changes;
      request = { ...request, ...(answer.next ? { from: answer.next } : {}), setBack: answer.setBack };
    }
  }
}

/** A transaction, as the process that runs it knows it. */
class Session {
  readonly tx: Tx;
  private readonly client: Client;
  private readonly server: SimNode;
  private readonly id: string;
  private readonly isolation: TxOptions['isolation'];
  private readonly timer: Timer;
  private asked = 0;
  /** Settles when what was asked last is answered. */
  private last: Promise<unknown> = Promise.resolve();
  /** What everything that is asked from now on fails with. */
  private failure: KitError | undefined;
  private giveUp: ((error: KitError) => void) | undefined;

  constructor(client: Client, server: SimNode, isolation: TxOptions['isolation'], timeoutMs: number) {
    this.client = client;
    this.server = server;
    this.isolation = isolation;
    this.id = client.nextSession();
    this.tx = Object.freeze(statementsOf(statement => this.inOrder(() => this.statement(statement))));
    this.timer = client.machine.node.after(msToUs(timeoutMs), () => {
      const error = errorOf({ kind: 'Unknown', code: 'Timeout', message: `the transaction was not done within ${timeoutMs} ms` });
      this.failure = nothingApplied(error);
      this.giveUp?.(error);
    });
  }

  commit(): Promise<unknown> {
    return this.inOrder(async () => {
      if (this.failure) throw this.failure;
      if (this.asked > 0) await this.send({ op: 'commit' });
    });
  }

  /** Tells the server, again and again until it has heard. */
  rollBack(): void {
    if (this.asked === 0) return;
    const { calls } = this.client.machine;
    const tell = (): void => void calls.ask(this.server, { op: 'rollback', session: this.id, number: this.asked }, { timeoutMs: ROLLBACK_PATIENCE_MS }).catch(tell);
    tell();
  }

  close(): void {
    this.timer.cancel();
    this.failure ??= errorOf({ kind: 'Refused', code: 'Aborted', reason: '25P02', message: 'the transaction is over' });
  }

  private inOrder<T>(act: () => Promise<T>): Promise<T> {
    const done = this.last.then(act);
    this.last = done.catch(() => {});
    return done;
  }

  private async statement(statement: Statement): Promise<unknown> {
    if (this.failure) throw this.failure;
    try {
      return await this.send({ ...statement, ...(this.isolation ? { isolation: this.isolation } : {}) });
    } catch (error) {
      this.failure ??= errorOf({ kind: 'Refused', code: 'Aborted', reason: '25P02', message: 'a statement has failed: the transaction is rolled back' });
      throw isA(error, Unknown) ? nothingApplied(error) : error;
    }
  }

  private send(request: Statement | { readonly op: 'commit' }): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.giveUp = reject;
      this.client.machine.calls.ask(this.server, { ...request, session: this.id, number: this.asked++ }, {}).then(resolve, reject);
    });
  }
}

/** The transaction will not be committed. */
const nothingApplied = ({ code, message }: KitError): KitError => errorOf({ kind: 'Refused', code, message });

function statementsOf(run: (statement: Statement) => Promise<unknown>): Tx {
  const bound = <F>(f: (...args: never[]) => unknown): F => f.bind(undefined) as F;
  return {
    get: bound((table: string, key: Key) => run({ op: 'get', table, key })),
    insert: bound((table: string, row: object) => run({ op: 'insert', table, row: row as never })),
    put: bound((table: string, row: object) => run({ op: 'put', table, row: row as never })),
    update: bound((table: string, where: never, set: never) => run({ op: 'update', table, where, set })),
    delete: bound((table: string, where: never) => run({ op: 'delete', table, where })),
    query: bound((table: string, where: never, options?: never) => run({ op: 'query', table, where, ...(options === undefined ? {} : { options }) })),
  };
}
