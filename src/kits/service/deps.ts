import type { SimNode } from '../../sim/index.ts';
import type { Calls } from '../cluster/calls.ts';
import type { Addresses } from './addresses.ts';
import type { CallOptions, Dep, Service } from './api.ts';
import type { Server } from './server.ts';
import type { AttemptTag } from './serving.ts';

/** What handlers may call, as they are given it: `Dep`, `Service`, or what a submodule offers. */
export type Deps = Readonly<Record<string, unknown>>;

type Addressed = { readonly service: string; readonly addresses: Addresses; readonly nowhere: SimNode };

/** Something with methods of its own. `make`: for the handler of one request. */
export interface Offered {
  readonly offered: string;
  make(calls: Calls, request: number): unknown;
}

/** A server, a service whose instances are found by their addresses, or what a submodule offers. */
export type Dependency = Server | Addressed | Offered;

type Tag = { -readonly [K in 'request' | 'attempt']: AttemptTag[K] };

/** What the handler of one request may call: attempts are counted per request and dependency. */
export function depsOf(request: number, calls: Calls, dependencies: readonly Dependency[]): Deps {
  const deps: Record<string, unknown> = {};
  for (const dependency of dependencies) {
    const tag: Tag = { request, attempt: 0 };
    if ('service' in dependency) deps[dependency.service] = Object.freeze<Service>({ name: dependency.service, at: at.bind(undefined, calls, dependency, tag) as Service['at'] });
    else if ('offered' in dependency) deps[dependency.offered] = dependency.make(calls, request);
    else deps[dependency.node.id] = depOf(dependency.node.id, () => dependency, dependency.node, calls, tag);
  }
  return deps;
}

function at(calls: Calls, { addresses, nowhere }: Addressed, tag: Tag, address: string): Dep {
  return depOf(String(address), () => addresses.at(address), nowhere, calls, tag);
}

/** `find`: whoever answers at the instant of a call; nobody: `nowhere`, from which no answer comes. */
function depOf(name: string, find: () => Server | undefined, nowhere: SimNode, calls: Calls, tag: Tag): Dep {
  return Object.freeze<Dep>({ name, call: call.bind(undefined, calls, find, nowhere, tag) as Dep['call'] });
}

function call(calls: Calls, find: () => Server | undefined, nowhere: SimNode, tag: Tag, body: unknown, options: CallOptions = {}): Promise<unknown> {
  const server = find();
  const method = server?.spec.method;
  return calls.ask(server?.node ?? nowhere, body, options, { ...tag, attempt: tag.attempt++, ...(method === undefined ? {} : { method }) } as Omit<AttemptTag, 'kind' | 'call'>);
}
