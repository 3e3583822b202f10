import type { OpenBar, TimelinePicture } from '../../../sim/index.ts';

/** Draws the transactions of a server: what each does, when it waits for a lock, how long its commit takes and how it ends. */
export class TransactionsPicture {
  private readonly timeline: TimelinePicture;
  private readonly bars = new Map<object, OpenBar>();

  constructor(timeline: TimelinePicture) {
    this.timeline = timeline;
  }

  /** `transaction`: whatever stands for it; `from`: the process that asks. */
  does(transaction: object, from: string, statement: string): void {
    this.bars.get(transaction)?.end();
    this.bars.set(transaction, this.timeline.begin(from, '', statement));
  }

  waits(transaction: object): void {
    this.turn(transaction, 'waits for a lock');
  }

  commits(transaction: object): void {
    this.turn(transaction, 'commits');
  }

  /** It goes on after a wait. */
  resumes(transaction: object): void {
    this.turn(transaction, '', 'neutral');
  }

  committed(transaction: object, xid: number | undefined): void {
    this.end(transaction, { text: xid === undefined ? 'ended' : `committed as ${xid}`, tone: 'good' });
  }

  rolledBack(transaction: object): void {
    this.end(transaction, { text: 'rolled back', tone: 'bad' });
  }

  /** The server has died with all that was open. */
  died(): void {
    for (const transaction of [...this.bars.keys()]) this.rolledBack(transaction);
  }

  private turn(transaction: object, text: string, tone: 'waiting' | 'neutral' = 'waiting'): void {
    const bar = this.bars.get(transaction);
    if (bar) this.bars.set(transaction, bar.turn(text, tone));
  }

  private end(transaction: object, how: { readonly text: string; readonly tone: 'good' | 'bad' }): void {
    this.bars.get(transaction)?.end(how);
    this.bars.delete(transaction);
  }
}
