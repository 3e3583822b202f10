import type { Handlers, NodeContext } from 'faultlab';
import type { BankAnswers, BankRequest } from '../contract';

/** One line of the bank's ledger. */
export type Entry = { readonly op: 'debit'; readonly id: string; readonly cents: number } | { readonly op: 'void'; readonly id: string };

/** Hears what the bank does. */
export interface Auditor {
  /** The ledger, as far as it is on the disk. */
  onDisk(entries: readonly Entry[]): void;
  said(request: BankRequest, answer: string): void;
}

/**
 * The bank. It handles one message after the other, about 5 ms each, and answers when what it says is on its disk. What
 * waits for it is lost if it dies.
 */
export class Bank implements Handlers {
  readonly done = new Set<string>();
  readonly voided = new Set<string>();
  readonly #ctx: NodeContext;
  readonly #auditor: Auditor;
  #entries: Entry[] = [];
  #last: Promise<unknown> = Promise.resolve();

  constructor(ctx: NodeContext, auditor: Auditor) {
    this.#ctx = ctx;
    this.#auditor = auditor;
  }

  async recover(): Promise<void> {
    this.#entries = await this.#ctx.disk.read('ledger') as Entry[];
    for (const { op, id } of this.#entries) (op === 'debit' ? this.done : this.voided).add(id);
    this.#auditor.onDisk(this.#entries);
  }

  onRequest(request: BankRequest): Promise<string> {
    const answer = this.#last.then(() => this.#handle(request));
    this.#last = answer;
    return answer;
  }

  async #handle(request: BankRequest): Promise<string> {
    const answer = await this.#answer(request);
    this.#auditor.said(request, answer);
    return answer;
  }

  async #answer(request: BankRequest): Promise<BankAnswers[BankRequest['op']]> {
    const { id } = request;
    switch (request.op) {
      case 'status': return this.done.has(id) ? 'done' : this.voided.has(id) ? 'voided' : 'never-seen';
      case 'debit': {
        if (this.voided.has(id)) return 'refused';
        await this.#store({ op: 'debit', id, cents: request.cents });
        this.done.add(id);
        return 'done';
      }
      case 'void': {
        if (this.done.has(id)) return 'already-done';
        if (!this.voided.has(id)) await this.#store({ op: 'void', id });
        this.voided.add(id);
        return 'voided';
      }
    }
  }

  async #store(entry: Entry): Promise<void> {
    await this.#ctx.disk.append('ledger', entry);
    await this.#ctx.disk.sync();
    this.#entries.push(entry);
    this.#auditor.onDisk(this.#entries);
  }
}
