import { percent } from '../../check/finding.ts';
import type { Fault, FaultKind, World } from '../../sim/index.ts';
import type { ActorProcess } from '../cluster/process.ts';
import type { AnswersFault } from './answers.ts';
import type { HiccupsFault } from './hiccups.ts';
import type { Server } from './server.ts';

/** A server is left with a share of its workers. */
export type CapacityFault = Fault & { readonly node: string; readonly factor: number };

/** A server takes `factor` times as long for whatever it begins. It notices nothing itself: checks find it well. */
export type SlowdownFault = Fault & { readonly node: string; readonly factor: number };

/**
 * The links between processes and a server are down. When they are up again, every call that is open over them is
 * reset at that instant.
 */
export type DisconnectFault = Fault & { readonly from: readonly string[]; readonly to: readonly string[] };

/** Adds the faults of servers to those that a world knows. */
export function defineServerFaults(world: World, serverOf: (id: string) => Server): void {
  const capacity: FaultKind<CapacityFault> = {
    start: (_world, { node, factor }) => serverOf(node).scale(factor),
    end: (_world, { node, factor }) => serverOf(node).restore(factor),
    sentence: ({ node, factor }) => `${node} has ${percent(factor)} of its capacity`,
  };
  const slowdown: FaultKind<SlowdownFault> = {
    start: (_world, { node, factor }) => serverOf(node).slow(factor),
    end: (_world, { node, factor }) => serverOf(node).hasten(factor),
    sentence: ({ node, factor }) => `${node} takes ${factor} times as long for everything`,
  };
  const hiccups: FaultKind<HiccupsFault> = {
    start(_world, fault) {
      for (const id of fault.nodes) serverOf(id).hiccups.add(fault, world.keyed(`hiccups of ${id} in ${fault.id}`));
    },
    end(_world, fault) {
      for (const id of fault.nodes) serverOf(id).hiccups.remove(fault);
    },
    sentence: ({ nodes, rate, factor }) => `${percent(rate)} of the work at ${nodes.join(', ')} takes ${factor} times as long`,
  };
  const answers: FaultKind<AnswersFault> = {
    start(_world, fault) {
      const server = serverOf(fault.node);
      server.answers.add(fault, world.keyed(`answers of ${fault.id}`));
      server.conditionChanged();
    },
    end(_world, fault) {
      const server = serverOf(fault.node);
      server.answers.remove(fault);
      server.conditionChanged();
    },
    sentence: ({ node, rate, per, status, code, retryAfterMs }) =>
      `${node} answers ${percent(rate)} of the ${per}s with ${status} (${code})${retryAfterMs ? ' and says when to come back' : ''}`,
  };
  for (const [kind, carriedOutBy] of Object.entries({ capacity, slowdown, hiccups, answers, disconnect })) world.faults.define(kind, carriedOutBy as unknown as FaultKind);
}

const disconnect: FaultKind<DisconnectFault> = {
  start(world, fault) {
    for (const link of linksOf(world, fault)) link.cuts++;
  },
  end(world, fault) {
    for (const link of linksOf(world, fault)) link.cuts--;
    for (const id of fault.from) {
      const node = world.node(id);
      if (node.state !== 'down') node.after(0, resetCalls, node.process, fault.to.map(to => world.node(to)));
    }
  },
  sentence: ({ from, to }) => `${from.length === 1 ? `${from[0]} is` : `${from.length} processes are`} cut off from ${to.join(', ')} (open calls are reset afterwards)`,
};

const linksOf = (world: World, { from, to }: DisconnectFault) =>
  from.flatMap(a => to.flatMap(b => [world.network.link(world.node(a), world.node(b)), world.network.link(world.node(b), world.node(a))]));

function resetCalls(process: ActorProcess, servers: readonly Parameters<ActorProcess['calls']['reset']>[0][]): void {
  for (const server of servers) process.calls.reset(server);
}
