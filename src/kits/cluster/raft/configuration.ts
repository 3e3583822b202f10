import type { CarriedEntry } from '../../../sim/index.ts';
import type { NodeId } from '../api.ts';
import type { Configuration, Entry, Quorums, Voter } from './api.ts';

/** What an entry is for: membership (§6), the beginning of a term (§8), a client. */
export type EntryKind = 'configuration' | 'no-op' | 'command';

/** What faults see of an entry. The command of a client's is not looked at. */
export function carried({ kind, command, index, term }: Entry): CarriedEntry & { readonly kind: EntryKind } {
  return { kind: kind ?? (command === undefined ? 'no-op' : 'command'), index, term };
}

/** All nodes decide, each for itself. */
export const allOf = (ids: readonly NodeId[]): Configuration => ({ voters: ids.map(id => ({ id, zone: '' })), learners: [] });

/** A copy that nobody can change. */
export function frozen({ voters, next, learners }: Configuration): Configuration {
  const group = (ids: readonly Voter[]): readonly Voter[] => Object.freeze(ids.map(({ id, zone }) => Object.freeze({ id, zone })));
  return Object.freeze({ voters: group(voters), ...(next ? { next: group(next) } : {}), learners: Object.freeze([...learners]) });
}

/** Those who have a say; while a change is under way, of both groups. */
export const votersOf = ({ voters, next = [] }: Configuration): ReadonlySet<NodeId> => new Set([...voters, ...next].map(({ id }) => id));

/** Those who get entries. */
export const membersOf = (configuration: Configuration): ReadonlySet<NodeId> => new Set([...votersOf(configuration), ...configuration.learners]);

/** More than half of the voters, and while a change is under way more than half of either group (§6, joint consensus). */
export const majorities: Quorums = { commits: majority, elects: majority };

function majority(nodes: ReadonlySet<NodeId>, { voters, next }: Configuration): boolean {
  const most = (group: readonly Voter[]): boolean => 2 * group.filter(({ id }) => nodes.has(id)).length > group.length;
  return most(voters) && (next === undefined || most(next));
}
