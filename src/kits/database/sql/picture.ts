import type { OpenStep, OpenTransaction, TransactionsPicture } from '../../../sim/index.ts';
import { isA, KitError } from '../../errors.ts';
import type { Engine } from './engine.ts';
import type { Waiting } from './locks.ts';
import { keyColumns, keyText } from './schema.ts';
import type { Statement } from './statements.ts';
import type { Transaction } from './transaction.ts';

interface Drawn {
  readonly transaction: OpenTransaction;
  /** The last one: there is none before the first statement. */
  step?: OpenStep;
  committing: boolean;
  /** What it waits for. */
  lock?: Waiting<Transaction>['lock'] | undefined;
  /** The first refusal, in words. */
  refusal?: string;
}

/** Draws the transactions of a server: what each does, whom it waits for, how long its commit takes and how it ends. */
export class DrawnTransactions {
  private readonly picture: () => TransactionsPicture;
  private readonly engine: Engine;
  private readonly open = new Map<Transaction, Drawn>();
  /** By number of the commit. */
  private readonly committedAs = new Map<number, OpenTransaction>();

  /** `picture`: asked for with the first transaction, when all databases of the world are known. */
  constructor(picture: () => TransactionsPicture, engine: Engine) {
    this.picture = picture;
    this.engine = engine;
  }

  /** `from`: the process that asks. */
  does(tx: Transaction, from: string, statement: Statement): void {
    let drawn = this.open.get(tx);
    if (!drawn) this.open.set(tx, drawn = { transaction: this.picture().begin(from), committing: false });
    drawn.step = drawn.transaction.step(wordsOf(statement, this.engine));
  }

  did(tx: Transaction, op: Statement['op'], result: unknown): void {
    this.turn(tx, step => step.turn('done', foundWords(op, result)));
  }

  refused(tx: Transaction, error: unknown): void {
    const why = isA(error, KitError) ? error.message : 'refused';
    const drawn = this.open.get(tx);
    if (drawn) drawn.refusal ??= why;
    this.turn(tx, step => step.turn('refused', why));
  }

  waits(tx: Transaction, { lock }: Waiting<Transaction>): void {
    this.turn(tx, (step, drawn) => {
      drawn.lock = lock;
      step.turn('waiting', lock.name, this.open.get(lock.holder)?.transaction);
    });
  }

  /** It goes on after a wait; whoever waits for the same lock waits for it now. */
  resumes(tx: Transaction): void {
    const lock = this.open.get(tx)?.lock;
    this.turn(tx, step => step.turn('running'));
    for (const drawn of this.open.values()) if (lock && drawn.lock === lock) drawn.step?.turn('waiting', lock.name, this.open.get(lock.holder)?.transaction);
  }

  commits(tx: Transaction): void {
    const drawn = this.open.get(tx);
    if (!drawn) return;
    drawn.committing = true;
    drawn.step = drawn.transaction.step('commit');
  }

  /** `row`: of the trace, that shows it, -1 if it has changed nothing; `unheard`: its process had ended before. */
  committed(tx: Transaction, row: number, { unheard }: { readonly unheard: boolean }): void {
    const drawn = this.open.get(tx);
    const changed = row >= 0;
    if (drawn && changed) this.committedAs.set(this.engine.csn, drawn.transaction);
    this.turn(tx, step => step.turn('done'));
    this.open.delete(tx);
    drawn?.transaction.end(changed ? 'committed' : 'unchanged', unheard ? 'its process had crashed and never heard of it' : '', ...changed ? [row] : []);
  }

  /** `why`: absent: the refusal that it has met. */
  rolledBack(tx: Transaction, why?: string): void {
    const drawn = this.open.get(tx);
    this.open.delete(tx);
    drawn?.transaction.end('rolled back', drawn.refusal ?? why);
  }

  /** The server has died with all that was open. */
  died(id: string): void {
    for (const { transaction, committing } of this.open.values()) {
      if (committing) transaction.end('unknown', `${id} crashed during the commit: nothing was applied, but its process cannot know`);
      else transaction.end('rolled back', `${id} crashed`);
    }
    this.open.clear();
  }

  /** Commits after the one of this number are lost. */
  failedOver(csn: number): void {
    for (const [own, transaction] of this.committedAs) if (own > csn) transaction.end('rolled back', 'committed, then lost: the replica that took over had not applied it');
  }

  private turn(tx: Transaction, act: (step: OpenStep, drawn: Drawn) => void): void {
    const drawn = this.open.get(tx);
    if (!drawn?.step) return;
    if (tx.xid !== undefined) drawn.transaction.named(`transaction ${tx.xid}`);
    drawn.lock = undefined;
    act(drawn.step, drawn);
  }
}

/** How many rows there were. */
function foundWords(op: Statement['op'], result: unknown): string {
  const rows = op === 'get' ? (result === undefined ? 0 : 1) : Array.isArray(result) ? result.length : typeof result === 'number' ? result : undefined;
  return rows === undefined ? '' : rows === 1 ? '1 row' : `${rows === 0 ? 'no' : rows} rows`;
}

/** As locks are named: `update orders[order-7]`. */
function wordsOf(statement: Statement, { tables }: Engine): string {
  const { op, table } = statement;
  const spec = tables.get(table)?.spec;
  const given = 'row' in statement ? statement.row : 'where' in statement ? statement.where : {};
  const key = 'key' in statement ? statement.key : spec && keyColumns(spec).map(column => (given as Readonly<Record<string, unknown>> | null)?.[column]);
  const values = (Array.isArray(key) ? key : [key]) as readonly unknown[];
  const known = values.every(value => typeof value === 'string' || typeof value === 'number');
  return known ? `${op} ${table}[${keyText(values.length === 1 ? values[0] as string : values as readonly string[])}]` : `${op} ${table}`;
}
