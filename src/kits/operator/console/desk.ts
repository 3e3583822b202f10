import { msToUs, type SimNode } from '../../../sim/index.ts';

/** Questions and actions that one person has in hand at a time. */
const HANDS = 4;

/** What takes an operator's time: no more than four things at once, the others in their order. */
export class Desk {
  private readonly node: SimNode;
  private readonly waiting: (() => void)[] = [];
  private inHand = 0;

  constructor(node: SimNode) {
    this.node = node;
  }

  /** Takes something in hand for as long as `begin` says, milliseconds, and answers what `finish` gives then. */
  do<T>(begin: () => number, finish: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        this.inHand++;
        this.node.after(msToUs(begin()), () => {
          this.inHand--;
          try {
            resolve(finish());
          } catch (error) {
            reject(error as Error);
          }
          this.waiting.shift()?.();
        });
      };
      if (this.inHand < HANDS) start();
      else this.waiting.push(start);
    });
  }
}
