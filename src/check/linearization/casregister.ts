import type { Operation } from '../../sim/history.ts';
import type { Model } from './model.ts';
import { shownValue } from './words.ts';

/**
 * One value, nothing (`undefined`) at first: `write` has it as its input, `read` as its output, `cas` changes it from its input's
 * first value to the second and is answered ok only if the first was there. Values may be written again.
 */
export const casRegister: Model<unknown> = {
  initial: undefined,
  relevant(operations) {
    const useful = usefulOf(operations);
    return operations.filter(operation => operation.outcome === 'ok' || useful.has(operation));
  },
  step(state, { f, input, output }) {
    if (f === 'read') return output === state ? { state } : undefined;
    if (f === 'write') return { state: input };
    const [old, next] = input as readonly [unknown, unknown];
    return old === state ? { state: next } : undefined;
  },
  isRead: ({ f }) => f === 'read',
  identity: state => state,
  textOf: shownValue,
};

const isOpenUpdate = ({ f, outcome }: Operation): boolean => outcome === 'info' && f !== 'read';
const leftBy = ({ f, input }: Operation): unknown => (f === 'cas' ? (input as readonly unknown[])[1] : input);

/** Updates without an answer whose value somebody saw, or may have changed to what somebody saw; nobody needs the others to have happened. */
function usefulOf(operations: readonly Operation[]): Set<Operation> {
  const seen = new Set<unknown>();
  for (const { f, outcome, input, output } of operations) {
    if (outcome === 'ok' && f === 'read') seen.add(output);
    if (outcome === 'ok' && f === 'cas') seen.add((input as readonly unknown[])[0]);
  }
  const useful = new Set<Operation>();
  const open = operations.filter(isOpenUpdate);
  for (let before = -1; before < useful.size;) {
    before = useful.size;
    for (const operation of open) {
      if (useful.has(operation) || !seen.has(leftBy(operation))) continue;
      useful.add(operation);
      if (operation.f === 'cas') seen.add((operation.input as readonly unknown[])[0]);
    }
  }
  return useful;
}
