import { hook, msToUs, type SimNode, type Timer, US_PER_S } from '../../../sim/index.ts';
import type { Handlers } from '../../cluster/api.ts';
import { errorOf } from '../../errors.ts';
import type { Isolation } from './api.ts';
import type { Work } from './engine.ts';
import { Feed } from './feed.ts';
import type { Waiting } from './locks.ts';
import { type Disconnect, type EndRequest, processOf, type Request, sessionPrefix, type StatementRequest } from './protocol.ts';
import type { DrawnTransactions } from './picture.ts';
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

const CRASHED = 'its process crashed';
const DEADLOCK_TIMEOUT_MS = 1_000;
/** Rows of a range for which a hash counts as one read. */
const HASHED_AS_ONE = 1_000;

/** Where an answer goes. A request that comes a second time, or after its end, is not answered. */
export interface Answer {
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

const unknownSession = (): Error => errorOf({ kind: 'Refused', code: 'Reset', message: 'the database was started again and knows nothing of this transaction' });

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
  readonly #picture: DrawnTransactions | undefined;
  #readsSinceUs = 0;
  #reads = 0;

  constructor(node: SimNode, store: Store, onReplica: boolean) {
    this.#node = node;
    this.#store = store;
    this.#onReplica = onReplica;
    this.#feed = new Feed(node, store);
    if (onReplica) return;
    this.#picture = store.picture;
    store.engine.abortAll();
    if (node.world.trace) {
      this.#shown = new ShownTables(store);
      Object.assign(this, this.#shown.tables);
    }
  }

  onRequest(request: Request, from: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      try {
        this.#answer(request, from, { resolve, reject });
      } catch (error) {
        reject(error as Error);
      }
    });
  }

  /** A client's machine says that the process has ended. */
  onMessage(_from: string, message: unknown): void {
    const prefix = sessionPrefix(message as Disconnect);
    this.#store.endedProcesses.add(prefix);
    for (const [id, session] of this.#sessions) {
      if (!id.startsWith(prefix)) continue;
      session.abandoned = true;
      if (!session.committing && !session.busy) this.#close(id, session, CRASHED);
    }
  }

  /** Every connection breaks, and what is open is rolled back. */
  breakConnections(): void {
    for (const [id, session] of this.#sessions) this.#close(id, session, 'its connection broke');
  }

  /** Something may have become visible to those who read the feed. */
  feedChanged(): void {
    this.#feed.serve();
  }

  #answer(request: Request, from: string, answer: Answer): void {
    switch (request.op) {
      case 'commit':
        return this.#end(request, answer);
      case 'rollback':
        return this.#rollBack(request, answer);
      case 'horizon':
        return answer.resolve(this.#store.engine.horizon());
      case 'changes':
        return this.#feed.ask(request, answer);
      default:
        return this.#statement(request, from, answer);
    }
  }

  #statement(request: StatementRequest, from: string, answer: Answer): void {
    const { session: id, number, isolation = 'read-committed', auto = false, op } = request;
    const session = this.#sessions.get(id) ?? (auto || !this.#store.endedProcesses.has(processOf(id)) ? this.#open(id, number, isolation, from) : undefined);
    if (!session || number < session.next) return;
    session.next = number + 1;
    session.busy = true;
    session.committing = auto;
    this.#picture?.does(session.tx, from, request);
    const failed = (error: unknown): void => {
      this.#picture?.refused(session.tx, error);
      if (auto || session.abandoned) this.#close(id, session, CRASHED);
      session.busy = false;
      answer.reject(error);
    };
    try {
      this.#shed(op);
    } catch (error) {
      return failed(error);
    }
    this.#run(session.tx, this.#store.engine.perform(session.tx, request), result => {
      this.#count(op, result);
      this.#picture?.did(session.tx, op, result);
      session.busy = false;
      const value = op === 'rangeHash' ? (result as RangeHash).hash : result;
      if (auto) this.#commit(id, session, { resolve: () => answer.resolve(value), reject: answer.reject });
      else if (session.abandoned) this.#close(id, session, CRASHED);
      else answer.resolve(value);
    }, failed);
  }

  #open(id: string, number: number, isolation: Isolation, from: string): Session | undefined {
    if (this.#over.has(id)) return undefined;
    if (number > 0) throw unknownSession();
    const session: Session = { tx: this.#store.engine.begin(isolation, { onReplica: this.#onReplica }), from, next: 0, committing: false, busy: false, abandoned: false };
    this.#sessions.set(id, session);
    return session;
  }

  #end({ session: id }: EndRequest, answer: Answer): void {
    const session = this.#sessions.get(id);
    if (this.#over.has(id) || session?.committing) return;
    if (!session) throw unknownSession();
    this.#commit(id, session, answer);
  }

  #commit(id: string, session: Session, answer: Answer): void {
    session.committing = true;
    if (session.tx.written.size === 0) return this.#finish(id, session, answer);
    this.#picture?.commits(session.tx);
    this.#node.after(this.#store.commitUs(session.from), () => this.#finish(id, session, answer));
  }

  #finish(id: string, session: Session, answer: Answer): void {
    const { tx, from } = session;
    this.#run(tx, this.#store.engine.commit(tx), written => {
      this.#forget(id);
      const row = this.#store.committed(tx, written, from);
      this.#picture?.committed(tx, row, { unheard: session.abandoned });
      this.#shown?.changed(written);
      if (written.length > 0) this.#feed.committed();
      answer.resolve(undefined);
    }, error => {
      this.#forget(id);
      this.#picture?.refused(tx, error);
      this.#picture?.rolledBack(tx);
      answer.reject(error);
    });
  }

  #rollBack({ session: id }: EndRequest, answer: Answer): void {
    const session = this.#sessions.get(id);
    if (!session) this.#over.add(id);
    else if (!session.committing) this.#close(id, session, 'its code threw, or its time was over');
    answer.resolve(undefined);
  }

  /** `why`: for pictures. */
  #close(id: string, { tx, from }: Session, why: string): void {
    this.#forget(id);
    this.#store.rollBack(tx, from);
    this.#picture?.rolledBack(tx, why);
  }

  #forget(id: string): void {
    this.#sessions.delete(id);
    this.#over.add(id);
  }

  /** Runs until the end, however often it has to wait for a lock. */
  #run<T>(tx: Transaction, work: Work<T>, done: (value: T) => void, failed: (error: unknown) => void): void {
    const go = (step: () => IteratorResult<Waiting<Transaction>, T>): void => {
      let result: IteratorResult<Waiting<Transaction>, T>;
      try {
        result = step();
      } catch (error) {
        return failed(error);
      }
      if (result.done) return done(result.value);
      this.#picture?.waits(tx, result.value);
      const timer = this.#lookForDeadlock(tx, error => go(() => work.throw(error)));
      hook(result.value, {
        resume: () => {
          timer.cancel();
          this.#picture?.resumes(tx);
          go(() => work.next());
        },
      });
    };
    go(() => work.next());
  }

  #lookForDeadlock(tx: Transaction, fail: (error: Error) => void): Timer {
    return this.#node.after(msToUs(this.#store.spec.deadlockTimeoutMs ?? DEADLOCK_TIMEOUT_MS), () => {
      if (this.#store.engine.locks.isDeadlocked(tx)) fail(conflict('40P01', 'deadlock detected'));
    });
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
