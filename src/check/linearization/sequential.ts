import type { Operation } from '../../sim/history.ts';
import type { Model } from './model.ts';
import type { Explanation } from './search.ts';

/** A client's operations that were answered, in its order; and those that were not, each with how many of the others come before it. */
interface Client {
  readonly answered: readonly Operation[];
  readonly open: readonly { readonly operation: Operation; readonly after: number }[];
}

/** More states are not looked at. */
const MOST_STATES = 200_000;
/** Longer histories are not searched. */
const MOST_OPERATIONS = 2_000;

/**
 * Looks for an order of one object's operations that keeps each client's own order and explains every answer, whatever the time at which
 * anything happened: sequential consistency (Lamport, "How to make a multiprocessor computer that correctly executes multiprocess programs",
 * 1979). For small histories: states multiply with the clients. Operations of outcome `info` may take effect at any time
 * after those of their client before them, or never; `fail` never.
 */
export function sequentiallyExplained<State>(model: Model<State>, operations: readonly Operation[], mostStates = MOST_STATES): Explanation<State> {
  const relevant = model.relevant(operations);
  if (relevant.length > MOST_OPERATIONS) return { found: 'unknown', states: 0 };
  const clients = clientsOf(relevant);
  const done = clients.map(() => 0);
  const placed: Operation[] = [];
  const states: State[] = [];
  const taken = new Set<Operation>();
  const seen = new Set<string>();
  const identities = new Map<unknown, number>();
  const search = (state: State): boolean => {
    if (clients.every(({ answered }, index) => done[index] === answered.length)) return true;
    const identity = model.identity(state);
    if (!identities.has(identity)) identities.set(identity, identities.size);
    const place = `${identities.get(identity)} ${done.join()} ${[...taken].map(({ id }) => id).sort((a, b) => a - b).join()}`;
    if (seen.has(place) || seen.size >= mostStates) return false;
    seen.add(place);
    return clients.some((client, index) => {
      const next = client.answered[done[index]!];
      if (next && attempt(state, next, () => done[index]!++, () => done[index]!--)) return true;
      return client.open.some(({ operation, after }) => after <= done[index]! && !taken.has(operation) && attempt(state, operation, () => taken.add(operation), () => taken.delete(operation)));
    });
  };
  const attempt = (state: State, operation: Operation, take: () => void, putBack: () => void): boolean => {
    const next = model.step(state, operation);
    if (!next) return false;
    take();
    placed.push(operation);
    states.push(next.state);
    if (search(next.state)) return true;
    placed.pop();
    states.pop();
    putBack();
    return false;
  };
  if (search(model.initial)) return { found: 'order', order: { operations: placed, states }, states: seen.size };
  return { found: seen.size >= mostStates ? 'unknown' : 'none', states: seen.size };
}

function clientsOf(operations: readonly Operation[]): Client[] {
  const clients = new Map<string, { answered: Operation[]; open: { operation: Operation; after: number }[] }>();
  for (const operation of [...operations].sort((a, b) => a.invokedUs - b.invokedUs || a.id - b.id)) {
    if (!clients.has(operation.client)) clients.set(operation.client, { answered: [], open: [] });
    const { answered, open } = clients.get(operation.client)!;
    if (operation.outcome === 'ok') answered.push(operation);
    else open.push({ operation, after: answered.length });
  }
  return [...clients.values()];
}
