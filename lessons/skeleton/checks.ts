import { durable, type Check, type Measure } from 'faultlab/author';

/** Every name that was answered `signed` is read at the end. */
export const kept: Check = ({ operations }) => {
  const signed = operations.filter(({ f, outcome }) => f === 'sign' && outcome === 'ok')
    .map(({ key, completedUs, completedRow, node }) => ({ id: key!, atUs: completedUs, row: completedRow, node: node! }));
  const read = operations.find(({ f, outcome }) => f === 'read' && outcome === 'ok');
  if (!read) return undefined;
  const survivors = new Set(Array.isArray(read.output) ? read.output.map(String) : []);
  return durable(signed, survivors, { noun: 'name', promised: 'answered "signed"', why: 'a visitor who was told so will look for it' });
};

/** Share of the visitors, and of the reader, who got what they asked for. */
export const served: Measure = ({ operations }) => {
  const left = operations.find(({ outcome }) => outcome !== 'ok');
  return {
    value: operations.filter(({ outcome }) => outcome === 'ok').length / operations.length,
    ...(left ? { worst: { message: `${left.client} asked to ${left.f} and left without an answer: a book that nobody can sign is no book`, atUs: left.invokedUs, row: left.invokedRow, node: left.node! } } : {}),
  };
};
