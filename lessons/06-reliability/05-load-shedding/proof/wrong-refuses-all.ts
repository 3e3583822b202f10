// scenario: busy
// message: was refused at
// message: the server began nothing
import type { Doorkeeper } from '../contract';

export class Gate implements Doorkeeper {
  arrive(): 'queue' | 'reject' {
    return 'reject';
  }

  next(): string | null {
    return null;
  }

  done(): void {}
}
