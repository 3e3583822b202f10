// scenario: one-machine
// message: had no answer from
// message: chairs stayed empty
import type { Answer } from '../contract';

/** Whoever waits has not been refused. */
export class TicketOffice {
  onRequest(): Promise<Answer> {
    return new Promise(() => {});
  }
}
