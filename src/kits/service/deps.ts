import type { Calls } from '../cluster/calls.ts';
import type { CallOptions, Dep } from './api.ts';
import type { Server } from './server.ts';
import type { AttemptTag } from './serving.ts';

type Tag = { -readonly [K in 'method' | 'request' | 'attempt']: AttemptTag[K] };

/** What the handler of one request may call: attempts are counted per request and server. */
export function depsOf(request: number, calls: Calls, servers: readonly Server[]): Readonly<Record<string, Dep>> {
  const deps: Record<string, Dep> = {};
  for (const server of servers) {
    const tag: Tag = { method: server.spec.method, request, attempt: 0 };
    deps[server.node.id] = Object.freeze<Dep>({ name: server.node.id, call: call.bind(undefined, calls, server, tag) as Dep['call'] });
  }
  return deps;
}

function call(calls: Calls, { node }: Server, tag: Tag, body: unknown, options: CallOptions = {}): Promise<unknown> {
  return calls.ask(node, body, options, { ...tag, attempt: tag.attempt++ } as Omit<AttemptTag, 'kind' | 'call'>);
}
