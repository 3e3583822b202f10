import type { NodeContext, NodeId } from 'faultlab';
import type { Answer, Sell } from './contract';

/** What an office asks another one for. */
type Loan = { readonly op: 'lend'; readonly loanId: string };

/** One ticket office. Every office runs this program, and all sell seats of the same concert. */
export class TicketOffice {
  private readonly free: Set<number>;
  /** Loans that this office has answered: a repeated request gets the same answer again. */
  private readonly given = new Map<string, number[]>();
  private readonly asking = new Map<NodeId, Promise<number[]>>();
  private loans = 0;

  constructor(private readonly ctx: NodeContext, seats: number[]) {
    this.free = new Set(seats);
  }

  async onRequest(request: Sell | Loan): Promise<Answer | number[]> {
    if (request.op === 'lend') return this.lend(request);
    // TODO: three offices run this, and each has a set of its own.
    for (const seat of this.free) {
      this.free.delete(seat);
      return { seat };
    }
    return 'sold-out';
  }

  /** Which seats to part with. Whoever gets them owns them from then on. */
  private lend({ loanId }: Loan): number[] {
    const before = this.given.get(loanId);
    if (before) return before;
    const seats: number[] = []; // TODO: none, so far
    for (const seat of seats) this.free.delete(seat);
    this.given.set(loanId, seats);
    return seats;
  }

  /**
   * Asks another office for seats and waits for them at most `timeoutMs`; seats that come later are kept for the next
   * buyer. Finished: an answer that was lost is asked for again under the same id, so no seat disappears on the way,
   * and a silent office is asked by one loan at a time.
   */
  private askPeer(peer: NodeId, timeoutMs: number): Promise<number[]> {
    let seats = this.asking.get(peer);
    if (!seats) {
      seats = this.fetchFrom(peer).finally(() => this.asking.delete(peer));
      this.asking.set(peer, seats);
    }
    const tooLate = new Promise<number[]>(resolve => setTimeout(() => resolve([]), timeoutMs));
    return Promise.race([seats, tooLate]);
  }

  private async fetchFrom(peer: NodeId): Promise<number[]> {
    const loanId = `${this.ctx.id}-${++this.loans}`;
    for (;;) {
      try {
        const seats = await this.ctx.call<number[]>(peer, { op: 'lend', loanId } satisfies Loan, { timeoutMs: 4_000 });
        for (const seat of seats) this.free.add(seat);
        return seats;
      } catch {
        // Silence: the peer may have given them to us. Ask again.
      }
    }
  }
}
