import { type Fault, type FaultKind, msToUs, type World } from '../../../sim/index.ts';
import type { LogBroker } from './broker.ts';
import type { Partition } from './partition.ts';
import type { LogState } from './state.ts';

/** A partition has no leader for a while; what only the old one had is gone. */
export type LeaderFault = Fault & { readonly topic: string; readonly partition: number };
/** A topic has more partitions from now on: keys may go to other ones than before. */
export type GrowFault = Fault & { readonly topic: string; readonly to: number };
/** Records of the last `sinceMs` are appended once more, with new offsets: an upstream restored a backup. */
export type RepublishFault = Fault & { readonly topic: string; readonly sinceMs: number };
/** What is older than `keepMs` is deleted. */
export type RetentionFault = Fault & { readonly topic: string; readonly keepMs: number };
/** A transaction is open in a partition and nobody ends it, as long as the fault lasts (KIP-890 tells how that happened). */
export type HangingFault = Fault & { readonly topic: string; readonly partition: number };
/** `rebalance`: everybody in a group takes part in a new round. `rewind`: everybody is out, and the group's positions go back to the beginning. */
export type GroupFault = Fault & { readonly group: string };

/** Faults of a log, carried out on its present broker. */
export function defineLogFaults(world: World, state: LogState, broker: () => LogBroker): void {
  const partitionsOf = (topic: string): Partition[] => state.topics.get(topic) ?? unknown(topic);
  const of = ({ topic, partition }: { readonly topic: string; readonly partition: number }): Partition => partitionsOf(topic)[partition] ?? unknown(`${topic}-${partition}`);
  const leader: FaultKind<LeaderFault> = {
    start: (_world, fault) => broker().loseLeader(of(fault)),
    end(_world, fault) {
      of(fault).leaderless = false;
      broker().replicated(of(fault));
    },
    sentence: ({ topic, partition }) => `${topic}-${partition} loses its leader`,
  };
  const grow: FaultKind<GrowFault> = {
    start(_world, { topic, to }) {
      state.grow(topic, to);
      for (const name of state.groups.keys()) broker().coordinator(name).begin();
    },
    sentence: ({ topic, to }) => `${topic} gets ${to} partitions`,
  };
  const republish: FaultKind<RepublishFault> = {
    start({ nowUs }, { topic, sinceMs }) {
      for (const partition of partitionsOf(topic)) {
        for (const record of partition.since(nowUs - msToUs(sinceMs))) broker().append(partition, record);
        broker().replicated(partition);
      }
    },
    sentence: ({ topic, sinceMs }) => `What was appended to ${topic} in the last ${Math.round(sinceMs / 1000)} s is published again`,
  };
  const retention: FaultKind<RetentionFault> = {
    start({ nowUs }, { topic, keepMs }) {
      for (const partition of partitionsOf(topic)) partition.dropBefore(nowUs - msToUs(keepMs));
      state.picture?.show();
    },
    sentence: ({ topic, keepMs }) => `What is older than ${Math.round(keepMs / 1000)} s is deleted from ${topic}`,
  };
  const hanging: FaultKind<HangingFault> = {
    start: (_world, fault) => of(fault).hang(NOBODY),
    end({ nowUs }, fault) {
      of(fault).end(NOBODY, false, nowUs);
      broker().wake();
    },
    sentence: ({ topic, partition }) => `A transaction in ${topic}-${partition} never ends`,
  };
  const rebalance: FaultKind<GroupFault> = {
    start: (_world, { group }) => broker().coordinator(group).begin(),
    sentence: ({ group }) => `The group ${group} rebalances`,
  };
  const rewind: FaultKind<GroupFault> = {
    start(_world, { group }) {
      broker().coordinator(group).evictAll();
      state.groups.get(group)!.rewind();
      state.picture?.show();
    },
    sentence: ({ group }) => `The positions of ${group} are set back to the beginning`,
  };
  for (const [kind, carriedOutBy] of Object.entries({ leader, grow, republish, retention, hanging, rebalance, rewind })) world.faults.define(kind, carriedOutBy as unknown as FaultKind);
}

/** Of the transaction that hangs. */
const NOBODY = -1;

function unknown(what: string): never {
  throw new Error(`the log has no ${what}`);
}
