import type { NodeId } from './api.ts';
import type { CallOptions } from './calls.ts';
import type { Machine } from './machine.ts';

/** What a given actor is asked by way of a dependency. Faults aim at `op`. */
export interface Asking<Request = unknown> {
  readonly op: string;
  readonly request: Request;
}

/** One thing that a given actor does, as learner code calls it. Without `timeoutMs` a call waits for ever. */
export function dependency({ node, calls }: Machine, id: NodeId, op: string): { readonly name: NodeId; call(request: unknown, options?: CallOptions): Promise<unknown> } {
  return Object.freeze({ name: id, call: call.bind(undefined) });

  function call(request: unknown, options: CallOptions = {}): Promise<unknown> {
    return calls.ask(node.world.node(id), { op, request } satisfies Asking, options);
  }
}
