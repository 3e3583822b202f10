// scenario: calm
// message: left without an answer
import { Refused, type Handlers } from 'faultlab';

export class GuestBook implements Handlers {
  async onRequest(): Promise<never> {
    throw new Refused('closed');
  }
}
