// scenario: one-crash
// message: with the same ticket
import type { Handlers } from 'faultlab';
import type { Answer, Request } from '../contract';

export class Door implements Handlers {
  private readonly bearers = new Map<string, string>();

  async onRequest({ ticket, visitor }: Request): Promise<Answer> {
    const bearer = this.bearers.get(ticket) ?? visitor;
    this.bearers.set(ticket, bearer);
    return bearer === visitor ? 'enter' : 'used';
  }
}
