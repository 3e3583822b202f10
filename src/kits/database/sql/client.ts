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
    const statement = this.autocommit.bind(this);
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
      const value = await Promise.race([f(session.tx), session.expired]);
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

/** Something that is asked of the server in a transaction, and who waits for it. */
interface Asked {
  readonly request: Statement | { readonly op: 'commit' };
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A transaction, as the process that runs it knows it. */
class Session {
  readonly tx: Tx;
  /** Rejects when its time is over, whatever `f` is at. */
  readonly expired: Promise<never>;
  private readonly client: Client;
  private readonly server: SimNode;
  private readonly id: string;
  private readonly isolation: TxOptions['isolation'];
  private readonly timer: Timer;
  private asked = 0;
  /** What waits for its turn; the first one is at the server. */
  private readonly queue: Asked[] = [];
  /** What everything that is asked from now on fails with. */
  private failure: KitError | undefined;

  constructor(client: Client, server: SimNode, isolation: TxOptions['isolation'], timeoutMs: number) {
    this.client = client;
    this.server = server;
    this.isolation = isolation;
    this.id = client.nextSession();
    this.tx = Object.freeze(statementsOf(this.inTurn.bind(this)));
    let expire: (error: KitError) => void;
    this.expired = new Promise((_resolve, reject) => { expire = reject; });
    this.expired.catch(() => {});
    this.timer = client.machine.node.after(msToUs(timeoutMs), () => {
      const error = errorOf({ kind: 'Unknown', code: 'Timeout', message: `the transaction was not done within ${timeoutMs} ms` });
      this.failed(error);
      expire(nothingApplied(error));
    });
  }

  commit(): Promise<unknown> {
    if (this.failure) return Promise.reject(this.failure);
    return this.asked === 0 ? Promise.resolve() : this.inTurn({ op: 'commit' });
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

  private inTurn(request: Asked['request']): Promise<unknown> {
    const answer = new Promise((resolve, reject) => this.queue.push({ request, resolve, reject }));
    // Not within the promise: the learner's line is found by the few frames above.
    if (this.queue.length === 1) this.next();
    return answer;
  }

  private next(): void {
    const [first] = this.queue;
    if (!first) return;
    if (this.failure) return this.drop(first, this.failure);
    const { isolation, id: session } = this;
    const body = { ...first.request, session, number: this.asked++, ...(isolation === undefined ? {} : { isolation }) };
    this.client.machine.calls.ask(this.server, body, {}).then(value => {
      if (this.queue[0] !== first) return;
      this.queue.shift();
      first.resolve(value);
      this.next();
    }, error => {
      if (this.queue[0] === first) this.failed(error as KitError);
    });
  }

  /** What is at the server fails, and all that comes after it. */
  private failed(error: KitError): void {
    const [first] = this.queue;
    const certain = isA(error, Unknown) ? nothingApplied(error) : error;
    this.failure ??= first ? errorOf({ kind: 'Refused', code: 'Aborted', reason: '25P02', message: 'a statement has failed: the transaction is rolled back' }) : certain;
    if (first) this.drop(first, first.request.op === 'commit' ? error : certain);
  }

  private drop(first: Asked, error: KitError): void {
    this.queue.shift();
    first.reject(error);
    this.next();
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
