import { atSeconds, type Check, type Measure, type Operation } from 'faultlab/author';

const entered = ({ outcome, output }: Operation): boolean => outcome === 'ok' && output === 'enter';

/** Nobody enters with a ticket that somebody else has entered with. */
export const oneBearer: Check = ({ operations }) => {
  const first = new Map<string, Operation>();
  for (const operation of operations.filter(entered).sort((a, b) => a.completedUs - b.completedUs)) {
    const before = first.get(operation.key!);
    if (before !== undefined && before.client !== operation.client) {
      return {
        message: `${before.client} entered with ${operation.key} at ${atSeconds(before.completedUs)}, and ${operation.client} with the same ticket at ${atSeconds(operation.completedUs)}: one of two sits on the other's seat`,
        atUs: operation.completedUs, row: operation.completedRow, node: operation.node!,
      };
    }
    first.set(operation.key!, before ?? operation);
  }
  return undefined;
};

/** Whoever is told that a ticket is used can name somebody else who may have used it. */
export const rightlyRefused: Check = ({ operations }) => {
  for (const { client, key, outcome, output, completedUs, completedRow, node } of operations) {
    if (outcome !== 'ok' || output !== 'used') continue;
    const others = operations.some(other => other.key === key && other.client !== client && other.invokedUs <= completedUs && (entered(other) || other.outcome === 'info'));
    if (!others) return { message: `${client} was told at ${atSeconds(completedUs)} that ${key} is used, and nobody else has ever shown it: an honest visitor stands outside`, atUs: completedUs, row: completedRow, node: node! };
  }
  return undefined;
};

/** Share of the visitors who got an answer in the end. */
export const answered: Measure = ({ operations }) => {
  const visitors = new Set(operations.map(({ client }) => client));
  const left = [...visitors].filter(visitor => !operations.some(({ client, outcome }) => client === visitor && outcome === 'ok'));
  const last = operations.filter(({ client }) => client === left[0]).at(-1);
  return {
    value: 1 - left.length / visitors.size,
    ...(last ? { worst: { message: `${last.client} showed ${last.key} time and again and never heard a word: a door that says nothing is a wall`, atUs: last.invokedUs, row: last.invokedRow, node: last.node! } } : {}),
  };
};
