import type { NodeContext, NodeId } from 'faultlab';
import type { Answer, Sell } from '../contract';

/** What an office asks another one for. */
type Loan = { readonly op: 'lend'; readonly loanId: string };

/** One ticket office. Every office runs this program, and all sell seats of the same concert. */
export class TicketOffice {
  private readonly free: Set<number>;
  /** Loans that this office has answered: a repeated request gets the same answer again. */
  private readonly given = new Map<string, number[]>();
  private readonly asking = new Map<NodeId, Promise<number[]>>();
  private loans = 0;

  /** Answers by buyer: a request that arrives twice must not cost a second seat. */
  private readonly answers = new Map<string, Promise<Answer>>();
  private readonly total: number;
  private sold = 0;

  constructor(private readonly ctx: NodeContext, seats: number[]) {
    // Every office computes the same split, so each seat has exactly one owner from the start.
    const offices = [ctx.id, ...ctx.peers].sort();
    const mine = offices.indexOf(ctx.id);
    this.total = seats.length;
    this.free = new Set(seats.filter((_, i) => i % offices.length === mine));
  }

  async onRequest(request: Sell | Loan): Promise<Answer | number[]> {
    if (request.op === 'lend') return this.lend(request);
    let answer = this.answers.get(request.saleId);
    if (!answer) {
      answer = this.sell();
      this.answers.set(request.saleId, answer);
    }
    return answer;
  }

  private async sell(): Promise<Answer> {
    let late = false;
    let timeUp: Promise<void> | undefined;
    for (;;) {
      for (const seat of this.free) {
        this.free.delete(seat);
        this.sold++;
        return { seat };
      }
      // Only certain when this office sold every seat itself; otherwise somebody else may still own one.
      if (this.sold === this.total) return 'sold-out';
      if (late) return 'busy';
      timeUp ??= new Promise<void>(resolve => setTimeout(() => { late = true; resolve(); }, 800));
      const came = await Promise.race([timeUp, this.anySeats()]);
      if (!came && this.free.size === 0) return 'busy';
    }
  }

  /** True as soon as one peer sent seats, false when all have answered with none. */
  private anySeats(): Promise<boolean> {
    return new Promise(resolve => {
      let open = this.ctx.peers.length;
      if (open === 0) resolve(false);
      for (const peer of this.ctx.peers) {
        void this.askPeer(peer, 800).then(seats => {
          open--;
          if (seats.length > 0) resolve(true);
          else if (open === 0) resolve(false);
        });
      }
    });
  }

  /** Which seats to part with. Whoever gets them owns them from then on. */
  private lend({ loanId }: Loan): number[] {
    const before = this.given.get(loanId);
    if (before) return before;
    // Half, so that both can go on selling if the link breaks; rounded up, so that the last seat can move too.
    const seats = [...this.free].slice(0, Math.ceil(this.free.size / 2));
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
