// scenario: dark-office
// message: was dead since
import type { NodeContext } from 'faultlab';
import type { Answer, Sell } from '../contract';

type Claim = { op: 'claim'; seat: number; saleId: string };

/** A seat is sold when every other office has agreed. */
export class TicketOffice {
  private readonly taken = new Map<number, string>();
  private readonly order: number[];

  constructor(private readonly ctx: NodeContext, seats: number[]) {
    const offices = [ctx.id, ...ctx.peers].sort();
    const mine = offices.indexOf(ctx.id);
    this.order = [...seats].sort((a, b) => Number(b % offices.length === mine) - Number(a % offices.length === mine));
  }

  async onRequest(request: Sell | Claim): Promise<Answer | boolean> {
    if (request.op === 'claim') return this.claim(request.seat, request.saleId);
    for (const seat of this.order) {
      if (!this.claim(seat, request.saleId)) continue;
      const votes = await Promise.all(this.ctx.peers.map(peer => this.ask(peer, { op: 'claim', seat, saleId: request.saleId })));
      if (votes.every(Boolean)) return { seat };
    }
    return 'busy';
  }

  private async ask(peer: string, claim: Claim): Promise<boolean> {
    for (;;) {
      try {
        return await this.ctx.call<boolean>(peer, claim, { timeoutMs: 500 });
      } catch {
        // No answer yet: all must agree, so ask again.
      }
    }
  }

  private claim(seat: number, saleId: string): boolean {
    const owner = this.taken.get(seat);
    if (owner !== undefined) return owner === saleId;
    this.taken.set(seat, saleId);
    return true;
  }
}
