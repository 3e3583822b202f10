// scenario: calm
// message: never heard a word
import { Refused, type Handlers } from 'faultlab';

export class Door implements Handlers {
  async onRequest(): Promise<never> {
    throw new Refused('closed');
  }
}
