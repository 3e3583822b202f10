import { hook, type SimNode } from '../../sim/index.ts';
import type { ErrorData } from '../errors.ts';
import { type Calls, resetBy } from './calls.ts';

/** What a machine without a process answers a caller: a connection that is asked for is refused (RFC 9293, §3.5.2), so nothing was done. */
export const refusedBy = (node: SimNode): ErrorData => ({ kind: 'Refused', code: 'ConnectionRefused', message: `${node.id} refused the connection: no process listens there` });

/** Calls are refused; messages have nobody who waits for an answer. */
export function turnAwayCalls(node: SimNode): void {
  hook(node, {
    turnAway({ from, tag: { kind, call }, sendRow }) {
      if (kind !== 'call') return;
      node.world.causeRow = sendRow;
      fail(node, from, call!, refusedBy(node));
    },
  });
}

/** Its process has died: the machine closes the connections of all calls that are open, those on their way among them. */
export function resetCalls(node: SimNode): void {
  for (const caller of node.world.nodes) {
    const calls = (caller.process as { readonly calls?: Calls } | undefined)?.calls;
    for (const call of calls?.openTo(node) ?? []) fail(node, caller, call, resetBy(node));
  }
}

function fail(node: SimNode, caller: SimNode, call: number, error: ErrorData): void {
  node.world.network.send(node, caller, error, { kind: 'reply', call, failed: true });
}
