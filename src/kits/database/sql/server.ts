import { msToUs, type SimNode, type Timer, US_PER_S } from '../../../sim/index.ts';
import type { Handlers } from '../../cluster/api.ts';
import { errorOf } from '../../errors.ts';
import type { Isolation } from './api.ts';
import type { Work } from './engine.ts';
import { Feed } from './feed.ts';
import { type ChangesAnswer, type ChangesRequest, type Disconnect, type EndRequest, type Request, sessionPrefix, type StatementRequest } from './protocol.ts';
import { conflict, refused } from './schema.ts';
import { ShownTables } from './showntables.ts';
import type { RangeHash } from './statements.ts';
import type { Store } from './store.ts';
import type { Transaction } from './transaction.ts';

interface Session {
  readonly tx: Transaction;
  readonly from: string;
  /** Number of the next request in it. */
  next: number;
  /** What it is asked is carried out to the end: a commit, or a statement that is a transaction of its own. */
  committing: boolean;
  /** A statement of it runs, or waits for a lock. */
  busy: boolean;
  /** Nobody is there any more who could commit it. */
  abandoned: boolean;
}

const DEADLOCK_TIMEOUT_MS = 1_000;
/** Rows of a range for which a hash counts as one read. */
const HASHED_AS_ONE = 1_000;

/** Never answered: whoever asked has its answer already, or has given up. */
const NO_ANSWER = new Promise<never>(() => {});

/** One incarnation of a database server, or of its replica: sessions, waits, answers. */
export class Server implements Handlers {
  readonly #node: SimNode;
  readonly #store: Store;
  readonly #onReplica: boolean;
  readonly #sessions = new Map<string, Session>();
  /** Sessions that are over. */
  readonly #over = new Set<string>();
  readonly #feed: Feed;
  readonly #shown: ShownTables | undefined;
  #readsSinceUs = 0;
  #reads = 0;

  constructor(node: SimNode, store: Store, onReplica: boolean) {
    this.#node = node;
    this.#store = store;
    this.#onReplica = onReplica;
    this.#feed = new Feed(node, store);
    if (onReplica) return;
    store.engine.abortAll();
    if (node.world.trace) {
      this.#shown = new ShownTables(store);
      Object.assign(this, this.#shown.tables);
    }
  }

  onRequest(request: Request, from: string): Promise<unknown> {
    switch (request.op) {
      case 'commit':
        return this.#end(request);
      case 'rollback':
        return this.#rollBack(request);
      case 'horizon':
        return Promise.resolve(this.#store.engine.horizon());
      case 'changes':
        return this.#changes(request);
      default:
        return this.#statement(request, from);
    }
  }

  /** A client's machine says that the process has ended. */
  onMessage(_from: string, message: unknown): void {
    const prefix = sessionPrefix(message as Disconnect);
    for (const [id, session] of this.#sessions) {
      if (!id.startsWith(prefix)) continue;
      session.abandoned = true;
      if (!session.committing && !session.busy) this.#close(id, session);
    }
  }

  /** Every connection breaks, and what is open is rolled back. */
  breakConnections(): void {
    for (const [id, session] of this.#sessions) this.#close(id, session);
  }

  /** Something may have become visible to those who read the feed. */
  feedChanged(): void {
    this.#feed.serve();
  }

  async #changes(request: ChangesRequest): Promise<ChangesAnswer> {
    return this.#feed.ask(request);
  }

  async #statement(request: StatementRequest, from: string): Promise<unknown> {
    const { session: id, number, isolation = 'read-committed', auto } = request;
    const session = this.#sessions.get(id) ?? this.#open(id, number, isolation, from);
    if (!session || number < session.next) return NO_ANSWER;
    session.next = number + 1;
    session.busy = true;
    session.committing = auto === true;
    try {
      this.#shed(request.op);
      const result = await this.#run(session.tx, this.#store.engine.perform(session.tx, request));
      this.#count(request.op, result);
      if (auto) await this.#commit(id, session);
      return request.op === 'rangeHash' ? (result as RangeHash).hash : result;
    } catch (error) {
      if (auto) this.#close(id, session);
      throw error;
    } finally {
      session.busy = false;
      if (session.abandoned && !session.committing) this.#close(id, session);
    }
  }

  #open(id: string, number: number, isolation: Isolation, from: string): Session | undefined {
    if (this.#over.has(id)) return undefined;
    if (number > 0) throw errorOf({ kind: 'Refused', code: 'Reset', message: 'the database was started again and knows nothing of this transaction' });
    const session: Session = { tx: this.#store.engine.begin(isolation, { onReplica: this.#onReplica }), from, next: 0, committing: false, busy: false, abandoned: false };
    this.#sessions.set(id, session);
    return session;
  }

  async #end({ session: id }: EndRequest): Promise<void> {
    const session = this.#sessions.get(id);
    if (this.#over.has(id) || session?.committing) return NO_ANSWER;
    if (!session) throw errorOf({ kind: 'Refused', code: 'Reset', message: 'the database was started again and knows nothing of this transaction' });
    await this.#commit(id, session);
  }

  async #commit(id: string, session: Session): Promise<void> {
    const { engine } = this.#store;
    const { tx, from } = session;
    session.committing = true;
    if (tx.written.size > 0) await this.#pause(this.#store.commitUs(from));
    try {
      const written = await this.#run(tx, engine.commit(tx));
      this.#store.committed(tx, written, from);
      this.#shown?.changed(written);
      if (written.length > 0) this.#feed.committed();
    } finally {
      this.#forget(id);
    }
  }

  async #rollBack({ session: id }: EndRequest): Promise<void> {
    const session = this.#sessions.get(id);
    if (!session) this.#over.add(id);
    else if (!session.committing) this.#close(id, session);
  }

