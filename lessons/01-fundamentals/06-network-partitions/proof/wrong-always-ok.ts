// scenario: clean-split
// message: claimed to be on the side of the majority

import type { Handlers } from 'faultlab';
import type { Side, Verdict } from '../contract';

/** Never worries. */
export class Prober implements Handlers {
  onMessage(): void {}

  onTimer(): void {}

  verdict(): Verdict {
    return 'ok';
  }

  side(): Side {
    return 'majority';
  }
}
