import type { SutActor, SutContext, SutRequest, SutSystem } from 'faultlab/author';
import type { Balances, Books, Transfer } from '../contract';

/** What a build does differently from the design; each but the last three is a defect. */
export type Habit =
  | 'acks-early' | 'refunds' | 'no-ack-again' | 'no-deduplication' | 'forgets-pending' | 'debits-again' | 'keeps-lock'
  | 'credits-early' | 'promises-early' | 'starts-late' | 'remembers-in-memory' | 'asks-once'
  | 'says-unknown' | 'recovers-late' | 'in-batches';

interface Entry {
  readonly id: string;
  readonly account: string;
  readonly amount: number;
}

interface Intent extends Transfer {
  readonly operation: number;
}

type Step = 'intent' | 'debit' | 'credit';

export const AGAIN_MS = 500;
const UNKNOWN_MS = 400;
const LEASE_MS = 20_000;
const BATCH_MS = 20;
const ledgerOf = (ctx: SutContext): readonly Entry[] => ctx.read('ledger') as readonly Entry[];

/** Holds the accounts that pay, and leads each transfer: intent at c, debit here, credit at b, answer. */
class Payer implements SutActor {
  private readonly open = new Map<string, { readonly intent: Intent; step: Step }>();
  private readonly waiting: Intent[] = [];
  private held: string | undefined;
  private recovering = false;
  private readonly ctx: SutContext;
  private readonly habit: Habit | undefined;
  private readonly opening: Balances;

  constructor(ctx: SutContext, habit: Habit | undefined, opening: Balances) {
    this.ctx = ctx;
    this.habit = habit;
    this.opening = opening;
  }

  recover(): void {
    if (this.habit === 'forgets-pending') return;
    if (this.habit === 'recovers-late') this.ctx.setTimer('lease', LEASE_MS);
    else this.begin();
  }

  private begin(): void {
    this.recovering = true;
    this.ctx.write('boots', 1);
    this.ctx.sync(() => this.askForPending());
  }

  private get boots(): number {
    return this.ctx.read('boots').length;
  }

  private askForPending(): void {
    this.ctx.send('c', 'pending?', this.boots);
    if (this.habit !== 'asks-once') this.ctx.setTimer('recovery', AGAIN_MS);
  }

  onRequest(operation: number, _f: string, input: unknown): void {
    const intent: Intent = { ...input as Transfer, operation };
    if (this.habit === 'keeps-lock' && this.held !== undefined) this.waiting.push(intent);
    else this.start(intent);
  }

  private start(intent: Intent): void {
    const { id, from, amount, operation } = intent;
    if (this.opening[from]! < amount) return this.ctx.answer(operation, 'fail', 'no cover');
    this.held = id;
    this.open.set(id, { intent, step: 'intent' });
    this.ctx.send('c', 'intent', intent);
    if (this.habit === 'says-unknown') this.ctx.setTimer(`unknown ${id}`, UNKNOWN_MS);
    if (this.habit !== 'keeps-lock') this.ctx.setTimer(id, AGAIN_MS);
  }

  onMessage(_from: string, what: string, body: unknown): void {
    if (what === 'pending') this.resume(body as { boots: number; intents: Intent[] });
    else if (what === 'kept') this.debit(body as string);
    else if (what === 'credited') this.finish(body as string);
    else if (what === 'known') this.hearKnown(body as { id: string; known: boolean });
  }

  private debit(id: string): void {
    const transfer = this.open.get(id);
    if (transfer?.step !== 'intent') return;
    const { from, amount, operation } = transfer.intent;
    transfer.step = 'debit';
    if (this.habit === 'promises-early') this.ctx.answer(operation, 'ok');
    this.ctx.write('ledger', { id, account: from, amount: -amount } satisfies Entry);
    if (this.habit === 'credits-early') this.credit(id);
    this.ctx.sync(() => {
      transfer.step = 'credit';
      if (this.habit !== 'credits-early') this.credit(id);
      if (this.habit === 'keeps-lock') this.ctx.setTimer(id, AGAIN_MS);
    });
  }

  private credit(id: string): void {
    const { to, amount } = this.open.get(id)!.intent;
    this.ctx.send('b', 'credit', { id, account: to, amount } satisfies Entry);
  }

  private finish(id: string): void {
    const transfer = this.open.get(id);
    if (transfer) this.close(transfer.intent, 'ok');
  }

  private close(intent: Intent, outcome: 'ok' | 'fail'): void {
    this.open.delete(intent.id);
    this.ctx.answer(intent.operation, outcome);
    this.ctx.send('c', 'done', intent.id);
    if (this.held !== intent.id) return;
    this.held = undefined;
    const next = this.waiting.shift();
    if (next) this.start(next);
  }

  /** What c knows of transfers that an earlier incarnation has begun. What was not debited never will be. */
  private resume({ boots, intents }: { boots: number; intents: Intent[] }): void {
    if (!this.recovering || boots !== this.boots) return;
    this.recovering = false;
    const debited = new Set(ledgerOf(this.ctx).map(({ id }) => id));
    for (const intent of intents.filter(({ id }) => !this.open.has(id))) {
      if (!debited.has(intent.id)) this.close(intent, 'fail');
      else if (this.habit === 'debits-again') {
        this.open.set(intent.id, { intent, step: 'intent' });
        this.debit(intent.id);
      } else {
        this.open.set(intent.id, { intent, step: 'credit' });
        this.creditAgain(intent.id);
        this.ctx.setTimer(intent.id, AGAIN_MS);
      }
    }
  }

