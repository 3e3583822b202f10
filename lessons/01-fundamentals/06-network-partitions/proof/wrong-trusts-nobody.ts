// scenario: dead-node
// message: A healthy node is thrown out

import type { Handlers } from 'faultlab';
import type { Side, Verdict } from '../contract';

/** Never claims anything that could turn out wrong. */
export class Prober implements Handlers {
  onMessage(): void {}

  onTimer(): void {}

  verdict(): Verdict {
    return 'unreachable';
  }

  side(): Side {
    return 'cut-off';
  }
}
