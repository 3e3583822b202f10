import { atSeconds, billOf, hopsOf, overBudget, type Check, type Finding, type Hop, type Pooled, type RunRecord } from 'faultlab/author';

/** Share of the orders that are to be recorded. */
const SHARE = 0.1;

/** Every order is worked on to the end, by every service. */
export const everyOrderDone: Check = run => {
  const failed = run.facts.find(({ type }) => type === 'failed');
  if (failed) {
    const { request, error } = failed.data as { request: number; error: string };
    const hop = hopsOf(run).get(request);
    const what = hop?.operation === undefined ? 'a batch' : `order ${hop.operation}`;
    return { message: `${failed.node} threw "${error}" over the headers of ${what} at ${atSeconds(failed.atUs)}: a customer loses an order because somebody wanted to watch it`, atUs: failed.atUs, row: failed.row, node: failed.node!, method: 'extract' };
  }
  const lost = run.operations.find(({ outcome }) => outcome !== 'ok');
  return lost && { message: `Order ${lost.key} of ${atSeconds(lost.invokedUs)} was not answered (${String(lost.output)}): a customer loses an order because somebody wanted to watch it`, atUs: lost.invokedUs, row: lost.invokedRow, node: lost.node! };
};

/** Of the orders that came in, one value each: 100 if the first service recorded it. */
export function recorded(run: RunRecord): Pooled {
  const first = [...hopsOf(run).values()].filter(({ kind }) => kind === 'edge');
  const count = first.filter(({ spans }) => spans.length > 0).length;
  const [some] = first;
  return {
    values: first.map(({ spans }) => (spans.length > 0 ? 100 : 0)),
    ...(some ? { worst: { message: `${count} of ${first.length} orders were recorded by ${some.service}, the first that saw them`, atUs: some.atUs, row: some.row, node: some.service, method: 'begin' } } : {}),
  };
}

/** Spans that came to the store, over what one order in ten comes to. */
export function bill(run: RunRecord): Pooled {
  const affordable = SHARE * [...hopsOf(run).values()].filter(({ records }) => records).length;
  const full = overBudget(run, 'begin');
  return { values: [billOf(run).arrived / affordable], ...(full ? { worst: full } : {}) };
}

/** No batch is part of an order's trace. */
export const batchesApart: Check = run => firstBatch(run, adopted);

/** A recorded order leads to the batch in which it was packed. */
export const batchesLinked: Check = run => firstBatch(run, unreached);

function firstBatch(run: RunRecord, look: (batch: Hop, producers: readonly Hop[]) => Finding | undefined): Finding | undefined {
  const hops = hopsOf(run);
  for (const batch of hops.values()) {
    const found = batch.kind === 'consumer' ? look(batch, batch.messages.map(({ caller }) => hops.get(caller)!)) : undefined;
    if (found) return found;
  }
  return undefined;
}

function adopted(batch: Hop, producers: readonly Hop[]): Finding | undefined {
  const [span] = batch.spans;
  const parent = span && producers.find(({ spans, sent }) => spans.some(({ traceId }) => traceId === span.traceId) || sent.some(({ headers }) => headers.some(([, value]) => value.includes(span.traceId))));
  if (!parent) return undefined;
  return told(batch, `${batch.service} recorded the packing of ${producers.length} orders as part of order ${parent.operation} (${atSeconds(batch.atUs)}): `
    + `${producers.length - 1} orders end in the queue, and order ${parent.operation} packs for all`);
}

function unreached(batch: Hop, producers: readonly Hop[]): Finding | undefined {
  const links = batch.spans.flatMap(span => span.links ?? []);
  const lost = producers.filter(({ spans: [span] }) => span && !links.some(({ traceId, spanId }) => traceId === span.traceId && spanId === span.spanId));
  if (lost.length === 0) return undefined;
  const of = producers.filter(({ spans }) => spans.length > 0).length;
  const how = batch.spans.length === 0 ? `${batch.service} recorded nothing of the batch` : `the span of the batch names ${links.length === 0 ? 'none of them' : `${of - lost.length} of them`}`;
  return told(batch, `${batch.service} packed ${producers.length} orders at ${atSeconds(batch.atUs)}, ${of} of them recorded, and ${how}: order ${lost[0]!.operation} ends in the queue, and nobody finds its parcel`);
}

const told = ({ atUs, row, service }: Hop, message: string): Finding => ({ message, atUs, row, node: service, method: 'links' });
