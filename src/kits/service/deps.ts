import type { SimNode } from '../../sim/index.ts';
import type { Calls } from '../cluster/calls.ts';
import type { Addresses } from './addresses.ts';
import type { CallOptions, Dep, Service } from './api.ts';
import type { Core } from './core.ts';
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

export interface Calling {
  /** Absent: calls take no time of the process. */
  readonly core?: Core | undefined;
  /** The handler works on this attempt of the request: what it asks for is told from what other attempts ask for. */
  readonly attempt?: number;
}

/** Attempts that one handler of a request makes at a dependency, at most. */
const ATTEMPTS_OF_A_HANDLER = 1_000;

/** What the handler of one request may call: attempts are counted per request and dependency. */
export function depsOf(request: number, calls: Calls, dependencies: readonly Dependency[], { core, attempt = 0 }: Calling = {}): Deps {
  const deps: Record<string, unknown> = {};
  for (const dependency of dependencies) {
    const tag: Tag = { request, attempt: attempt * ATTEMPTS_OF_A_HANDLER };
    if ('service' in dependency) deps[dependency.service] = Object.freeze<Service>({ name: dependency.service, at: at.bind(undefined, { calls, core, tag }, dependency) as Service['at'] });
    else if ('offered' in dependency) deps[dependency.offered] = dependency.make(calls, request);
    else deps[dependency.node.id] = depOf({ calls, core, tag }, dependency.node.id, () => dependency, dependency.node);
  }
  return deps;
}

/** Who asks. */
interface Caller {
  readonly calls: Calls;
  readonly core: Core | undefined;
  readonly tag: Tag;
}

function at(caller: Caller, { addresses, nowhere }: Addressed, address: string): Dep {
  return depOf(caller, String(address), () => addresses.at(address), nowhere);
}

/** `find`: whoever answers at the instant of a call; nobody: `nowhere`, from which no answer comes. */
function depOf(caller: Caller, name: string, find: () => Server | undefined, nowhere: SimNode): Dep {
  return Object.freeze<Dep>({ name, call: call.bind(undefined, caller, find, nowhere) as Dep['call'] });
}

function call({ calls, core, tag }: Caller, find: () => Server | undefined, nowhere: SimNode, body: unknown, options: CallOptions = {}): Promise<unknown> {
  const attempt = tag.attempt++;
  const ask = (): Promise<unknown> => {
    const server = find();
    const method = server?.spec.method;
    const { timeoutMs, signal, priority, headers } = options;
    return calls.ask(server?.node ?? nowhere, body, { timeoutMs, signal, tells: Boolean(server?.spec.honoursAbort) }, { ...tag, attempt, ...(method === undefined ? {} : { method }), ...(priority === undefined ? {} : { priority }), ...(headers ? { headers: textsOf(headers) } : {}) } as Omit<AttemptTag, 'kind' | 'call'>);
  };
  return core ? core.spend(ask) : ask();
}

const textsOf = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.freeze(Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])));
