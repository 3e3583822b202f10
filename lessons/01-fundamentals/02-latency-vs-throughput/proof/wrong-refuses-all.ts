// scenario: quiet-night
// message: no batch had failed
import { Refused } from 'faultlab';
import type { Row } from '../contract';

/** Promises nothing. */
export class WriteBatcher {
  async submit(_row: Row): Promise<void> {
    throw new Refused('Busy');
  }
}
