// scenario: dark-office
// message: one machine stopped three
import type { NodeContext, NodeId } from 'faultlab';
import type { Answer, Sell } from '../contract';

/** The first office owns all seats, the others ask it for each sale. */
export class TicketOffice {
  private readonly owner: NodeId;
  private readonly free: Set<number>;
  private readonly sold = new Map<string, Answer>();

  constructor(private readonly ctx: NodeContext, seats: number[]) {
    this.owner = [ctx.id, ...ctx.peers].sort()[0]!;
    this.free = new Set(seats);
  }

  async onRequest(request: Sell): Promise<Answer> {
    if (this.ctx.id === this.owner) return this.sell(request.saleId);
    try {
      return await this.ctx.call<Answer>(this.owner, request, { timeoutMs: 800 });
    } catch {
      return 'busy';
    }
  }

  private sell(saleId: string): Answer {
    const before = this.sold.get(saleId);
    if (before) return before;
    for (const seat of this.free) {
      this.free.delete(seat);
      const answer = { seat };
      this.sold.set(saleId, answer);
      return answer;
    }
    return 'busy';
  }
}
