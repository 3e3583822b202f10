import { type Fault, type FaultKind, msToUs, type SimNode, type World } from '../../sim/index.ts';
import type { NodeId } from './api.ts';
import type { ActorProcess } from './process.ts';

/** A process is told to stop, killed after `graceMs` and started afresh when the fault ends. */
export type StopFault = Fault & { readonly node: NodeId; readonly graceMs: number };

/** Adds stop notices to the faults that a world knows. */
export function defineStops(world: World): void {
  const stop: FaultKind<StopFault> = {
    start(_world, { node: id, graceMs }) {
      const node = world.node(id);
      const { incarnation } = node;
      if (node.state !== 'down') node.after(0, tell, node);
      world.after(msToUs(graceMs), () => {
        if (node.incarnation === incarnation) node.crash();
      });
    },
    end: (_world, { node }) => world.node(node).start(),
    sentence: ({ node, graceMs }) => `${node} is told to stop and killed ${Math.round(graceMs / 100) / 10} s later`,
    over: 'is back',
  };
  world.faults.define('stop', stop as unknown as FaultKind);
}

function tell(node: SimNode): void {
  (node.process as ActorProcess).stop();
}
