// scenario: rush-at-one-door
// message: heard "sold-out"
import type { NodeContext } from 'faultlab';
import type { Answer, Sell } from '../contract';

/** A third for everybody, and no more. */
export class TicketOffice {
  private readonly free: number[];

  constructor(ctx: NodeContext, seats: number[]) {
    const offices = [ctx.id, ...ctx.peers].sort();
    this.free = seats.filter((_, index) => index % offices.length === offices.indexOf(ctx.id));
  }

  async onRequest(_request: Sell): Promise<Answer> {
    const seat = this.free.pop();
    return seat === undefined ? 'sold-out' : { seat };
  }
}
