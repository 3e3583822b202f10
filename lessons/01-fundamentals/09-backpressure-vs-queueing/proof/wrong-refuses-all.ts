// scenario: steady
// message: clients got nothing

import { Busy } from 'faultlab';

/** Is never overloaded. */
export class Intake {
  async handle(): Promise<never> {
    throw new Busy(1_000);
  }
}
