import type { Model } from './model.ts';
import { jsonOf } from '../../sim/json.ts';

/** Members, by their JSON, in the order of these texts. */
type Members = readonly string[];

/**
 * A set, empty at first: `add` and `remove` have an element as their input, `contains` too and answers true or false, `read`
 * answers all elements. To add what is there, and to remove what is not, changes nothing.
 */
export const set: Model<Members> = {
  initial: [],
  relevant: operations => operations.filter(({ f, outcome }) => outcome === 'ok' || (outcome === 'info' && (f === 'add' || f === 'remove'))),
  step(members, { f, input, output }) {
    if (f === 'read') return jsonOf(members) === jsonOf((output as readonly unknown[]).map(jsonOf).sort()) ? { state: members } : undefined;
    const element = jsonOf(input);
    const isMember = members.includes(element);
    if (f === 'contains') return output === isMember ? { state: members } : undefined;
    if (isMember === (f === 'add')) return { state: members };
    return { state: f === 'add' ? [...members, element].sort() : members.filter(other => other !== element) };
  },
  isRead: ({ f }) => f === 'read' || f === 'contains',
  identity: jsonOf,
  textOf: members => (members.length === 0 ? 'empty' : members.join(', ')),
};
