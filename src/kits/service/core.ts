import { msToUs, US_PER_MS, type SimNode } from '../../sim/index.ts';

/**
 * The one processor of a process. Every call takes some of its time before it leaves, and they leave one after the other;
 * the chart `Calls waiting for the core` shows for how long the last one waited.
 */
export class Core {
  private readonly node: SimNode;
  private readonly callUs: number;
  private freeUs = 0;

  constructor(node: SimNode, callMs: number) {
    this.node = node;
    this.callUs = msToUs(callMs);
  }

  /** Asks when the core has got round to it. */
  spend<T>(ask: () => Promise<T>): Promise<T> {
    const { node, callUs } = this;
    const { world } = node;
    const startUs = Math.max(world.nowUs, this.freeUs);
    this.freeUs = startUs + callUs;
    world.history.sample(`Calls waiting for the core/${node.id}`, 'ms', (startUs - world.nowUs) / US_PER_MS);
    return new Promise((resolve, reject) => {
      node.after(this.freeUs - world.nowUs, () => void ask().then(resolve, reject));
    });
  }
}
