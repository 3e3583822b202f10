// scenario: balance
// message: nobody can find the key
import type { KeyPlacement } from '../contract';

export class Placement implements KeyPlacement {
  owners(): string[] {
    return [];
  }
}