  onTimer(name: string): void {
    if (name === 'lease') return this.begin();
    if (name === 'recovery') return this.recovering ? this.askForPending() : undefined;
    const transfer = this.open.get(name.replace('unknown ', ''));
    if (!transfer) return;
    if (name.startsWith('unknown ')) return this.ctx.answer(transfer.intent.operation, 'info', 'unknown');
    if (transfer.step === 'intent') this.intendAgain(transfer.intent);
    else if (transfer.step === 'credit' && this.habit === 'refunds') return this.refund(transfer.intent);
    else if (transfer.step === 'credit') this.creditAgain(name);
    this.ctx.setTimer(name, AGAIN_MS);
  }

  private intendAgain(intent: Intent): void {
    if (this.habit === 'starts-late') this.ctx.answer(intent.operation, 'fail', 'timeout');
    else this.ctx.send('c', 'intent', intent);
  }

  private creditAgain(id: string): void {
    if (this.habit === 'remembers-in-memory') this.ctx.send('b', 'known?', id);
    else this.credit(id);
  }

  private hearKnown({ id, known }: { id: string; known: boolean }): void {
    if (known) this.finish(id);
    else if (this.open.has(id)) this.credit(id);
  }

  private refund(intent: Intent): void {
    this.open.delete(intent.id);
    this.ctx.write('ledger', { id: intent.id, account: intent.from, amount: intent.amount } satisfies Entry);
    this.ctx.sync(() => this.close(intent, 'fail'));
  }
}

/** Holds the accounts that are paid; a transfer is credited once, however often it is sent. */
class Payee implements SutActor {
  private readonly seen = new Set<string>();
  private batch: Entry[] = [];
  private readonly ctx: SutContext;
  private readonly habit: Habit | undefined;

  constructor(ctx: SutContext, habit: Habit | undefined) {
    this.ctx = ctx;
    this.habit = habit;
  }

  onMessage(_from: string, what: string, body: unknown): void {
    if (what === 'known?') return this.tell(body as string);
    const entry = body as Entry;
    if (this.habit !== 'in-batches') return this.credit([entry]);
    if (this.batch.length === 0) this.ctx.setTimer('batch', BATCH_MS);
    this.batch.push(entry);
  }

  /** The last comes first. */
  onTimer(): void {
    const entries = this.batch.reverse();
    this.batch = [];
    this.credit(entries);
  }

  private credit(entries: readonly Entry[]): void {
    const ack = (): void => entries.forEach(({ id }) => this.ctx.send('a', 'credited', id));
    let news = false;
    for (const entry of entries) {
      if (this.isKnown(entry.id)) continue;
      this.seen.add(entry.id);
      this.ctx.write('ledger', entry);
      news = true;
    }
    if (!news && this.habit === 'no-ack-again') return;
    if (this.habit === 'acks-early') ack();
    this.ctx.sync(this.habit === 'acks-early' ? () => {} : ack);
  }

  private isKnown(id: string): boolean {
    if (this.habit === 'no-deduplication') return false;
    return this.habit === 'remembers-in-memory' ? this.seen.has(id) : ledgerOf(this.ctx).some(entry => entry.id === id);
  }

  private tell(id: string): void {
    const known = ledgerOf(this.ctx).some(entry => entry.id === id);
    this.ctx.sync(() => this.ctx.send('a', 'known', { id, known }));
  }

  onRequest(): void {}
}

/** Keeps what a intends, so that it can go on after a crash. */
class Keeper implements SutActor {
  private readonly ctx: SutContext;

  constructor(ctx: SutContext) {
    this.ctx = ctx;
  }

  onMessage(_from: string, what: string, body: unknown): void {
    if (what === 'done') return this.ctx.write('done', body);
    if (what === 'intent') return this.keep(body as Intent);
    const done = new Set(this.ctx.read('done'));
    this.ctx.send('a', 'pending', { boots: body, intents: this.intents.filter(({ id }) => !done.has(id)) });
  }

  private get intents(): readonly Intent[] {
    return this.ctx.read('intents') as readonly Intent[];
  }

  private keep(intent: Intent): void {
    if (!this.intents.some(({ id }) => id === intent.id)) this.ctx.write('intents', intent);
    this.ctx.sync(() => this.ctx.send('a', 'kept', intent.id));
  }

  onRequest(): void {}
}

/** A bank in three nodes: the transfers that are asked of it, at these instants, and what its build does in its own way. */
export interface Bank {
  readonly build: string;
  readonly transfers: readonly (Transfer & { readonly atMs: number })[];
  readonly opening: Balances;
  readonly habit: Habit | undefined;
}

export const PATIENCE_MS = 5_000;

export function bank({ build, transfers, opening, habit }: Bank): SutSystem<Books, Transfer> {
  const requests: SutRequest<Transfer>[] = transfers.map(({ atMs, ...transfer }) => ({ atMs, client: `client of ${transfer.id}`, to: 'a', f: 'transfer', input: transfer, timeoutMs: PATIENCE_MS }));
  return {
    name: build, nodes: ['a', 'b', 'c'], requests, lastsMs: 60_000,
    make: ctx => (ctx.id === 'a' ? new Payer(ctx, habit, opening) : ctx.id === 'b' ? new Payee(ctx, habit) : new Keeper(ctx)),
    end(durable) {
      const closing: Record<string, number> = { ...opening };
      for (const { account, amount } of [...durable('a', 'ledger'), ...durable('b', 'ledger')] as Entry[]) closing[account]! += amount;
      return { opening, closing };
    },
  };
}
