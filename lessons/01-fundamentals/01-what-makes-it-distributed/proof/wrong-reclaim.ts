// scenario: echo
// message: was sold by
import type { NodeContext, NodeId } from 'faultlab';
import type { Answer, Sell } from '../contract';

type Ask = { op: 'ask'; loanId: string };
type Offer = { op: 'offer'; loanId: string; seats: number[] };
type Thanks = { op: 'thanks'; loanId: string };

/** Lends seats by message, and takes them back when the borrower does not say thanks in time. */
export class TicketOffice {
  private readonly free: Set<number>;
  private readonly lent = new Map<string, { seats: number[]; thanked: boolean }>();
  private loans = 0;

  constructor(private readonly ctx: NodeContext, seats: number[]) {
    const offices = [ctx.id, ...ctx.peers].sort();
    this.free = new Set(seats.filter((_, index) => index % offices.length === offices.indexOf(ctx.id)));
  }

  async onRequest(_request: Sell): Promise<Answer> {
    for (let wait = 0; wait < 8 && this.free.size === 0; wait++) {
      if (wait % 4 === 0) for (const peer of this.ctx.peers) this.ctx.send(peer, { op: 'ask', loanId: `${this.ctx.id}-${++this.loans}` } satisfies Ask);
      await new Promise<void>(resolve => setTimeout(() => resolve(), 100));
    }
    for (const seat of this.free) {
      this.free.delete(seat);
      return { seat };
    }
    return 'busy';
  }

  onMessage(from: NodeId, message: unknown): void {
    const m = message as Ask | Offer | Thanks;
    if (m.op === 'ask') this.offer(from, m.loanId);
    else if (m.op === 'thanks') {
      const loan = this.lent.get(m.loanId);
      if (loan) loan.thanked = true;
    } else {
      for (const seat of m.seats) this.free.add(seat);
      this.ctx.send(from, { op: 'thanks', loanId: m.loanId } satisfies Thanks);
    }
  }

  onTimer(loanId: string): void {
    const loan = this.lent.get(loanId);
    if (loan && !loan.thanked) for (const seat of loan.seats) this.free.add(seat);
  }

  private offer(to: NodeId, loanId: string): void {
    if (this.lent.has(loanId)) return;
    const seats = [...this.free].slice(0, Math.ceil(this.free.size / 2));
    for (const seat of seats) this.free.delete(seat);
    this.lent.set(loanId, { seats, thanked: false });
    this.ctx.send(to, { op: 'offer', loanId, seats } satisfies Offer);
    this.ctx.setTimer(loanId, 1_000);
  }
}