  #close(id: string, { tx }: Session): void {
    this.#forget(id);
    this.#store.engine.abort(tx);
  }

  #forget(id: string): void {
    this.#sessions.delete(id);
    this.#over.add(id);
  }

  /** Runs until the end, however often it has to wait for a lock. */
  #run<T>(tx: Transaction, work: Work<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const go = (step: () => IteratorResult<{ resume: () => void }, T>): void => {
        try {
          const { done, value } = step();
          if (done) return resolve(value);
          const timer = this.#lookForDeadlock(tx, error => go(() => work.throw(error)));
          value.resume = () => {
            timer.cancel();
            go(() => work.next());
          };
        } catch (error) {
          reject(error as Error);
        }
      };
      go(() => work.next());
    });
  }

  #lookForDeadlock(tx: Transaction, fail: (error: Error) => void): Timer {
    return this.#node.after(msToUs(this.#store.spec.deadlockTimeoutMs ?? DEADLOCK_TIMEOUT_MS), () => {
      if (this.#store.engine.locks.isDeadlocked(tx)) fail(conflict('40P01', 'deadlock detected'));
    });
  }

  #pause(us: number): Promise<void> {
    return new Promise(resolve => void this.#node.after(us, resolve));
  }

  #shed(op: StatementRequest['op']): void {
    const { readsPerSecond } = this.#store.spec;
    if (readsPerSecond === undefined || !isReading(op)) return;
    const { nowUs } = this.#node.world;
    if (nowUs - this.#readsSinceUs >= US_PER_S) {
      this.#readsSinceUs = nowUs;
      this.#reads = 0;
    }
    if (this.#reads >= readsPerSecond) throw refused('Overloaded', `more than ${readsPerSecond} rows were read within a second`);
  }

  #count(op: StatementRequest['op'], result: unknown): void {
    if (!isReading(op)) return;
    const rows = op === 'rangeHash' ? (result as RangeHash).rows / HASHED_AS_ONE : Array.isArray(result) ? result.length : 1;
    this.#reads += Math.max(1, rows);
  }
}

const isReading = (op: StatementRequest['op']): boolean => op === 'get' || op === 'query' || op === 'scan' || op === 'rangeHash';
