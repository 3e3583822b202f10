import type { NodeContext, NodeId } from 'faultlab';
import type { Answer, Sell } from './contract';

type Loan = { readonly op: 'lend'; readonly loanId: string };

/** Every office owns a share of the seats, sells only what it owns, and borrows when it runs out. */
export class TicketOffice {
  private readonly free: Set<number>;
  private readonly given = new Map<string, number[]>();
  private readonly asking = new Map<NodeId, Promise<number[]>>();
  private loans = 0;

  constructor(private readonly ctx: NodeContext, seats: number[]) {
    const offices = [ctx.id, ...ctx.peers].sort();
    const mine = offices.indexOf(ctx.id);
    this.free = new Set(seats.filter((_, index) => index % offices.length === mine));
  }

  async onRequest(request: Sell | Loan): Promise<Answer | number[]> {
    if (request.op === 'lend') return this.lend(request);
    if (this.free.size === 0) await this.borrow();
    for (const seat of this.free) {
      this.free.delete(seat);
      return { seat };
    }
    return 'busy';
  }

  /** Half of what is left: the borrower need not come back for each buyer. */
  private lend({ loanId }: Loan): number[] {
    const before = this.given.get(loanId);
    if (before) return before;
    const seats = [...this.free].slice(0, Math.ceil(this.free.size / 2));
    for (const seat of seats) this.free.delete(seat);
    this.given.set(loanId, seats);
    return seats;
  }

  /** Asks all peers at once and goes on with the first seats that come. */
  private borrow(): Promise<void> {
    return new Promise(resolve => {
      let open = this.ctx.peers.length;
      if (open === 0) resolve();
      for (const peer of this.ctx.peers) {
        void this.askPeer(peer, 800).then(seats => {
          open--;
          if (seats.length > 0 || open === 0) resolve();
        });
      }
    });
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
