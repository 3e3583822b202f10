import type { Header } from 'faultlab';
import type { Hop, Link, Local, Remote } from './contract';

const SHARE = 0.1;

/** What the headers of a request say about its trace; null: nothing. */
export function extract(headers: readonly Header[]): Remote | null {
  // TODO: names in any case, tracestate, headers that are not what they should be, versions of tomorrow
  const parent = headers.find(([name]) => name === 'traceparent');
  if (!parent) return null;
  const [, traceId, parentId, flags] = parent[1].split('-');
  return { traceId, parentId, sampled: flags === '01', state: [], raw: [parent] };
}

/** This service's part in the trace. */
export function begin(remote: Remote | null, hop: Hop): Local {
  // TODO: which requests are recorded, whom to believe, what a batch belongs to, what a service does that records nothing
  const sampled = hop.coin < SHARE;
  const spanId = hop.hex(16);
  const [first] = hop.links;
  if (first) return { traceId: first.traceId, spanId, parentId: first.spanId, sampled, state: [] };
  if (remote) return { traceId: remote.traceId, spanId, parentId: remote.parentId, sampled, state: [] };
  return { traceId: hop.hex(32), spanId, parentId: null, sampled, state: [] };
}

/** Headers for what this service calls. */
export function inject(local: Local): Header[] {
  return [['traceparent', `00-${local.traceId}-${local.spanId}-${local.sampled ? '01' : '00'}`]];
}

/** The recorded spans that a batch comes from. */
export function links(batch: readonly (readonly Header[])[]): Link[] {
  return batch.flatMap(headers => {
    const remote = extract(headers);
    return remote ? [{ traceId: remote.traceId, spanId: remote.parentId }] : [];
  });
}
