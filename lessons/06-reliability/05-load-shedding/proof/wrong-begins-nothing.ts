// scenario: busy
// message: was neither refused nor begun until its user left
// message: the server began nothing
import type { Doorkeeper } from '../contract';

export class Gate implements Doorkeeper {
  arrive(): 'queue' | 'reject' {
    return 'queue';
  }

  next(): string | null {
    return null;
  }

  done(): void {}
}
