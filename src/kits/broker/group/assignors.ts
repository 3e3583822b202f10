import { nameOf } from '../log/requests.ts';
import type { Assignor, Member, Tp } from './api.ts';

/** Partitions in turn, over the members in order of their ids that read the topic (Kafka's `RoundRobinAssignor`). */
export const inTurn: Assignor = (members, tps) => {
  const assignment = new Map<string, Tp[]>(members.map(({ id }) => [id, []]));
  let next = 0;
  for (const tp of tps) {
    for (let tried = 0; tried < members.length; tried++) {
      const { id, topics } = members[next++ % members.length]!;
      if (!topics.includes(tp.topic)) continue;
      assignment.get(id)!.push(tp);
      break;
    }
  }
  return assignment;
};

/**
 * Leaves out, for this round, what another member of the last generation owns (KIP-429): it is given when that member has
 * given it up and joined again. What members of earlier generations say that they own counts for nothing.
 */
export function oneRoundLater(members: readonly Member[], chosen: ReadonlyMap<string, readonly Tp[]>): Map<string, readonly Tp[]> {
  const present = Math.max(...members.map(({ generation }) => generation));
  const owners = new Map(members.filter(({ generation }) => generation === present).flatMap(({ id, owned }) => owned.map(tp => [nameOf(tp), id] as const)));
  return new Map(members.map(({ id }) => [id, (chosen.get(id) ?? []).filter(tp => (owners.get(nameOf(tp)) ?? id) === id)]));
}
