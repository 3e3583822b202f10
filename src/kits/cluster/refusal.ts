import type { Message, SimNode } from '../../sim/index.ts';
import type { ErrorData } from '../errors.ts';

/** What a machine without a process answers a caller: a connection that is asked for is refused (RFC 9293, §3.5.2), so nothing was done. */
export const refusedBy = (node: SimNode): ErrorData => ({ kind: 'Refused', code: 'ConnectionRefused', message: `${node.id} refused the connection: no process listens there` });

/** Calls are refused; messages have nobody who waits for an answer. */
export function turnAwayCalls(node: SimNode): void {
  node.turnAway = ({ from, tag: { kind, call, method }, sendRow }: Message): void => {
    if (kind !== 'call') return;
    node.world.causeRow = sendRow;
    node.world.network.send(node, from, refusedBy(node), { kind: 'reply', call: call!, failed: true, ...(method === undefined ? {} : { method }) });
  };
}
