// scenario: one-machine
// message: chairs stayed empty
import type { Answer } from '../contract';

/** Never wrong, never useful. */
export class TicketOffice {
  async onRequest(): Promise<Answer> {
    return 'busy';
  }
}
