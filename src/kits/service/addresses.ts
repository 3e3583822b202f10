import type { Fault, FaultKind, World } from '../../sim/index.ts';
import type { Server } from './server.ts';

/** An instance gets another address. `takenBy`: a server that has the old one from the same instant on; absent: nobody has. */
export type MoveFault = Fault & { readonly node: string; readonly to: string; readonly takenBy?: string };

/** Which server is where, and which belong to which service. */
export class Addresses {
  private readonly servers = new Map<string, Server>();
  private readonly instances = new Map<string, readonly Server[]>();

  service(name: string, instances: Readonly<Record<string, Server>>): void {
    for (const [address, server] of Object.entries(instances)) this.servers.set(address, server);
    this.instances.set(name, Object.values(instances));
  }

  has(service: string): boolean {
    return this.instances.has(service);
  }

  at(address: string): Server | undefined {
    return this.servers.get(address);
  }

  /** Addresses at which instances of a service can be reached now, in no promised order. */
  of(service: string): string[] {
    const instances = this.instances.get(service) ?? [];
    return [...this.servers].filter(([, server]) => instances.includes(server)).map(([address]) => address);
  }

  move(server: Server, to: string, takenBy: Server | undefined): void {
    for (const [address, at] of this.servers) {
      if (at !== server) continue;
      if (takenBy) this.servers.set(address, takenBy);
      else this.servers.delete(address);
    }
    this.servers.set(to, server);
  }
}

export function defineMoves(world: World, addresses: Addresses, serverOf: (id: string) => Server): void {
  const move: FaultKind<MoveFault> = {
    start: (_world, { node, to, takenBy }) => addresses.move(serverOf(node), to, takenBy === undefined ? undefined : serverOf(takenBy)),
    sentence: ({ node, to, takenBy }) => `${node} moves to ${to}${takenBy === undefined ? '' : `, and ${takenBy} gets its old address`}`,
  };
  world.faults.define('move', move as unknown as FaultKind);
}
